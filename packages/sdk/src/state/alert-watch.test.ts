/** What the board sees of the SDK itself: caps that are full, a store that refuses. */
import { afterEach, expect, test } from 'vitest';
import { createTallylight, type Tallylight, type TallylightOptions } from '../index.ts';
import { type ManualClock, manualClock } from '../testing/manual-clock.ts';

const TICK_MS = 1000;
let tally: Tallylight;
let clock: ManualClock;

function begin(options: TallylightOptions): void {
  clock = manualClock();
  // Time flies here, so the event loop is as full as it can be.
  const alerts = { eventLoopPercent: 100, memoryPercent: 100 };
  tally = createTallylight({ clock, tickMs: TICK_MS, instance: 'edge-1', alerts, ...options });
}
afterEach(() => tally?.close());

const keys = (): string[] => [...tally.snapshot('alerts').keys()];
const wait = (ms: number): void => {
  for (let left = ms; left > 0; left -= TICK_MS) clock.advance(Math.min(TICK_MS, left));
};
const page = async (): Promise<string> => Buffer.concat((await tally.metrics.page()).pieces).toString();

test('a cap of labels that is full is a line on the board, until no more is folded away for ten minutes', async () => {
  begin({ metrics: { labelCaps: { stream: 2 }, cacheMs: 0 } });
  for (const id of ['one', 'two']) tally.stream(id, { expected: false });
  wait(5000);
  expect(keys()).toEqual([]);
  tally.stream('three', { expected: false });
  wait(2000);
  expect(tally.snapshot('alerts').get('series-limit-reached:stream')).toMatchObject({
    severity: 'info',
    subjectKind: 'metric',
    summary: 'label values of stream are folded into other',
  });
  expect(await page()).toContain(
    'tallylight_sdk_series_dropped_total{metric="tallylight_stream_egress_bytes_total"} 1\n',
  );
  wait(9 * 60_000);
  tally.stream('four', { expected: false });
  wait(9 * 60_000);
  expect(keys()).toEqual(['series-limit-reached:stream']);
  wait(3 * 60_000);
  expect(keys()).toEqual([]);
});

test('caps of different labels are told apart', () => {
  begin({ metrics: { labelCaps: { stream: 1, device: 1 } } });
  for (const id of ['one', 'two']) tally.stream(id, { expected: false });
  for (const id of ['one', 'two']) tally.device(id, { expected: false });
  wait(2000);
  expect(keys().sort()).toEqual(['series-limit-reached:device', 'series-limit-reached:stream']);
});

test('a store that refuses is an error after its hold, on the page and in the health of the whole', async () => {
  begin({ revenue: { maxEvents: 1 }, metrics: { cacheMs: 0 } });
  await tally.ready;
  expect(await page()).toContain('tallylight_store_degraded 0\n');
  const sell = (eventId: string) =>
    tally.revenue.record({ eventId, status: 'completed', amountMinor: 1, currency: 'EUR' });
  await sell('a');
  expect(await page()).toMatch(/^tallylight_store_commit_duration_seconds_count 1$/m);
  await expect(sell('b')).rejects.toMatchObject({ code: 'STORE' });
  wait(25_000);
  expect(keys()).toEqual([]);
  wait(10_000);
  expect(tally.snapshot('alerts').get('store-degraded:edge-1')).toMatchObject({ severity: 'error', team: 'payments' });
  expect(await page()).toContain('tallylight_store_degraded 1\n');
  expect(tally.snapshot('dashboard').get('system')?.values).toMatchObject({ storeDegraded: true });
});
