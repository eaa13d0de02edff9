import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { type Alerts, createAlerts } from '../state/alerts.ts';
import { createCap } from '../state/cap.ts';
import { INTAKE_RESULTS } from '../state/readings.ts';
import { type ManualClock, manualClock } from '../testing/manual-clock.ts';
import { type AlertIntake, createAlertIntake } from './alert-intake.ts';

let clock: ManualClock;
let alerts: Alerts;
let intake: AlertIntake;
let counts: Float64Array;
let emitted: string[];

beforeEach(() => {
  clock = manualClock();
  emitted = [];
  alerts = createAlerts({
    cap: createCap('alerts', 20),
    outsideCap: createCap('outside', 10),
    emit: (name, _atMs, payload) => emitted.push(`${name} ${(payload as { alert: string }).alert}`),
    onFault: (error) => {
      throw error;
    },
  });
  counts = new Float64Array(INTAKE_RESULTS.length);
  intake = createAlertIntake({ alerts, clock, instance: 'edge-1', counts });
});

const alert = (labels: Record<string, string>, more: object = {}) => ({
  status: 'firing',
  labels,
  annotations: { summary: 'it burns' },
  startsAt: new Date(clock.nowMs() - 60_000).toISOString(),
  endsAt: '0001-01-01T00:00:00Z',
  generatorURL: 'http://prometheus/graph',
  fingerprint: 'f00d',
  ...more,
});
/** As Alertmanager sends it. */
const alertmanager = (...list: unknown[]) => ({
  version: '4',
  groupKey: '{}:{alertname="StreamDown"}',
  truncatedAlerts: 0,
  status: 'firing',
  receiver: 'tallylight',
  groupLabels: {},
  commonLabels: {},
  commonAnnotations: {},
  externalURL: 'http://alertmanager',
  alerts: list,
});
/** As Grafana sends it: the same and more. */
const grafana = (...list: object[]) => ({
  ...alertmanager(...list.map((entry) => ({ ...entry, values: { A: 1 }, silenceURL: 'http://g', valueString: '' }))),
  version: '1',
  orgId: 1,
  title: '[FIRING:1]',
  state: 'alerting',
  message: 'text',
});
const take = (message: unknown) => intake.take(Buffer.from(JSON.stringify(message)));
const counted = () => Object.fromEntries(INTAKE_RESULTS.map((result, index) => [result, counts[index]]));

describe('what a rule of the list tells', () => {
  test.each([
    ['StreamDown', { stream: 'news', severity: 'critical' }, 'stream-down:news', 'stream', 'error'],
    ['StreamFailing', { stream: 'news' }, 'stream-down:news', 'stream', 'error'],
    ['PlaylistStalled', { stream: 'news', instance: 'a:1' }, 'stream-down:news', 'stream', 'error'],
    ['ManyStreamsDown', {}, 'stream-down:*', 'stream', 'error'],
    ['DeviceOffline', { device: 'lobby', site: 'paris' }, 'device-offline:lobby', 'device', 'warning'],
    ['SiteOffline', { site: 'paris' }, 'site-offline:paris', 'site', 'error'],
    ['DiskSoonFull', { path_name: 'recordings' }, 'disk-nearly-full:recordings', 'disk', 'warning'],
    ['EgressNearCapacity', {}, 'egress-near-capacity:edge-1', 'process', 'warning'],
    ['TransactionsFailing', {}, 'transactions-failing:all', 'everything', 'error'],
  ])('%s %j is the entry %s', (alertname, labels, key, kind, severity) => {
    expect(take(alertmanager(alert({ alertname, ...labels })))).toMatchObject({ told: [key] });
    expect(alerts.get(key)).toMatchObject({ kind, severity, summary: 'it burns', sinceMs: -60_000 });
    expect(alerts.get(key)?.sources).toEqual(['alertmanager']);
  });

  test('two engines that tell of the same are one entry, which ends when both say so', () => {
    take(alertmanager(alert({ alertname: 'StreamDown', stream: 'news' })));
    take(grafana(alert({ alertname: 'StreamDown', stream: 'news' })));
    take(grafana(alert({ alertname: 'StreamDown', stream: 'news' })));
    expect(alerts.all.size).toBe(1);
    expect(alerts.get('stream-down:news')?.sources).toEqual(['alertmanager', 'grafana']);
    expect(take(grafana(alert({ alertname: 'StreamDown', stream: 'news' }, { status: 'resolved' })))).toMatchObject({
      resolved: ['stream-down:news'],
    });
    expect(alerts.all.size).toBe(1);
    take(alertmanager(alert({ alertname: 'StreamDown', stream: 'news' }, { status: 'resolved' })));
    expect(alerts.all.size).toBe(0);
    expect(emitted).toEqual([
      'alert-raised stream-down:news',
      'alert-joined stream-down:news',
      'alert-resolved stream-down:news',
    ]);
  });

  test('the watchdog proves the way and is no trouble', () => {
    expect(take(alertmanager(alert({ alertname: 'Watchdog' })))).toEqual({
      told: [],
      resolved: [],
      refused: 0,
      malformed: 0,
    });
    expect(alerts.all.size).toBe(0);
  });

  test('a message with a storm in it is one alert', () => {
    take(alertmanager(...['a', 'b', 'c', 'd', 'e'].map((stream) => alert({ alertname: 'StreamDown', stream }))));
    expect(emitted).toEqual(['alert-raised stream-down:*']);
    expect(alerts.get('stream-down:*')?.childNames).toEqual(['a', 'b', 'c', 'd', 'e']);
  });
});

describe('what is not of the list', () => {
  test.each([
    [{ alertname: 'NodeDown', instance: 'db-1', severity: 'page' }, 'NodeDown:db-1', 'instance', 'error'],
    [{ alertname: 'Backup', job: 'x', shop: 'eu', zone: 'b' }, 'Backup:shop=eu, zone=b', 'external', 'warning'],
    [{ alertname: 'Odd', severity: 'purple' }, 'Odd:all', 'external', 'warning'],
    [{ severity: 'info' }, 'unnamed:all', 'external', 'info'],
  ])('%j becomes an entry of its own', (labels, key, kind, severity) => {
    expect(take(grafana(alert(labels as Record<string, string>)))).toMatchObject({ told: [key] });
    expect(alerts.get(key)).toMatchObject({ kind, severity });
  });

  test('strangers cannot use up the room of the host', () => {
    const many = Array.from({ length: 40 }, (_, index) => alert({ alertname: `Odd${index}` }));
    expect(take(alertmanager(...many))).toMatchObject({ refused: 30 });
    expect(alerts.all.size).toBe(10);
    expect(counted()).toEqual({ told: 10, resolved: 0, refused: 30, malformed: 0 });
  });

  test('an engine that falls silent for a day is believed no longer', () => {
    take(alertmanager(alert({ alertname: 'Odd' })));
    const pass = (ms: number): void => {
      clock.advance(ms);
      alerts.begin(clock.monotonicMs(), ms, clock.nowMs());
      alerts.settle(() => null);
    };
    pass(23 * 3_600_000);
    expect(alerts.all.size).toBe(1);
    pass(2 * 3_600_000);
    expect(alerts.all.size).toBe(0);
  });
});

describe('what cannot be read', () => {
  test.each([
    ['nothing', ''],
    ['no JSON', 'not json'],
    ['a list', '[]'],
    ['no alerts', '{"alerts":7}'],
    ['alerts of nothing', '{"alerts":[{"status":"burning","labels":{}}]}'],
    ['too many', JSON.stringify({ alerts: Array.from({ length: 501 }, () => ({})) })],
  ])('%s is refused and counted', (_what, body) => {
    expect(intake.take(Buffer.from(body))).toEqual({ wrong: expect.stringMatching(/must be|can be read/) });
    expect(counted()).toMatchObject({ malformed: 1, told: 0 });
  });

  test('a bad alert among good ones is passed over alone', () => {
    const outcome = take(alertmanager(alert({ alertname: 'Odd' }), { status: 'firing', labels: { a: 7 } }, 'x'));
    expect(outcome).toMatchObject({ told: ['Odd:all'], malformed: 2 });
  });

  test('labels cannot forge lines or names without end', () => {
    take(alertmanager(alert({ alertname: `Odd\n${'x'.repeat(500)}`, stream: `a\nb${'y'.repeat(500)}` })));
    const [entry] = [...alerts.all.values()];
    expect(entry?.key).not.toContain('\n');
    expect(Buffer.byteLength(entry?.key ?? '')).toBeLessThanOrEqual(257);
    expect(entry?.summary).toBe('it burns');
  });

  test('no body throws', () => {
    const label = fc.oneof(fc.string(), fc.constantFrom('StreamDown', '__proto__', 'constructor', 'toString'));
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string().map((text) => Buffer.from(text)),
          fc.json().map((text) => Buffer.from(text)),
          fc
            .array(fc.record({ status: label, labels: fc.dictionary(label, label), startsAt: label }))
            .map((list) => Buffer.from(JSON.stringify({ alerts: list }))),
        ),
        (body) => {
          const outcome = intake.take(body);
          expect('wrong' in outcome || 'told' in outcome).toBe(true);
        },
      ),
    );
  });
});
