/**
 * The workbench's own controls, on both Grafana lines: the options of a panel, and live data against what a Prometheus once
 * answered. And that a page which streams for long does not grow.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startWorkbench, type Workbench } from '../../grafana-plugin/workbench/server.ts';
import { violationsOf } from '../parts/axe.ts';
import { type Complaints, complaintsOf, openChromium } from '../parts/chromium.ts';
import { type FaultProxy, startFaultProxy } from '../parts/fault-proxy.ts';
import { pluginPages } from '../parts/plugin-pages.ts';
import { findPart, PARTS } from '../parts/system-part.ts';
import { waitFor } from '../parts/wait-for.ts';
import { HOSTS } from '../parts/workbench-hosts.ts';
import { startWorldAudience, type WorldAudience } from '../parts/world-audience.ts';

const program = findPart(PARTS.chromium);
const PANELS = pluginPages().filter(({ kind }) => kind === 'panel');
/** Ten minutes of a tick each two seconds. */
const TICKS = 300;
const TICK_MS = 100;

describe.skipIf(program === undefined)('the workbench', () => {
  let audience: WorldAudience;
  let way: FaultProxy;
  let browser: Browser;

  beforeAll(async () => {
    audience = await startWorldAudience({ tickMs: TICK_MS });
    audience.set('DE', 3);
    way = await startFaultProxy(audience.url);
    browser = await openChromium(program as string);
  });
  afterAll(async () => {
    await browser?.close();
    await way?.close();
    await audience?.close();
  });

  describe.each(HOSTS)('on Grafana $grafana', ({ hostDir }) => {
    let workbench: Workbench;
    let page: Page;
    let complaints: Complaints;

    beforeAll(async () => {
      workbench = await startWorkbench({ port: 0, target: way.url, hostDir });
    });
    afterAll(async () => {
      await workbench?.close();
    });
    beforeEach(async () => {
      page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
      complaints = complaintsOf(page);
    });
    afterEach(async () => {
      await page.close();
    });

    const lampIs = (state: string, part: string) =>
      page.locator(`[data-testid="${part}"] [data-testid="tallylight-lamp"][data-state="${state}"]`).first().waitFor();

    test.each(PANELS)('$name shows what a Prometheus answered, in a form for its options', async ({ path, part }) => {
      await page.goto(`${workbench.url}${path}?data=recorded&options=true`, { waitUntil: 'commit' });
      await lampIs('live', part);
      const form = page.getByRole('form', { name: 'Panel options' });
      const fields = await form.getByTestId('workbench-option').count();
      expect(fields).toBeGreaterThanOrEqual(4);
      expect(fields).toBeLessThanOrEqual(5);
      expect(await violationsOf(page, 'main')).toEqual([]);
      expect(complaints.own).toEqual([]);
    });

    test('an option changes the panel at once', async () => {
      await page.goto(`${workbench.url}/d/bandwidth?data=recorded`, { waitUntil: 'commit' });
      const average = page.getByTestId('tallylight-bandwidth-average');
      await waitFor('bytes', async () => /B\/s/.test((await average.textContent()) ?? ''));
      await page.getByRole('button', { name: 'Options' }).click();
      // The drawn switch lies over its input.
      await page.getByLabel('Show bits').click({ force: true });
      await waitFor('bits', async () => /bit\/s|b\/s/.test((await average.textContent()) ?? ''));
    });
  });

  test('ten minutes of ticks leave neither nodes nor listeners behind, and a cut is made up for without a gap', async () => {
    const [, { hostDir }] = HOSTS;
    const workbench = await startWorkbench({ port: 0, target: way.url, hostDir });
    const page = await browser.newPage({ viewport: { width: 1200, height: 700 } });
    try {
      let received = 0;
      page.on('websocket', (socket) => socket.on('framereceived', () => (received += 1)));
      await page.goto(`${workbench.url}/d/heatmap`, { waitUntil: 'commit' });
      const session = await page.context().newCDPSession(page);
      await session.send('Performance.enable');
      const size = async (): Promise<Record<string, number>> => {
        await session.send('HeapProfiler.collectGarbage');
        const { metrics } = await session.send('Performance.getMetrics');
        return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
      };
      // Each tick has something to say, or nothing is sent.
      let count = 3;
      const restless = setInterval(() => {
        count = 7 - count;
        audience.set('DE', count);
      }, TICK_MS);
      try {
        await waitFor('the first hundred ticks', () => received > 100);
        const before = await size();
        const from = received;
        await waitFor('ten minutes of ticks', () => received > from + TICKS, { limitMs: 180_000 });
        const after = await size();
        expect(after.Nodes).toBeLessThan((before.Nodes ?? 0) * 1.2 + 200);
        expect(after.JSEventListeners).toBeLessThan((before.JSEventListeners ?? 0) * 1.2 + 50);
        expect(after.JSHeapUsedSize).toBeLessThan((before.JSHeapUsedSize ?? 0) + 8_000_000);
      } finally {
        clearInterval(restless);
      }
      way.cut();
      audience.set('DE', 3);
      audience.set('FR', 5);
      const total = (): Promise<number> =>
        page.getByTestId('tallylight-heatmap-summary').evaluate(({ dataset }) => Number(dataset.total));
      await waitFor('what happened during the cut', async () => (await total()) === 8);
    } finally {
      await page.close();
      await workbench.close();
    }
  });
});
