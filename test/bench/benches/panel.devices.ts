/**
 * What an update of the devices panel costs the browser's main thread: a hundred screens change what they play, of a hundred and
 * of ten thousand. The whole page is measured, from the message to the pixel: data source, Grafana's field options, panel. CPU
 * of the thread, because the machine is shared; both sides in turn, medians.
 */
import type { Page } from 'playwright-core';
import { startWorkbench } from '../../../grafana-plugin/workbench/server.ts';
import { openChromium } from '../../parts/chromium.ts';
import { startScreenFleet } from '../../parts/screen-fleet.ts';
import { findPart, PARTS } from '../../parts/system-part.ts';
import { waitFor } from '../../parts/wait-for.ts';
import { atMost, median, type Outcome } from '../measure.ts';

const TICK_MS = 500;
const CHANGES = 100;
const ROUNDS = 7;
const UPDATES = 8;

export async function bench(): Promise<readonly Outcome[]> {
  const browser = await openChromium(findPart(PARTS.chromium) ?? '/usr/bin/chromium');
  const few = await openSide(CHANGES);
  const many = await openSide(10_000);
  const taken: Record<'few' | 'many', number[]> = { few: [], many: [] };
  for (let round = -1; round < ROUNDS; round += 1) {
    for (const [name, side] of [['few', few] as const, ['many', many] as const]) {
      const cpuMs = await side.updateMs(round);
      if (round >= 0) taken[name].push(cpuMs);
    }
  }
  await Promise.all([few.close(), many.close(), browser.close()]);
  return [
    atMost({
      id: 'panel.devices',
      unit: 'ms CPU an update',
      ours: median(taken.many),
      peer: median(taken.few),
      peerName: 'with 100 devices',
      target: 1.5,
    }),
  ];

  async function openSide(count: number) {
    const fleet = await startScreenFleet({ tickMs: TICK_MS });
    const ids = Array.from({ length: count }, (_, index) => `screen-${index + 1}`);
    for (const id of ids) fleet.set({ id, site: 'Paris', state: 'playing' });
    const workbench = await startWorkbench({ port: 0, target: fleet.url });
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    // Only the side that is measured is in front.
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const step = Math.floor(count / CHANGES);
    return {
      async updateMs(round: number): Promise<number> {
        await page.goto(`${workbench.url}/d/devices`, { waitUntil: 'commit' });
        await shows(page, 'total', count);
        await page.waitForTimeout(4 * TICK_MS);
        const before = await cpuSeconds();
        for (let update = 0; update < UPDATES; update += 1) {
          const title = `Round ${round}, update ${update}`;
          for (let at = 0; at < count; at += step)
            fleet.set({ id: ids[at] ?? '', site: 'Paris', state: 'playing', title });
          await page.waitForTimeout(TICK_MS);
        }
        const after = await cpuSeconds();
        await page.goto('about:blank');
        return ((after - before) * 1000) / UPDATES;
      },
      async close(): Promise<void> {
        await workbench.close();
        await fleet.close();
      },
    };

    async function cpuSeconds(): Promise<number> {
      const { metrics } = await session.send('Performance.getMetrics');
      return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
    }
  }
}

async function shows(page: Page, part: string, count: number): Promise<void> {
  const total = page.getByTestId(`tallylight-devices-${part}`);
  await waitFor(`${count} devices`, async () => {
    const text = (await total.textContent({ timeout: 5_000 })) ?? '';
    return Number(text.replace(/\D/g, '')) === count;
  });
}
