import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { Tallylight } from './host/api.ts';
import type { TallylightOptions } from './options.ts';
import { createTallylight } from './tallylight.ts';
import { manualClock } from './testing/manual-clock.ts';

const made: Tallylight[] = [];
const tallylight = (options: TallylightOptions = {}): Tallylight => {
  const tally = createTallylight(options);
  made.push(tally);
  return tally;
};
afterEach(async () => {
  for (const tally of made.splice(0)) await tally.close();
});

test('the same id gives the same handle', () => {
  const tally = tallylight();
  expect(tally.stream('news')).toBe(tally.stream('news', { title: 'later' }));
});

test('a listener that throws is counted and the others hear the event', () => {
  const tally = tallylight();
  const heard: string[] = [];
  tally.on('stream-up', () => {
    throw new Error('the host’s own mistake');
  });
  tally.on('stream-up', (event) => heard.push(event.payload.stream));
  tally.stream('news').up();
  expect(heard).toEqual(['news']);
});

test('an event is told once, with the moment it happened, until the listener is stopped', () => {
  const clock = manualClock(1_800_000_000_000);
  const tally = tallylight({ clock });
  const heard: number[] = [];
  const stop = tally.on('stream-down', (event) => heard.push(event.atMs));
  clock.advance(1500);
  tally.stream('news').down('source_lost');
  stop();
  tally.stream('sports').down();
  expect(heard).toEqual([1_800_000_001_500]);
});

test('rates are bytes over the time between two ticks', () => {
  const clock = manualClock();
  const tally = tallylight({ clock, tickMs: 1000, historyMs: 10_000 });
  const news = tally.stream('news');
  news.sent(5000);
  clock.advance(1000);
  expect(tally.snapshot('bandwidth').get('total')).toMatchObject({
    current: 5000,
    average: 5000,
    peak: 5000,
    trend: null,
  });
  clock.advance(1000);
  expect(tally.snapshot('bandwidth').get('news')).toMatchObject({ current: 0, average: 2500 });
});

test('a jump of the wall clock ends no session and makes no rate', () => {
  const clock = manualClock();
  const tally = tallylight({ clock, tickMs: 1000, historyMs: 10_000 });
  const session = tally.stream('news').openSession({ address: '192.0.2.1' });
  session.sent(1000);
  clock.advance(1000);
  clock.jump(86_400_000);
  clock.advance(1000);
  expect(tally.snapshot('streams').get('news')?.sessions).toBe(1);
  expect(tally.snapshot('bandwidth').get('total')?.current).toBe(0);
});

test('a session that its owner closes is over, and closing it again is nothing', () => {
  const tally = tallylight();
  const reasons: string[] = [];
  tally.on('session-ended', (event) => reasons.push(event.payload.reason));
  const session = tally.stream('news').openSession({ address: '192.0.2.1', userAgent: 'VLC' });
  session.close();
  session.close('aborted');
  session.sent(10);
  expect(reasons).toEqual(['left']);
});

test('a count that is none is passed over', () => {
  const tally = tallylight();
  const news = tally.stream('news');
  for (const bytes of [Number.NaN, -5, Number.POSITIVE_INFINITY, '7' as unknown as number]) {
    news.received(bytes);
    news.sent(bytes);
  }
  const [row] = [...tally.snapshot('streams').values()];
  expect(row?.egressBytes).toBe(0);
});

test('switched off, every call is taken and nothing is served', async () => {
  const tally = tallylight({ enabled: false });
  const server = createServer((_request, response) => response.end('host'));
  tally.attach(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  tally.stream('news').openSession().sent(5);
  expect(await (await fetch(`${url}/metrics`)).text()).toBe('host');
  expect(tally.snapshot('streams').size).toBe(0);
  server.closeAllConnections();
  server.close();
});

test('a host without HTTP is served on a port of its own, and a taken one names the option', async () => {
  const tally = tallylight();
  const { url, port } = await tally.listen({ port: 0 });
  expect(await (await fetch(`${url}/metrics`)).text()).toContain('tallylight_build_info');
  await expect(tallylight().listen({ port })).rejects.toMatchObject({
    code: 'LISTEN',
    message: expect.stringContaining('listen.port'),
  });
});

test('closing twice is closing once, and handles that are left take every call', async () => {
  const tally = tallylight();
  const news = tally.stream('news');
  const session = news.openSession();
  expect(tally.close()).toBe(tally.close());
  await tally.close();
  news.up();
  session.sent(5);
  tally.stream('sports').up();
  expect(() => tally.attach(createServer())).toThrow(expect.objectContaining({ code: 'CLOSED' }));
});
