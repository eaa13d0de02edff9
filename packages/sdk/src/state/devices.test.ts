import * as fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { createCap } from './cap.ts';
import type { Device } from './device.ts';
import { createDevices, type Devices } from './devices.ts';
import { createSites, type Sites } from './sites.ts';

const TICK_MS = 5000;
const EPOCH_MS = 1_800_000_000_000;
const BEAT_MS = 30_000;

let told: { name: string; payload: Record<string, unknown> }[] = [];
let sites: Sites;
let nowMs = 0;

function fleet(given: { maxDevices?: number; labels?: number; groups?: number } = {}): Devices {
  sites = createSites(createCap('sites', 100), createCap('site labels', 100));
  return createDevices({
    cap: createCap('devices', given.maxDevices ?? 20_000),
    labelCap: createCap('device labels', given.labels ?? 2000),
    groupLabelCap: createCap('group labels', given.groups ?? 100),
    sites,
    heartbeatIntervalMs: BEAT_MS,
    lostAfterMs: 7 * 86_400_000,
    tickMs: TICK_MS,
    startedAtMs: 0,
    emit: (name, _atMs, payload) => told.push({ name, payload: payload as Record<string, unknown> }),
  });
}

const named = (name: string): Record<string, unknown>[] =>
  told.filter((event) => event.name === name).map((event) => event.payload);

function declare(devices: Devices, id: string, facts: Parameters<Devices['declare']>[1] = {}): Device {
  const device = devices.declare(id, facts, nowMs, EPOCH_MS + nowMs);
  if (device === undefined) throw new Error('no room');
  return device;
}

const beat = (devices: Devices, device: Device, facts: Parameters<Devices['beat']>[1] = {}): void =>
  devices.beat(device, facts, nowMs, EPOCH_MS + nowMs);

/** Lets time pass tick by tick, as the process does. */
function pass(devices: Devices, ms: number): void {
  const untilMs = nowMs + ms;
  while (nowMs + TICK_MS <= untilMs) {
    nowMs += TICK_MS;
    devices.advance(nowMs, EPOCH_MS + nowMs);
  }
  nowMs = untilMs;
}

/** The loop stands still, and only then the sweep comes. */
function stall(devices: Devices, ms: number): void {
  nowMs += ms;
  devices.advance(nowMs, EPOCH_MS + nowMs);
}

const SPOT = { title: 'Spring sale', campaign: 'spring', contentId: 'spot-1' };

beforeEach(() => {
  told = [];
  nowMs = 0;
});

test('a screen silent for two and a half beats is offline, and that is told once', () => {
  const devices = fleet();
  const lobby = declare(devices, 'lobby', { site: 'paris' });
  beat(devices, lobby);
  pass(devices, 70_000);
  expect(lobby.state).toBe('online');
  pass(devices, 5000);
  expect(lobby.state).toBe('offline');
  pass(devices, 600_000);
  expect(named('device-offline')).toEqual([{ device: 'lobby', site: 'paris', lastSeenMs: EPOCH_MS }]);
});

test('a screen that was never activated is unknown, not offline, for ever', () => {
  const devices = fleet();
  const lobby = declare(devices, 'lobby');
  pass(devices, 30 * 86_400_000);
  expect(lobby.state).toBe('unknown');
  expect(told).toEqual([]);
});

test('a restart starts no storm: known screens have the time to be heard', () => {
  const devices = fleet();
  const known = Array.from({ length: 1000 }, (_, index) =>
    declare(devices, `screen-${index}`, { lastSeenMs: EPOCH_MS - 3_600_000 }),
  );
  pass(devices, 60_000);
  expect(told).toEqual([]);
  for (const device of known.slice(1)) beat(devices, device);
  pass(devices, 20_000);
  expect(named('device-offline').map(({ device }) => device)).toEqual(['screen-0']);
});

test('time in which the loop stood still is nobody’s silence', () => {
  const devices = fleet();
  const lobby = declare(devices, 'lobby');
  beat(devices, lobby);
  pass(devices, 40_000);
  stall(devices, 300_000);
  expect(lobby.state).toBe('online');
  pass(devices, 25_000);
  expect(lobby.state).toBe('online');
  pass(devices, 10_000);
  expect(lobby.state).toBe('offline');
});

test('without a stall the same silence is absence: the grace is not a pardon', () => {
  const devices = fleet();
  const lobby = declare(devices, 'lobby');
  beat(devices, lobby);
  pass(devices, 340_000);
  expect(lobby.state).toBe('offline');
});

test('a closed socket shortens the lease, and a new one in time is no absence', () => {
  const devices = fleet();
  const lobby = declare(devices, 'lobby');
  const first = devices.connected(lobby, nowMs, EPOCH_MS);
  expect(devices.disconnected(lobby, first, nowMs)).toBe(true);
  pass(devices, 10_000);
  expect(lobby.state).toBe('online');
  const second = devices.connected(lobby, nowMs, EPOCH_MS + nowMs);
  pass(devices, 60_000);
  expect(lobby.state).toBe('online');
  devices.disconnected(lobby, second, nowMs);
  pass(devices, 15_000);
  expect(lobby.state).toBe('offline');
});

test('no late close of an old socket, in whatever order, ends the life of the newest one', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('open', 'close'), { minLength: 1, maxLength: 20 }),
      fc.nat(),
      (steps, pick) => {
        told = [];
        nowMs = 0;
        const devices = fleet();
        const lobby = declare(devices, 'lobby');
        const old: number[] = [];
        let newest = devices.connected(lobby, nowMs, EPOCH_MS);
        for (const step of steps) {
          if (step === 'open') {
            old.push(newest);
            newest = devices.connected(lobby, nowMs, EPOCH_MS);
          } else {
            const session = old[pick % Math.max(1, old.length)];
            if (session !== undefined) expect(devices.disconnected(lobby, session, nowMs)).toBe(false);
          }
        }
        pass(devices, 60_000);
        expect(lobby.state).toBe('online');
      },
    ),
  );
});

test('after a week a screen is lost: it leaves the offline count but stays on the list, and comes back', () => {
  const devices = fleet();
  const lobby = declare(devices, 'lobby');
  beat(devices, lobby);
  pass(devices, 80_000);
  expect([...devices.counts]).toEqual([0, 0, 1, 0, 0]);
  nowMs += 7 * 86_400_000;
  devices.advance(nowMs, EPOCH_MS + nowMs);
  pass(devices, 80_000);
  expect(lobby.state).toBe('lost');
  expect([...devices.counts]).toEqual([0, 0, 0, 0, 1]);
  expect(devices.get('lobby')).toBe(lobby);
  beat(devices, lobby);
  expect(lobby.state).toBe('online');
  expect(named('device-online').at(-1)).toMatchObject({ previous: 'lost' });
});

test('what plays is told when it begins, changes and ends, with the time that was proven', () => {
  const devices = fleet();
  const lobby = declare(devices, 'lobby');
  beat(devices, lobby, { playing: SPOT });
  pass(devices, 30_000);
  beat(devices, lobby, { playing: SPOT });
  pass(devices, 30_000);
  beat(devices, lobby, { playing: { ...SPOT, title: 'News', campaign: null } });
  pass(devices, 10_000);
  beat(devices, lobby, { playing: null });
  expect(
    told
      .filter(({ name }) => name.startsWith('playback'))
      .map(({ name, payload }) => [name, payload.title, payload.reason, payload.playedMs]),
  ).toEqual([
    ['playback-started', 'Spring sale', undefined, undefined],
    ['playback-stopped', 'Spring sale', 'changed', 60_000],
    ['playback-started', 'News', undefined, undefined],
    ['playback-stopped', 'News', 'stopped', 10_000],
  ]);
  expect(lobby.state).toBe('online');
});

test('a screen that goes away proves play only up to when it was last heard', () => {
  const devices = fleet();
  const lobby = declare(devices, 'lobby');
  beat(devices, lobby, { playing: SPOT });
  pass(devices, 30_000);
  beat(devices, lobby, { playing: SPOT });
  pass(devices, 75_000);
  expect(named('playback-stopped')).toEqual([
    { device: 'lobby', title: 'Spring sale', campaign: 'spring', reason: 'offline', playedMs: 30_000 },
  ]);
  expect(devices.playback.proof.campaigns.get('spring')).toEqual({ playMs: 30_000, starts: 1 });
});

test('levels of a screen that is away are unknown, and come back only when it tells them', () => {
  const devices = fleet();
  const lobby = declare(devices, 'lobby');
  beat(devices, lobby, {
    screenOn: true,
    contentSyncRatio: 1,
    cpuRatio: 0.3,
    localTimeMs: EPOCH_MS + 4000,
    version: '1.2',
  });
  expect(lobby).toMatchObject({ screenOn: true, contentSyncRatio: 1, clockSkewMs: 4000 });
  pass(devices, 75_000);
  const unknown = { screenOn: null, contentSyncRatio: null, clockSkewMs: null, cpuRatio: null, playing: null };
  expect(lobby).toMatchObject(unknown);
  beat(devices, lobby);
  expect(lobby).toMatchObject({ ...unknown, version: '1.2' });
});

test('bytes go on growing when a device begins to count anew', () => {
  const devices = fleet();
  const lobby = declare(devices, 'lobby');
  beat(devices, lobby, { receivedBytes: 5000, seq: 90 });
  beat(devices, lobby, { receivedBytes: 5600, seq: 91 });
  beat(devices, lobby, { receivedBytes: 100, seq: 1 });
  expect(lobby.receivedBytes).toBe(700);
});

test('a heartbeat that was overtaken proves presence, but its facts are old', () => {
  const devices = fleet();
  const lobby = declare(devices, 'lobby');
  beat(devices, lobby, { seq: 10, screenOn: false });
  pass(devices, 60_000);
  beat(devices, lobby, { seq: 9, screenOn: true });
  expect(lobby.screenOn).toBe(false);
  pass(devices, 60_000);
  expect(lobby.state).toBe('online');
});

test('strangers take only their part of the room, the host’s own always fit', () => {
  const devices = fleet({ maxDevices: 10 });
  const born = Array.from({ length: 50 }, (_, index) => devices.born(`stranger-${index}`, 0));
  expect(born.filter((device) => device !== undefined)).toHaveLength(5);
  for (let index = 0; index < 10; index += 1) declare(devices, `mine-${index}`);
  expect(devices.all.size).toBe(15);
  expect(devices.declare('one-more', {}, 0, EPOCH_MS)).toBeUndefined();
});

test('outside the hours of its site a screen is not expected, and a mute does the same', () => {
  const devices = fleet();
  let isOpenNow = true;
  const paris = sites.declare('paris');
  if (paris === undefined) throw new Error('no room');
  paris.open = () => isOpenNow;
  const lobby = declare(devices, 'lobby', { site: 'paris' });
  const always = declare(devices, 'always', { site: 'paris', expected: true });
  isOpenNow = false;
  pass(devices, 5000);
  expect([lobby.expected, always.expected, paris.expected]).toEqual([false, true, false]);
});

test('counts of states, groups and sites add up, whatever happens', () => {
  const step = fc.record({
    what: fc.constantFrom('declare', 'beat', 'play', 'remove', 'wait', 'away', 'unsite'),
    id: fc.constantFrom('a', 'b', 'c'),
    place: fc.constantFrom('paris', 'rome', null),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      told = [];
      nowMs = 0;
      const devices = fleet();
      for (const { what, id, place } of steps) {
        const device = devices.get(id);
        if (what === 'declare') declare(devices, id, { site: place, group: place });
        else if (what === 'wait') pass(devices, 20_000);
        else if (what === 'away') pass(devices, 80_000);
        else if (what === 'unsite') {
          const site = sites.get(place ?? '');
          if (site !== undefined) devices.removeSite(site);
        } else if (device !== undefined && what === 'remove') devices.remove(device, nowMs);
        else if (device !== undefined) beat(devices, device, what === 'play' ? { playing: SPOT } : {});
      }
      const sum = (counts: Iterable<number>): number => [...counts].reduce((total, count) => total + count, 0);
      expect(sum(devices.counts)).toBe(devices.all.size);
      expect(sum([...devices.groups.all.values()].map(({ counts }) => sum(counts)))).toBe(devices.all.size);
      for (const group of devices.groups.all.values()) expect(group.total).toBeGreaterThan(0);
      for (const site of sites.all.values()) {
        expect(site.total).toBe([...devices.all.values()].filter((device) => device.site === site).length);
        expect(sum(site.counts)).toBe(site.total);
      }
    }),
  );
});

test('a removed screen is gone with its commands, and its bytes stay in other', () => {
  const devices = fleet();
  const lobby = declare(devices, 'lobby', { group: 'halls' });
  beat(devices, lobby, { receivedBytes: 0 });
  beat(devices, lobby, { receivedBytes: 900, playing: SPOT });
  devices.commands.issue(lobby, { id: 'c1', name: 'reboot', args: {}, expiresInMs: 60_000 }, nowMs);
  devices.takeChanges(nowMs);
  devices.remove(lobby, nowMs);
  expect([devices.all.size, devices.groups.all.size, devices.other.receivedBytes]).toEqual([0, 0, 900]);
  expect(devices.takeChanges(nowMs)).toEqual(['lobby']);
  expect(named('command-completed')).toMatchObject([{ id: 'c1', result: 'failed' }]);
  expect(devices.playback.budget.usedBytes).toBe(0);
  beat(devices, lobby);
  expect(devices.all.size).toBe(0);
});

test('a removed screen gives its place and its label back', () => {
  const devices = fleet({ maxDevices: 2, labels: 2, groups: 2 });
  for (let round = 0; round < 10; round += 1) {
    const pair = ['a', 'b'].map((name) => declare(devices, `${name}-${round}`, { group: `${name}-${round}` }));
    expect(devices.labelled).toEqual(pair);
    for (const device of pair) devices.remove(device, nowMs);
  }
  expect([devices.cap.used, devices.labelCap.used, devices.groups.labelCap.used]).toEqual([0, 0, 0]);
});

test('in a fleet of 10 000 only the screens with news are told, the quiet ones once a minute', () => {
  const devices = fleet();
  const all = Array.from({ length: 10_000 }, (_, index) => declare(devices, `screen-${index}`));
  for (const device of all) beat(devices, device, { playing: SPOT, cpuRatio: 0.2 });
  devices.takeChanges(nowMs);
  pass(devices, 30_000);
  for (const [index, device] of all.entries()) {
    beat(devices, device, { playing: index % 50 === 0 ? { ...SPOT, title: 'Other' } : SPOT, cpuRatio: 0.3 });
  }
  expect(devices.takeChanges(nowMs)).toHaveLength(200);
  pass(devices, 30_000);
  for (const device of all) beat(devices, device, { cpuRatio: 0.4 });
  expect(devices.takeChanges(nowMs)).toHaveLength(9800);
});

test('one sweep of 10 000 screens looks at each of them once and makes nothing', () => {
  const devices = fleet();
  let asked = 0;
  const expected = (): boolean => {
    asked += 1;
    return true;
  };
  for (let index = 0; index < 10_000; index += 1) beat(devices, declare(devices, `screen-${index}`, { expected }));
  told = [];
  devices.takeChanges(nowMs);
  asked = 0;
  pass(devices, TICK_MS);
  expect([asked, told.length, devices.takeChanges(nowMs).length]).toEqual([10_000, 0, 0]);
});
