import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ALERT_LIMITS, ALERT_RULES, alertName, findAlertRule, keyCondition, RECORDING_RULES } from '../alerts.ts';
import { createCatalogue } from '../metrics/catalogue.ts';
import { ENVIRONMENT, resolveOptions } from '../options.ts';

const BUILD = { version: '0', runtime: 'node' };
const clock = { nowMs: () => 0, monotonicMs: () => 0 };
const catalogue = createCatalogue({ build: BUILD, clock, healthComponents: ['uptime', 'errors', 'response'] });

/** Metrics that a later issue brings; a rule may name them before. Empty at release. */
const STILL_TO_COME = new Set(['tallylight_store_degraded']);

/** Every metric name of our own in an expression, histogram parts taken as their family. */
const metricsOf = (expression: string): string[] => [
  ...new Set((expression.match(/\btallylight_[a-z0-9_]+/g) ?? []).map((name) => name)),
];

test('every rule has an id of its own, a team, and what to do', () => {
  const ids = ALERT_RULES.map((rule) => rule.id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const rule of ALERT_RULES) {
    expect(rule.id).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(`tl-${rule.id}`.length).toBeLessThanOrEqual(40);
    expect(['video', 'signage', 'payments']).toContain(rule.team);
    expect(rule.runbook.length, rule.id).toBeGreaterThan(40);
    expect(rule.description.length, rule.id).toBeGreaterThan(20);
    expect(rule.board !== null || rule.promql !== null, `${rule.id} is evaluated by somebody`).toBe(true);
    expect(findAlertRule(alertName(rule.id))).toBe(rule);
  }
});

test('what a rule yields to, or is the same as, exists', () => {
  const ids = new Set(ALERT_RULES.map((rule) => rule.id));
  for (const rule of ALERT_RULES) {
    for (const other of [...rule.yieldsTo, keyCondition(rule)]) expect(ids, `${rule.id} → ${other}`).toContain(other);
  }
});

test('a rule that yields to another stands behind it in the list, where the board reads it', () => {
  const place = new Map(ALERT_RULES.map((rule, index) => [rule.id, index]));
  for (const rule of ALERT_RULES) {
    if (rule.board === null) continue;
    for (const better of rule.yieldsTo) {
      if (findAlertRule(better)?.board?.on !== rule.board.on) continue;
      expect(place.get(better), `${better} before ${rule.id}`).toBeLessThan(place.get(rule.id) as number);
    }
  }
});

test('thresholds come from options that exist, with the defaults of the list', () => {
  const options = resolveOptions({}, {}) as unknown as Record<string, unknown>;
  expect(options.alerts).toEqual(ALERT_LIMITS);
  for (const { id, threshold } of ALERT_RULES) {
    if (threshold?.option == null) continue;
    let value: unknown = options;
    for (const key of threshold.option.split('.')) value = (value as Record<string, unknown>)[key];
    expect(value, `${id}: ${threshold.option}`).toBeTypeOf('number');
  }
  expect(Object.keys(ENVIRONMENT).length).toBeGreaterThan(0);
});

test('expressions name metrics of the catalogue, and labels and label values that these have', () => {
  const known = new Map(catalogue.map((metric) => [metric.name, metric]));
  const expressions = [
    ...ALERT_RULES.map((rule) => [rule.id, rule.promql?.(ALERT_LIMITS) ?? '']),
    ...RECORDING_RULES.map(({ record, expr }) => [record, expr]),
  ];
  for (const [id, expression] of expressions as [string, string][]) {
    for (const name of metricsOf(expression)) {
      if (STILL_TO_COME.has(name)) expect(known.has(name), `${name} has come`).toBe(false);
      else expect(known.has(name), `${id}: ${name}`).toBe(true);
    }
    for (const [, name, matchers] of expression.matchAll(/\b(tallylight_[a-z0-9_]+)\{([^}]*)\}/g)) {
      const metric = known.get(name as string);
      if (metric === undefined) continue;
      for (const [, label, operator, value] of (matchers as string).matchAll(/(\w+)(=~|!~|!=|=)"([^"]*)"/g)) {
        expect(metric.labels, `${id}: ${name}{${label}}`).toContain(label);
        if (metric.labels.at(-1) !== label || metric.closed === undefined) continue;
        const values = operator === '=~' || operator === '!~' ? (value as string).split('|') : [value];
        for (const one of values) expect(metric.closed, `${id}: ${name}{${label}="${one}"}`).toContain(one);
      }
    }
  }
});

test('an expression of ours names only recording rules of ours', () => {
  const recorded = new Set(RECORDING_RULES.map(({ record }) => record));
  for (const rule of ALERT_RULES) {
    for (const name of rule.promql?.(ALERT_LIMITS).match(/\btallylight:[a-z0-9_:]+/g) ?? []) {
      expect(recorded, `${rule.id}: ${name}`).toContain(name);
    }
  }
});

const promtool = ['/usr/bin/promtool', '/usr/local/bin/promtool'].find((path) => existsSync(path));

/** Runs promtool on a file of rules made from the list, and on a file of tests when there are any. */
function promtoolSays(command: 'check' | 'test', tests?: object): string {
  const folder = mkdtempSync(join(tmpdir(), 'tallylight-rules-'));
  try {
    const rulesFile = join(folder, 'rules.yml');
    const testsFile = join(folder, 'tests.yml');
    const rules = [
      ...RECORDING_RULES,
      ...ALERT_RULES.flatMap((rule) =>
        rule.promql === null
          ? []
          : [{ alert: alertName(rule.id), expr: rule.promql(ALERT_LIMITS), for: `${rule.forMs / 1000}s` }],
      ),
    ];
    // JSON is YAML.
    writeFileSync(rulesFile, JSON.stringify({ groups: [{ name: 'tallylight', rules }] }));
    writeFileSync(testsFile, JSON.stringify({ rule_files: [rulesFile], evaluation_interval: '30s', ...tests }));
    const file = command === 'check' ? rulesFile : testsFile;
    const { status, stdout, stderr } = spawnSync(promtool as string, [command, 'rules', file], { encoding: 'utf8' });
    return `${status} ${stdout}${stderr}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test.skipIf(promtool === undefined)('promtool takes every expression', () => {
  expect(promtoolSays('check')).toMatch(/^0 [\s\S]*SUCCESS/);
});

const UP = '1+0x60';
const GONE = '0+0x60';
/** Series of a minute's distance for an hour; which alerts stand at its end, with the labels that name their subject. */
const cases: readonly [string, Readonly<Record<string, string>>, Readonly<Record<string, object[]>>][] = [
  [
    'a stream that is down and expected fires, one that is not expected or unknown does not, one that stands still is told as that',
    {
      'tallylight_stream_up{stream="news",instance="a"}': GONE,
      'tallylight_stream_expected{stream="news",instance="a"}': UP,
      'tallylight_stream_up{stream="night",instance="a"}': GONE,
      'tallylight_stream_expected{stream="night",instance="a"}': GONE,
      'tallylight_stream_expected{stream="nobody",instance="a"}': UP,
      'tallylight_stream_up{stream="frozen",instance="a"}': GONE,
      'tallylight_stream_expected{stream="frozen",instance="a"}': UP,
      'tallylight_stream_playlist_age_seconds{stream="frozen",instance="a"}': '60+60x60',
    },
    {
      StreamDown: [{ stream: 'news' }],
      PlaylistStalled: [{ stream: 'frozen' }],
      StreamHealthUnknown: [{ stream: 'nobody' }],
      ManyStreamsDown: [],
    },
  ],
  [
    'a stream that another instance delivers is not down',
    {
      'tallylight_stream_up{stream="news",instance="a"}': GONE,
      'tallylight_stream_up{stream="news",instance="b"}': UP,
      'tallylight_stream_expected{stream="news",instance="a"}': UP,
    },
    { StreamDown: [] },
  ],
  [
    'four streams down together are one alert',
    Object.fromEntries(
      ['a', 'b', 'c', 'd'].flatMap((stream) => [
        [`tallylight_stream_up{stream="${stream}"}`, GONE],
        [`tallylight_stream_expected{stream="${stream}"}`, UP],
      ]),
    ),
    { StreamDown: [], ManyStreamsDown: [{}] },
  ],
  [
    'a silent device fires with its site, unless the site is silent',
    {
      'tallylight_device_up{device="lobby",group="g"}': GONE,
      'tallylight_device_expected{device="lobby"}': UP,
      'tallylight_device_info{device="lobby",site="paris",group="g"}': UP,
      'tallylight_device_up{device="hall",group="g"}': GONE,
      'tallylight_device_expected{device="hall"}': UP,
      'tallylight_device_info{device="hall",site="rome",group="g"}': UP,
      'tallylight_site_devices{site="paris",state="offline"}': '1+0x60',
      'tallylight_site_devices{site="paris",state="online"}': '5+0x60',
      'tallylight_site_devices{site="rome",state="offline"}': '3+0x60',
      'tallylight_site_devices{site="rome",state="online"}': '3+0x60',
    },
    { DeviceOffline: [{ device: 'lobby', site: 'paris' }], SiteOffline: [{ site: 'rome' }] },
  ],
  [
    'a dark screen of a device that answers fires, of one that does not answer it does not',
    {
      'tallylight_device_up{device="lobby"}': UP,
      'tallylight_device_expected{device="lobby"}': UP,
      'tallylight_device_screen_on{device="lobby"}': GONE,
      'tallylight_device_playing{device="lobby"}': UP,
      'tallylight_device_up{device="hall"}': GONE,
      'tallylight_device_expected{device="hall"}': UP,
      'tallylight_device_screen_on{device="hall"}': GONE,
    },
    { ScreenDark: [{ device: 'lobby' }] },
  ],
  [
    'errors burn the budget when there are enough requests',
    {
      'tallylight_stream_requests_total{stream="news",result="ok"}': '0+80x60',
      'tallylight_stream_requests_total{stream="news",result="server_error"}': '0+20x60',
      'tallylight_stream_requests_total{stream="news",result="aborted"}': '0+900x60',
    },
    { ErrorBudgetBurnFast: [{}], ErrorBudgetBurnSlow: [], StreamFailing: [] },
  ],
  [
    'a dozen requests burn nothing, and most answers being errors is a failing stream',
    {
      'tallylight_stream_requests_total{stream="few",result="ok"}': '0+0.1x60',
      'tallylight_stream_requests_total{stream="few",result="server_error"}': '0+0.1x60',
      'tallylight_stream_requests_total{stream="bad",result="ok"}': '0+0x60',
      'tallylight_stream_requests_total{stream="bad",result="missing"}': '0x40 0+10x20',
    },
    { StreamFailing: [{ stream: 'bad' }] },
  ],
  [
    'nothing scraped at all is one alert, besides the watchdog',
    {},
    { TargetAbsent: [{ job: undefined }], Watchdog: [{}], TargetDown: [], RevenueStopped: [], EgressNearCapacity: [] },
  ],
];

test.skipIf(promtool === undefined).each(cases)('by Prometheus itself: %s', (_what, series, expected) => {
  const tests = [
    {
      interval: '1m',
      input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
      alert_rule_test: Object.entries(expected).map(([alertname, alerts]) => ({
        eval_time: '59m',
        alertname,
        exp_alerts: alerts.map((labels) => ({ exp_labels: labels })),
      })),
    },
  ];
  expect(promtoolSays('test', { tests })).toMatch(/^0 [\s\S]*SUCCESS/);
});
