/** Devices as the host holds them, on a clock moved by hand; series as the metrics page shows them. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTallylight } from '../tallylight.ts';
import { type ManualClock, manualClock } from '../testing/manual-clock.ts';
import type { Tallylight } from './api.ts';

/** Monday 2027-01-18 10:00 in Paris. */
const MONDAY_10 = Date.UTC(2027, 0, 18, 9);

let clock: ManualClock;
let tally: Tallylight;
let warnings: string[] = [];
let faults: string[] = [];

function begin(options: Parameters<typeof createTallylight>[0] = {}): void {
  warnings = [];
  faults = [];
  const nothing = (): void => {};
  const logger = {
    debug: nothing,
    info: nothing,
    warn: (_fields: object, message: string) => warnings.push(message),
    error: (_fields: object, message: string) => faults.push(message),
  };
  clock = manualClock(MONDAY_10);
  tally = createTallylight({ clock, logger, ...options });
}

beforeEach(() => begin());
afterEach(() => tally.close());

/** Lines of the page that begin so, without their values where `names`. */
async function series(start: string): Promise<string[]> {
  const { pieces } = await tally.metrics.page();
  const text = Buffer.concat([...pieces]).toString();
  clock.advance(2000);
  return text.split('\n').filter((line) => line.startsWith(start));
}
const row = (id: string) => tally.snapshot('devices').get(id);

test('declaring twice gives the same handle, with later facts merged', () => {
  const lobby = tally.device('lobby', { name: 'Lobby', site: 'paris', model: 'X1' });
  expect(tally.device('lobby', { name: 'Lobby left', group: 'halls' })).toBe(lobby);
  expect(row('lobby')).toMatchObject({
    name: 'Lobby left',
    site: 'paris',
    group: 'halls',
    model: 'X1',
    state: 'unknown',
  });
});

test('a bad id gives an inert handle and one log line, and the host goes on', async () => {
  for (const id of ['', ' x', 'a\nb', 'other', 7]) {
    const inert = tally.device(id as string);
    inert.heartbeat({ screenOn: true });
    inert.remove();
    expect(await inert.command('reboot').end).toMatchObject({ result: 'refused' });
  }
  tally.site('').remove();
  expect(warnings).toHaveLength(6);
  expect(tally.snapshot('devices').size).toBe(0);
});

test('a fact that cannot be is passed over and counted, the others are taken', () => {
  const facts = { name: 'Lobby', heartbeatIntervalMs: 5, site: 'a\nb', expected: 'always' };
  tally.device('lobby', facts as unknown as Parameters<Tallylight['device']>[1]);
  expect(row('lobby')).toMatchObject({ name: 'Lobby', heartbeatIntervalMs: 30_000, site: null, expected: true });
  expect(faults.length).toBeGreaterThan(0);
  tally.site('paris', { zone: 'Europe/Nowhere', hours: 'Mo-Su 09:00-17:00' });
  tally.device('lobby', { site: 'paris' });
  expect(row('lobby')).toMatchObject({ site: 'paris', expected: true });
});

test('screens of a closed site are not expected, by its own clock', () => {
  tally.site('paris', { hours: 'Mo-Fr 09:00-18:00' });
  tally.site('paris', { zone: 'Europe/Paris', title: 'Paris' });
  tally.device('lobby', { site: 'paris' });
  clock.advance(5000);
  expect(row('lobby')).toMatchObject({ expected: true });
  clock.advance(7.75 * 3_600_000);
  expect(row('lobby')).toMatchObject({ expected: true });
  clock.advance(0.25 * 3_600_000);
  expect(row('lobby')).toMatchObject({ expected: false });
  expect(tally.snapshot('sites').get('paris')).toMatchObject({ expected: false, title: 'Paris', total: 1 });
});

test('a heartbeat that is none is counted and changes nothing', async () => {
  const lobby = tally.device('lobby');
  lobby.heartbeat(7 as never);
  lobby.heartbeat(
    new Proxy(
      {},
      {
        get: () => {
          throw new Error('no');
        },
        getOwnPropertyDescriptor: () => {
          throw new Error('no');
        },
      },
    ),
  );
  lobby.heartbeat({ cpuRatio: 40 });
  expect(await series('tallylight_device_heartbeats_total')).toEqual([
    'tallylight_device_heartbeats_total{result="ok"} 0',
    'tallylight_device_heartbeats_total{result="partial"} 1',
    'tallylight_device_heartbeats_total{result="malformed"} 2',
    'tallylight_device_heartbeats_total{result="refused"} 0',
  ]);
});

test('the page has every series of a screen, with what it does not say left out', async () => {
  tally.device('lobby', { site: 'paris', group: 'halls', model: 'X1' }).heartbeat({
    playing: { title: 'Spot' },
    version: '2.0',
    cpuRatio: 0.25,
    screenOn: false,
    contentInSync: 0.5,
    localTimeMs: MONDAY_10 - 1500,
    receivedBytes: 700,
  });
  tally.device('silent', { group: 'halls' });
  clock.advance(5000);
  expect(await series('tallylight_device')).toEqual(
    expect.arrayContaining([
      'tallylight_devices{group="halls",state="online"} 0',
      'tallylight_devices{group="halls",state="playing"} 1',
      'tallylight_devices{group="halls",state="offline"} 0',
      'tallylight_devices{group="halls",state="unknown"} 1',
      'tallylight_devices{group="halls",state="lost"} 0',
      'tallylight_device_up{device="lobby",group="halls"} 1',
      `tallylight_device_last_seen_timestamp_seconds{device="lobby",group="halls"} ${MONDAY_10 / 1000}`,
      'tallylight_device_heartbeat_interval_seconds{device="silent"} 30',
      'tallylight_device_info{device="lobby",site="paris",group="halls",model="X1",version="2.0"} 1',
      'tallylight_device_expected{device="lobby"} 1',
      'tallylight_device_playing{device="lobby"} 1',
      'tallylight_device_screen_on{device="lobby"} 0',
      'tallylight_device_cpu_utilization_ratio{device="lobby"} 0.25',
      'tallylight_device_clock_skew_seconds{device="lobby"} -1.5',
      'tallylight_device_content_sync_ratio{device="lobby"} 0.5',
      'tallylight_device_received_bytes_total{device="lobby"} 0',
      'tallylight_device_playback_starts_total{group="halls"} 1',
    ]),
  );
  for (const unsaid of [
    'tallylight_device_up{device="silent"',
    'tallylight_device_memory_used_bytes{',
    'tallylight_device_sent_bytes_total{device="lobby"',
  ]) {
    expect(await series(unsaid)).toEqual([]);
  }
  expect(await series('tallylight_site_devices{site="paris",state="playing"}')).toEqual([
    'tallylight_site_devices{site="paris",state="playing"} 1',
  ]);
});

test('a screen that is away keeps up at 0, and its levels end until it is back', async () => {
  const lobby = tally.device('lobby');
  lobby.heartbeat({ screenOn: true, cpuRatio: 0.5 });
  clock.advance(75_000);
  expect(await series('tallylight_device_up{')).toEqual(['tallylight_device_up{device="lobby",group="none"} 0']);
  expect(await series('tallylight_device_screen_on{')).toEqual([]);
  expect(await series('tallylight_device_cpu_utilization_ratio{')).toEqual([]);
});

test('removing a screen ends its series, and its bytes stay in the sum', async () => {
  const lobby = tally.device('lobby', { site: 'paris', group: 'halls' });
  lobby.heartbeat({ sentBytes: 100 });
  lobby.heartbeat({ sentBytes: 5100 });
  lobby.remove();
  clock.advance(5000);
  const { pieces } = await tally.metrics.page();
  const text = Buffer.concat([...pieces]).toString();
  expect(text).not.toContain('device="lobby"');
  expect(text).not.toContain('group="halls",state');
  expect(text).toContain('tallylight_device_sent_bytes_total{device="other"} 5000\n');
  expect(tally.snapshot('devices').size).toBe(0);
  expect(tally.device('lobby')).not.toBe(lobby);
});

test('beyond the label cap bytes are summed under other, and what was folded is counted', async () => {
  await tally.close();
  begin({ metrics: { labelCaps: { device: 2, group: 1, site: 1 } } });
  for (const [index, id] of ['a', 'b', 'c', 'd'].entries()) {
    const device = tally.device(id, { group: `g${index}`, site: `s${index}` });
    device.heartbeat({ receivedBytes: 0 });
    device.heartbeat({ receivedBytes: 10 ** index });
  }
  clock.advance(5000);
  expect(await series('tallylight_device_received_bytes_total{')).toEqual([
    'tallylight_device_received_bytes_total{device="a"} 1',
    'tallylight_device_received_bytes_total{device="b"} 10',
    'tallylight_device_received_bytes_total{device="other"} 1100',
  ]);
  expect(await series('tallylight_device_up{')).toHaveLength(2);
  expect(await series('tallylight_devices{group="other",state="online"}')).toEqual([
    'tallylight_devices{group="other",state="online"} 3',
  ]);
  expect(await series('tallylight_site_devices{site="other",state="online"}')).toEqual([
    'tallylight_site_devices{site="other",state="online"} 3',
  ]);
  expect(await series('tallylight_sdk_series_dropped_total{metric="tallylight_device_up"}')).toEqual([
    'tallylight_sdk_series_dropped_total{metric="tallylight_device_up"} 2',
  ]);
});

test('a command of the host has one end: the word of the device, or its expiry', async () => {
  const lobby = tally.device('lobby');
  const reboot = lobby.command('reboot', { hard: true }, { expiresInMs: 60_000 });
  const blink = lobby.command('blink', {}, { expiresInMs: 20_000 });
  expect(row('lobby')).toMatchObject({ commandsPending: 2 });
  clock.advance(3000);
  lobby.heartbeat({ acks: [{ id: reboot.id, status: 'ok', detail: 'up again' }] });
  clock.advance(20_000);
  expect(await reboot.end).toEqual({ result: 'ok', detail: 'up again' });
  expect(await blink.end).toEqual({ result: 'timeout', detail: 'never delivered' });
  const counts = await series('tallylight_device_commands_total{command="reboot"');
  expect(counts.map((line) => line.split(' ')[1])).toEqual(['1', '1', '0', '0']);
  expect(await series('tallylight_device_command_duration_seconds_sum{command="reboot"}')).toEqual([
    'tallylight_device_command_duration_seconds_sum{command="reboot"} 3',
  ]);
});

test('the dashboard counts each device in one state', () => {
  tally.device('a').heartbeat({ playing: { title: 'Spot' } });
  tally.device('b').heartbeat();
  tally.device('c');
  clock.advance(5000);
  expect(tally.snapshot('dashboard').get('devices')?.values).toEqual({
    total: 3,
    online: 1,
    playing: 1,
    offline: 0,
    unknown: 1,
    lost: 0,
  });
});

test('switched off, or closed, every handle is inert', async () => {
  await tally.close();
  tally.device('late').heartbeat({ screenOn: true });
  const off = createTallylight({ enabled: false });
  off.device('x').heartbeat();
  off.site('y').remove();
  expect((await off.device('x').command('reboot').end).result).toBe('refused');
  expect(tally.snapshot('devices').size).toBe(0);
});
