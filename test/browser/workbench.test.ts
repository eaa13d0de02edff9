/**
 * The whole path as a person meets it: players watch a real origin, and Chromium shows the built plugin in the workbench.
 * The origin is a process of its own, so that it can be killed. Nothing here measures time: what is asked is in which order
 * things happened, and what is shown in the end.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createPlayers, type Players } from '../../examples/hls-origin/src/players.ts';
import { startWorkbench, type Workbench } from '../../grafana-plugin/workbench/server.ts';
import { type Complaints, complaintsOf, openChromium } from '../parts/chromium.ts';
import { clippedWords } from '../parts/clipped-words.ts';
import { look, type Seen, tapLive } from '../parts/live-tap.ts';
import { type OriginProcess, startOriginProcess } from '../parts/origin-process.ts';
import { findPart, PARTS } from '../parts/system-part.ts';
import { waitFor } from '../parts/wait-for.ts';

const program = findPart(PARTS.chromium);
/** Long enough for a busy machine to draw a frame between two ticks. */
const TICK_MS = 2000;

describe.skipIf(program === undefined)('the workbench in Chromium', () => {
  let origin: OriginProcess;
  let players: Players;
  let workbench: Workbench;
  let browser: Browser;
  let page: Page;
  let complaints: Complaints;

  beforeAll(async () => {
    origin = await startOriginProcess(0, TICK_MS);
    players = createPlayers({ origin: origin.url, count: 6, seed: 5, chaos: false, joinOverMs: 500 });
    players.start();
    workbench = await startWorkbench({ port: 0, target: origin.url });
    browser = await openChromium(program as string);
  });
  afterAll(async () => {
    await browser?.close();
    await workbench?.close();
    await players?.stop({ graceful: false });
    await origin?.kill();
  });
  beforeEach(async () => {
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    complaints = complaintsOf(page);
    await tapLive(page);
  });
  afterEach(async () => {
    await page.close();
  });

  const open = (path: string): Promise<unknown> => page.goto(`${workbench.url}${path}`, { waitUntil: 'commit' });
  /** What was seen the first time that `isSo` held. */
  const seenWhen = (what: string, isSo: (seen: Seen) => boolean): Promise<Seen> =>
    waitFor(what, async () => {
      const seen = await look(page);
      return isSo(seen) ? seen : undefined;
    });
  const bytesAreSent = (): Promise<unknown> =>
    waitFor('the origin to have told of traffic', async () => {
      const { bandwidth } = (await (await fetch(`${origin.url}/tallylight/v1/bandwidth`)).json()) as {
        bandwidth: { id: string; current: number }[];
      };
      return bandwidth.some(({ id, current }) => id !== 'total' && current > 0);
    });

  test('a live point is shown by the second tick message that the page received, and each later one adds one', async () => {
    await bytesAreSent();
    await open('/d/bandwidth');
    const first = await seenWhen('a point under a live lamp', ({ firstLiveAtTick }) => firstLiveAtTick !== undefined);
    expect(first.firstLiveAtTick).toBeLessThanOrEqual(2);

    const later = await seenWhen('three more ticks, all of them drawn', ({ ticks, shown, lastReceivedMs }) => {
      return ticks >= first.ticks + 3 && shown.lastMs === lastReceivedMs;
    });
    expect(later.shown.points - first.shown.points).toBeGreaterThanOrEqual(later.ticks - first.ticks);
    expect(later.shown.current).toBeDefined();
    expect(later.sockets).toBe(1);
    expect(complaints).toEqual({ own: [], network: [] });
  });

  test('a killed origin turns the lamp stale with its age, the last values stay, and it goes on by itself', async () => {
    await bytesAreSent();
    await open('/d/bandwidth');
    await seenWhen('a live panel', ({ shown }) => shown.lamp === 'live' && shown.points > 0);
    expect(complaints).toEqual({ own: [], network: [] });

    await origin.kill();
    const stale = await seenWhen('the lamp to turn stale', ({ shown }) => shown.lamp === 'stale');
    expect(stale.shown.word).toMatch(/stale \d+ s/);
    expect(stale.shown.lastMs).toBe(stale.lastReceivedMs);
    const older = await seenWhen('its age to grow', ({ shown }) => {
      return (shown.ageMs ?? 0) >= (stale.shown.ageMs ?? Number.POSITIVE_INFINITY) + 2000;
    });
    const { points, lastMs, current } = stale.shown;
    expect(current).toBeDefined();
    expect(older.shown).toMatchObject({ lamp: 'stale', points, lastMs, current });
    expect(older.ticks).toBe(stale.ticks);

    origin = await startOriginProcess(origin.port, TICK_MS);
    const again = await seenWhen('the panel to go on', ({ shown }) => {
      return shown.lamp === 'live' && (shown.lastMs ?? 0) > (lastMs ?? Number.POSITIVE_INFINITY);
    });
    expect(again.openNow).toBe(1);
    const later = await seenWhen('two more ticks', ({ ticks }) => ticks >= again.ticks + 2);
    expect(later.openAtMost).toBe(1);
    expect(complaints.own).toEqual([]);
  });

  test('a number is shown in the unit that fits, and the share of the busiest streams adds up to the whole', async () => {
    await open('/d/bandwidth');
    await seenWhen('a point', ({ shown }) => shown.points > 0);
    const figure = page.getByTestId('tallylight-bandwidth-average');
    const read = (): Promise<[string, number]> =>
      figure.evaluate((element) => [element.textContent ?? '', Number((element as HTMLElement).dataset.value)]);
    const [words, value] = await read();
    const [, amount = '', unit = ''] = /^([\d.]+)(B|kB|MB)\/s$/.exec(words) ?? [];
    const factor = { B: 1, kB: 1e3, MB: 1e6 }[unit] ?? Number.NaN;
    expect(Number(amount), words).toBeLessThan(1000);
    expect(Math.abs(Number(amount) * factor - value), `${words} for ${value}`).toBeLessThanOrEqual(value / 100);

    const rows = await page.getByTestId('tallylight-bandwidth-top').locator('li').allTextContents();
    const shares = rows.map((row) => Number(/([\d.]+) %$/.exec(row)?.[1]));
    expect(shares.length).toBeGreaterThan(0);
    // Each is rounded to a whole or a tenth of a percent.
    expect(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 100)).toBeLessThanOrEqual(shares.length);
    expect([...shares].sort((a, b) => b - a)).toEqual(shares);
  });

  test.each([
    ['dark', 'small'],
    ['dark', 'medium'],
    ['dark', 'large'],
    ['light', 'small'],
    ['light', 'medium'],
    ['light', 'large'],
  ])('in the %s theme the %s panel draws a curve and clips no word', async (theme, size) => {
    await open(`/d/bandwidth?theme=${theme}&size=${size}`);
    await seenWhen('a point', ({ shown }) => shown.points > 0);
    expect(await page.locator('[data-testid="tallylight-bandwidth-chart"] canvas').count()).toBe(1);
    expect(await page.getByTestId('tallylight-bandwidth').evaluate(clippedWords)).toEqual([]);
    expect(complaints).toEqual({ own: [], network: [] });
  });
});
