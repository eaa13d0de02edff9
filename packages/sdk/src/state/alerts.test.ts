import type { AlertRow, EventName } from '@tallylight/protocol';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import type { Tallylight, TallylightOptions } from '../index.ts';
import { createTallylight } from '../index.ts';
import { findAlertRule } from '../model/alert-rules.ts';
import { type ManualClock, manualClock } from '../testing/manual-clock.ts';
import { troubleOf } from './alert.ts';
import { createAlerts } from './alerts.ts';
import { createCap } from './cap.ts';

const TICK_MS = 1000;
let tally: Tallylight;
let clock: ManualClock;
let told: string[];

function begin(options: TallylightOptions = {}): void {
  clock = manualClock();
  told = [];
  // Time flies here, so the event loop is as full as it can be.
  const alerts = { eventLoopPercent: 100, memoryPercent: 100, ...options.alerts };
  tally = createTallylight({ clock, tickMs: TICK_MS, instance: 'edge-1', ...options, alerts });
  for (const name of ['alert-raised', 'alert-joined', 'alert-acknowledged', 'alert-resolved'] as EventName[]) {
    tally.on(name, (event) => told.push(`${name.slice(6)} ${(event.payload as { alert: string }).alert}`));
  }
}
afterEach(() => tally?.close());

const rows = (): [string, AlertRow][] => [...tally.snapshot('alerts')];
const keys = (): string[] => rows().map(([key]) => key);
const row = (key: string): AlertRow => tally.snapshot('alerts').get(key) as AlertRow;
/** Lets whole ticks pass. */
const wait = (ms: number): void => {
  for (let left = ms; left > 0; left -= TICK_MS) clock.advance(Math.min(TICK_MS, left));
};
const live = (id: string): ReturnType<Tallylight['stream']> => tally.stream(id, { title: id.toUpperCase() });

describe('raise and resolve', () => {
  test('a stream that is down is an alert after its hold, and over after the stream has been up for a while', () => {
    begin();
    const news = live('news');
    news.up();
    wait(5000);
    news.down('source_lost');
    wait(9000);
    expect(keys()).toEqual([]);
    wait(3000);
    expect(row('stream-down:news')).toMatchObject({
      severity: 'error',
      summary: 'NEWS is down',
      state: 'active',
      sources: ['board'],
      team: 'video',
      subjectKind: 'stream',
    });
    news.up();
    wait(20_000);
    expect(keys(), 'it may fall again').toEqual(['stream-down:news']);
    wait(15_000);
    expect(keys()).toEqual([]);
    expect(told).toEqual(['raised stream-down:news', 'resolved stream-down:news']);
  });

  test('a fall shorter than the hold is nobody’s alert', () => {
    begin();
    const news = live('news');
    news.up();
    news.down('crash');
    wait(6000);
    news.up();
    wait(60_000);
    expect(told).toEqual([]);
  });

  test('a stream that is not meant to be on may be down, and so may a muted one', () => {
    begin();
    tally.stream('night', { expected: false }).down('crash');
    live('works').down('crash');
    tally.mute({ stream: 'works' }, { untilMs: clock.nowMs() + 60_000 });
    wait(30_000);
    expect(keys()).toEqual([]);
    wait(60_000);
    expect(keys(), 'the mute is over').toEqual(['stream-down:works']);
  });

  test('one thing is one alert: down takes the place of failing and of a bad score', () => {
    begin();
    const news = live('news');
    news.up();
    wait(5000);
    news.down('crash');
    wait(10 * 60_000);
    expect(keys()).toEqual(['stream-down:news']);
  });

  test('a removed stream takes its alert with it', () => {
    begin();
    const news = live('news');
    news.down('crash');
    wait(15_000);
    news.remove();
    wait(35_000);
    expect(keys()).toEqual([]);
  });

  test('idle, often restarted and busy streams are told as what they are', () => {
    begin({ alerts: { idleStreamMs: 120_000, bandwidthThresholdBitsPerSecond: 80_000 } });
    live('quiet').up();
    const restless = live('restless');
    restless.up();
    for (let times = 0; times < 4; times += 1) restless.restarted('crash');
    const busy = live('busy');
    busy.up();
    for (let seconds = 0; seconds < 70; seconds += 1) {
      busy.sent(11_000);
      wait(1000);
    }
    const severities = Object.fromEntries(rows().map(([key, { severity }]) => [key, severity]));
    expect(severities).toMatchObject({ 'stream-restarts:restless': 'warning', 'stream-bandwidth-high:busy': 'info' });
    wait(240_000);
    expect(row('stream-idle:quiet').severity).toBe('info');
  });

  test('restarts by hand are not counted as frequent', () => {
    begin();
    const news = live('news');
    news.up();
    for (let times = 0; times < 10; times += 1) news.restarted('manual');
    wait(5000);
    expect(keys()).toEqual([]);
  });
});

describe('storms', () => {
  test('more than three at once are one alert that says how many of how many', () => {
    begin();
    const streams = Array.from({ length: 6 }, (_, index) => live(`ch-${index}`));
    for (const stream of streams) stream.up();
    wait(2000);
    for (const stream of streams.slice(0, 5)) stream.down('source_lost');
    wait(15_000);
    expect(keys()).toEqual(['stream-down:*']);
    expect(row('stream-down:*')).toMatchObject({ summary: '5 of 6 streams down', childCount: 5, childrenOpen: 5 });
    expect(told).toEqual(['raised stream-down:*']);
    streams[0]?.up();
    wait(40_000);
    expect(row('stream-down:*')).toMatchObject({ summary: '4 of 6 streams down', childrenOpen: 4 });
    for (const stream of streams) stream.up();
    wait(40_000);
    expect(keys()).toEqual([]);
    expect(told).toEqual(['raised stream-down:*', 'resolved stream-down:*']);
  });

  test('the first of a storm, told before it was one, is folded in; three are still three', () => {
    begin();
    const streams = Array.from({ length: 6 }, (_, index) => live(`ch-${index}`));
    for (const stream of streams) stream.up();
    for (const stream of streams.slice(0, 2)) stream.down('source_lost');
    wait(11_000);
    expect(keys()).toHaveLength(2);
    for (const stream of streams.slice(2, 3)) stream.down('source_lost');
    wait(11_000);
    expect(keys()).toHaveLength(3);
    begin();
    const more = Array.from({ length: 6 }, (_, index) => live(`ch-${index}`));
    for (const stream of more.slice(0, 2)) stream.down('source_lost');
    wait(2000);
    for (const stream of more.slice(2, 4)) stream.down('source_lost');
    wait(12_000);
    expect(keys()).toEqual(['stream-down:*']);
    expect(row('stream-down:*').childCount).toBe(4);
  });

  test('a storm is one alert also when there is no room for each of its parts', () => {
    const raised: string[] = [];
    const alerts = createAlerts({
      cap: createCap('alerts', 8),
      outsideCap: createCap('outside', 8),
      emit: (name, _atMs, payload) => {
        if (name === 'alert-raised') raised.push((payload as { summary: string }).summary);
      },
      onFault: () => {},
    });
    const down = troubleOf(findAlertRule('stream-down') as NonNullable<ReturnType<typeof findAlertRule>>);
    for (let nowMs = 10_000; nowMs <= 40_000; nowMs += 10_000) {
      alerts.begin(nowMs, 10_000, nowMs);
      for (let index = 0; index < 20; index += 1) {
        const thing = { kind: 'stream', subject: `ch-${index}`, summary: 'x', sinceMs: nowMs };
        alerts.hold(down, thing, { viewersBefore: 0, viewersNow: 0, screens: null });
      }
      alerts.settle(() => 20);
    }
    expect(raised).toEqual(['8 of 20 streams down']);
    expect(alerts.cap.refused).toBeGreaterThan(0);
  });

  test('a site that falls silent is one alert with its devices, and a device left over stands by itself again', () => {
    begin();
    tally.site('paris', { title: 'Paris' });
    const devices = Array.from({ length: 5 }, (_, index) =>
      tally.device(`lobby-${index}`, { site: 'paris', name: `Lobby ${index}`, heartbeatIntervalMs: 10_000 }),
    );
    const beat = (from: number): void => {
      for (const device of devices.slice(from)) device.heartbeat({});
    };
    beat(0);
    wait(5000);
    for (let times = 0; times < 12; times += 1) {
      beat(4);
      wait(10_000);
    }
    expect(keys()).toEqual(['site-offline:paris']);
    expect(row('site-offline:paris')).toMatchObject({
      severity: 'error',
      summary: 'Paris is offline',
      childCount: 4,
      screens: 4,
    });
    expect(row('site-offline:paris').screenMinutesLost).toBeGreaterThan(4);
    for (let times = 0; times < 8; times += 1) {
      beat(1);
      wait(10_000);
    }
    expect(keys()).toEqual(['device-offline:lobby-0']);
    expect(row('device-offline:lobby-0').summary).toBe('Lobby 0 is offline');
  });

  test('one silent device of many is its own alert, with its screen as the price', () => {
    begin();
    tally.site('paris', { title: 'Paris' });
    const devices = Array.from({ length: 5 }, (_, index) =>
      tally.device(`lobby-${index}`, { site: 'paris', heartbeatIntervalMs: 10_000 }),
    );
    for (let times = 0; times < 14; times += 1) {
      for (const device of devices.slice(times === 0 ? 0 : 1)) device.heartbeat({});
      wait(10_000);
    }
    expect(keys()).toEqual(['device-offline:lobby-0']);
    const { screens, screenMinutesLost, viewers } = row('device-offline:lobby-0');
    expect([screens, viewers]).toEqual([1, null]);
    expect(screenMinutesLost).toBeCloseTo(140 / 60, 1);
  });

  test('a screen that is dark in its hours is told while its player answers', () => {
    begin();
    const lobby = tally.device('lobby', { heartbeatIntervalMs: 10_000 });
    for (let times = 0; times < 40; times += 1) {
      lobby.heartbeat({ screenOn: false, playing: { title: 'Spring' } });
      wait(10_000);
    }
    expect(keys()).toEqual(['screen-dark:lobby']);
  });
});

describe('the price', () => {
  test('viewers who were there when it broke lose every minute until it is back, also who gave up', () => {
    begin();
    const news = live('news');
    news.up();
    const sessions = Array.from({ length: 10 }, () => news.openSession());
    wait(5000);
    clock.advance(500);
    news.down('source_lost');
    clock.advance(500);
    wait(29_000);
    for (const session of sessions.slice(0, 6)) session.close();
    wait(30_000);
    expect(row('stream-down:news')).toMatchObject({ viewers: 10, screens: null });
    expect(row('stream-down:news').viewerMinutesLost).toBeCloseTo((10 * 59.5) / 60, 1);
    news.up();
    wait(20_000);
    expect(row('stream-down:news').viewerMinutesLost, 'the price stops with the trouble').toBeCloseTo(
      (10 * 59.5) / 60,
      1,
    );
  });

  test('it runs from the break, not from the raise, and is in what is told at the end', () => {
    begin();
    let atEnd: number | null = null;
    tally.on('alert-resolved', ({ payload }) => {
      atEnd = payload.viewerMinutesLost;
    });
    const news = live('news');
    news.up();
    news.openSession();
    wait(2000);
    news.down('crash');
    wait(15_000);
    expect(row('stream-down:news').viewerMinutesLost).toBeCloseTo(0.25, 2);
    news.up();
    wait(40_000);
    expect(atEnd).toBeCloseTo(0.25, 2);
  });

  test('viewers who come back slowly are not the price of what is over, and a bad score has a price of its own', () => {
    const clock = manualClock();
    const alerts = createAlerts({
      cap: createCap('alerts', 9),
      outsideCap: createCap('outside', 9),
      emit: () => {},
      onFault: () => {},
    });
    const rule = (id: string) => troubleOf(findAlertRule(id) as NonNullable<ReturnType<typeof findAlertRule>>);
    const hold = (id: string, viewersNow: number): void =>
      alerts.hold(
        rule(id),
        { kind: 'stream', subject: 'news', summary: id, sinceMs: clock.monotonicMs() - 60_000 },
        { viewersBefore: 10, viewersNow, screens: null },
      );
    const pass = (held: () => void): void => {
      clock.advance(60_000);
      alerts.begin(clock.monotonicMs(), 60_000, clock.nowMs());
      held();
      alerts.settle(() => null);
    };
    pass(() => hold('stream-down', 0));
    pass(() => hold('stream-down', 0));
    for (let times = 0; times < 7; times += 1) pass(() => hold('stream-unhealthy', 4));
    const [unhealthy] = [...alerts.all.values()].filter((alert) => alert.visible);
    expect(unhealthy?.key).toBe('stream-unhealthy:news');
    expect([unhealthy?.incident?.viewerMs, alerts.history[0]?.viewerMinutesLost]).toEqual([7 * 6 * 60_000, 20]);
  });

  test('what takes nothing from viewers has no price', () => {
    begin();
    tally.dependency('redis').down();
    wait(1000);
    expect(row('dependency-down:redis')).toMatchObject({ viewers: null, viewerMinutesLost: null, screens: null });
  });

  test('many at once cost the sum of each', () => {
    begin();
    const streams = Array.from({ length: 4 }, (_, index) => live(`ch-${index}`));
    for (const stream of streams) {
      stream.up();
      stream.openSession();
      stream.openSession();
    }
    wait(1000);
    for (const stream of streams) stream.down('crash');
    wait(30_000);
    expect(row('stream-down:*').viewers).toBe(8);
    expect(row('stream-down:*').viewerMinutesLost).toBeCloseTo(4, 1);
  });
});

describe('people', () => {
  test('an acknowledged alert says who, why and until when, and is active again after that', () => {
    begin();
    live('news').down('crash');
    wait(15_000);
    const untilMs = clock.nowMs() + 60_000;
    expect(tally.alerts.acknowledge('stream-down:news', 'ana', { note: 'on it', untilMs })).toBe(true);
    wait(1000);
    expect(row('stream-down:news')).toMatchObject({
      state: 'acknowledged',
      acknowledgedBy: 'ana',
      acknowledgedNote: 'on it',
      acknowledgedUntilMs: untilMs,
    });
    wait(61_000);
    expect(row('stream-down:news')).toMatchObject({ state: 'active', acknowledgedBy: null });
    expect(tally.alerts.acknowledge('stream-down:other', 'ana')).toBe(false);
  });

  test('the host raises and resolves in its own words, and hears of every change', () => {
    begin();
    const heard: string[] = [];
    const stop = tally.alerts.onChange(({ change, key, alert }) => heard.push(`${change} ${key} ${alert.severity}`));
    const key = tally.alerts.raise({ condition: 'licence-expires', subject: 'drm', summary: 'ends tomorrow' });
    expect(key).toBe('licence-expires:drm');
    expect(tally.alerts.raise({ condition: 'licence-expires', subject: 'drm', summary: 'ends tomorrow' })).toBe(key);
    wait(1000);
    expect(row('licence-expires:drm')).toMatchObject({ sources: ['host'], severity: 'warning' });
    expect(tally.alerts.resolve('licence-expires:drm')).toBe(true);
    stop();
    tally.alerts.raise({ condition: 'licence-expires', subject: 'cdn', summary: 'ends tomorrow' });
    expect(heard).toEqual(['raised licence-expires:drm warning', 'resolved licence-expires:drm warning']);
  });

  test('a condition of the host is asked each tick; what it throws changes nothing', () => {
    begin();
    let late: string[] | Error = [];
    const stop = tally.alerts.when('encoder-late', {
      severity: 'error',
      summary: '{subject} is late',
      condition: (snapshot) => {
        expect(snapshot('streams')).toBeInstanceOf(Map);
        if (late instanceof Error) throw late;
        return late;
      },
    });
    wait(2000);
    late = ['enc-1'];
    wait(1000);
    expect(row('encoder-late:enc-1')).toMatchObject({ summary: 'enc-1 is late', severity: 'error' });
    late = new Error('no answer');
    wait(5000);
    expect(keys(), 'what cannot be asked is not over').toEqual(['encoder-late:enc-1']);
    late = [];
    wait(1000);
    expect(keys()).toEqual([]);
    late = ['enc-2'];
    stop();
    wait(5000);
    expect(keys()).toEqual([]);
  });

  test.each([
    [{ severity: 'loud' }, 'alerts.when("x").severity must be one of error, warning, info, received "loud"'],
    [{ severity: 'info', forMs: -1 }, 'alerts.when("x").forMs must be a number of milliseconds from 0, received -1'],
  ])('a condition that cannot be one is refused: %j', (given, message) => {
    begin();
    const when = () => tally.alerts.when('x', { summary: '', condition: () => [], ...given } as never);
    expect(when).toThrow(expect.objectContaining({ code: 'CONFIG', message }));
  });
});

describe('servers', () => {
  test('a dependency that is down is a warning, a critical one an error, and the health of the whole names it', () => {
    begin();
    tally.dependency('cdn').down();
    tally.dependency('redis', { critical: true }).down();
    wait(1000);
    expect([row('dependency-down:cdn').severity, row('dependency-down:redis').severity]).toEqual(['warning', 'error']);
    tally.dependency('redis').up();
    wait(1000);
    expect(keys()).toEqual(['dependency-down:cdn']);
  });

  test('a link that is nearly full is told when its capacity is known, and never without', () => {
    for (const [egressCapacityBitsPerSecond, found] of [
      [1_000_000, ['egress-near-capacity:edge-1']],
      [0, []],
      [2_000_000, []],
    ] as const) {
      begin({ alerts: { egressCapacityBitsPerSecond } });
      const news = live('news');
      news.up();
      for (let seconds = 0; seconds < 330; seconds += 1) {
        news.sent(120_000);
        wait(1000);
      }
      expect(keys().filter((key) => !key.startsWith('stream-'))).toEqual(found);
    }
  });
});

describe('laws of the board', () => {
  const down = troubleOf(findAlertRule('stream-down') as NonNullable<ReturnType<typeof findAlertRule>>);
  const step = fc.record({
    act: fc.constantFrom('hold', 'rest', 'tell', 'untell', 'ack', 'rest'),
    subject: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    source: fc.constantFrom('host', 'alertmanager', 'grafana') as fc.Arbitrary<'host' | 'alertmanager' | 'grafana'>,
  });

  test('no order of raise, acknowledge, resolve and intake gives two entries of one key, and all ends when all say so', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const raised: string[] = [];
        const ended: string[] = [];
        const alerts = createAlerts({
          cap: createCap('alerts', 100),
          outsideCap: createCap('outside', 100),
          emit: (name, _atMs, payload) => {
            const { alert } = payload as { alert: string };
            if (name === 'alert-resolved') ended.push(alert);
            if (name === 'alert-raised') raised.push(alert);
          },
          onFault: (error) => {
            throw error;
          },
        });
        let nowMs = 0;
        const tick = (subjects: readonly string[]): void => {
          nowMs += 4000;
          alerts.begin(nowMs, 4000, nowMs);
          for (const subject of subjects) {
            alerts.hold(
              down,
              { kind: 'stream', subject, summary: subject, sinceMs: nowMs },
              { viewersBefore: 1, viewersNow: 1, screens: null },
            );
          }
          alerts.settle(() => null);
        };
        const held = new Set<string>();
        for (const { act, subject, source } of steps) {
          const key = `stream-down:${subject}`;
          if (act === 'hold') held.add(subject);
          if (act === 'rest') held.delete(subject);
          if (act === 'tell') {
            alerts.tell([{ trouble: down, source, kind: 'stream', subject, summary: subject, sinceMs: nowMs }], nowMs);
          }
          if (act === 'untell') alerts.untell(key, source, nowMs);
          if (act === 'ack') alerts.acknowledge(key, { by: 'x', note: null, untilMs: nowMs + 9000 }, nowMs);
          tick([...held]);
          const visible = [...alerts.all.values()].filter((alert) => alert.visible);
          expect(new Set(visible.map((alert) => alert.key)).size).toBe(visible.length);
          // A thing is shown once: by itself or in a storm, never both.
          const shown = visible.flatMap((alert) =>
            alert.children === null ? [alert.subject] : [...alert.children].map((child) => child.subject),
          );
          expect(new Set(shown).size).toBe(shown.length);
          for (const subject of held) expect(alerts.get(`stream-down:${subject}`)).toBeDefined();
          const folds = [...alerts.all.values()].filter((alert) => alert.room === 'fold').length;
          expect(alerts.cap.used + alerts.outsideCap.used + folds).toBe(alerts.all.size);
        }
        // Everybody says it is over.
        for (const subject of 'abcdef') {
          for (const source of ['host', 'alertmanager', 'grafana'] as const) {
            alerts.untell(`stream-down:${subject}`, source, nowMs);
          }
        }
        for (let times = 0; times < 20; times += 1) tick([]);
        expect([alerts.all.size, alerts.cap.used, alerts.outsideCap.used]).toEqual([0, 0, 0]);
        // What ends was raised before; what was raised and did not end was folded into what did.
        for (const key of ended) expect(raised).toContain(key);
        expect(ended.length).toBeLessThanOrEqual(raised.length);
        expect(ended.length > 0).toBe(raised.length > 0);
      }),
      { numRuns: 300 },
    );
  });

  test('the history keeps the last five hundred', () => {
    const alerts = createAlerts({
      cap: createCap('alerts', 9),
      outsideCap: createCap('outside', 9),
      emit: () => {},
      onFault: () => {},
    });
    for (let index = 0; index < 600; index += 1) {
      const subject = `s-${index}`;
      alerts.tell([{ trouble: down, source: 'host', kind: 'stream', subject, summary: 'x', sinceMs: 0 }], index * 9000);
      expect(alerts.untell(`stream-down:${subject}`, 'host', index * 9000)).toBe(true);
    }
    expect(alerts.history).toHaveLength(500);
    expect([alerts.history[0]?.subject, alerts.history.at(-1)?.subject]).toEqual(['s-100', 's-599']);
  });
});
