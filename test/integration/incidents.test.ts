/**
 * An hour of the demo's normal traffic fires nothing but Watchdog; ten staged incidents fire the alert they should, once.
 *
 * The demo runs on a clock that the test moves. What a Prometheus would have scraped of it every 15 s is handed to promtool,
 * which runs the provisioned rules over it by the rule engine of Prometheus itself, `for`, recording rules and all; what it
 * fired is then asked of the series ALERTS. (A Prometheus with back-filled blocks would evaluate no rule over the past.)
 * The same run is watched on the board of the SDK.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHANNELS } from '../../examples/hls-origin/src/channels.ts';
import { SCREENS } from '../../examples/hls-origin/src/estate.ts';
import { GROUPS } from '../../packages/cli/src/provision/prometheus-rules.ts';
import { ROOT } from '../parts/compose-file.ts';
import { createScrapes, SCRAPE_MS, type Scrapes } from '../parts/incidents/scrapes.ts';
import { START_MS, type StagedDemo, startStagedDemo, type Troubles } from '../parts/incidents/staged-demo.ts';
import { runTool } from '../parts/promtool/run-tool.ts';
import { findPart, PARTS } from '../parts/system-part.ts';

const promtool = findPart(PARTS.promtool);
const RULES = join(ROOT, 'provisioning/prometheus/tallylight.rules.yml');
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * What is of this machine and of no accelerated hour: a process that lives an hour in half a minute is busy all the time, and
 * its memory and disks are those of whoever runs the test. test/integration/demo.test.ts has them at their real pace.
 */
const BOARD_OF_THE_MACHINE = /^(?:event-loop|memory|disk)-/;
const OF_THE_MACHINE = /^tallylight_(?:event_loop|process_memory|disk)_/;

interface Incident {
  readonly what: string;
  /** How long it lasts. */
  readonly forMinutes: number;
  begin(demo: StagedDemo, troubles: Troubles): void;
  end(demo: StagedDemo, troubles: Troubles): void;
  /** The one alert of Prometheus: name and subject. */
  readonly alert: string;
  readonly subject: Readonly<Record<string, string>>;
  /** The entry of the board, where the board sees it. */
  readonly board: string | null;
  /** Longer than others, where the rule looks back that far. */
  readonly quietMinutes?: number;
  /** Nobody answers Prometheus. */
  readonly unreachable?: boolean;
}

const encodersOf = (...streams: string[]): Pick<Incident, 'begin' | 'end'> => ({
  begin({ tally }, { down }) {
    for (const stream of streams) {
      down.add(stream);
      tally.stream(stream).down('source_lost');
    }
  },
  end({ tally }, { down }) {
    for (const stream of streams) {
      down.delete(stream);
      tally.stream(stream).up();
    }
  },
});
const within = (name: 'frozen' | 'failing' | 'silent' | 'dark', ...ids: string[]): Pick<Incident, 'begin' | 'end'> => ({
  begin(_demo, troubles) {
    for (const id of ids) troubles[name].add(id);
  },
  end(_demo, troubles) {
    for (const id of ids) troubles[name].delete(id);
  },
});
const screensOf = (site: string): string[] => SCREENS.flatMap((screen) => (screen.site === site ? [screen.id] : []));

const INCIDENTS: readonly Incident[] = [
  {
    what: 'the encoder of a channel loses its source',
    ...{ forMinutes: 2, ...encodersOf('sports') },
    ...{ alert: 'StreamDown', subject: { stream: 'sports' }, board: 'stream-down:sports' },
  },
  {
    what: 'a packager stands still, and players get the same playlist again and again',
    ...{ forMinutes: 3, ...within('frozen', 'cinema') },
    ...{ alert: 'PlaylistStalled', subject: { stream: 'cinema' }, board: 'stream-down:cinema' },
  },
  {
    what: 'the origin answers a channel with 503',
    ...{ forMinutes: 3, ...within('failing', 'music') },
    ...{ alert: 'StreamFailing', subject: { stream: 'music' }, board: 'stream-down:music' },
  },
  {
    what: 'the encoder host dies, and with it all channels',
    ...{ forMinutes: 3, ...encodersOf(...CHANNELS.map(({ id }) => id)) },
    ...{ alert: 'ManyStreamsDown', subject: {}, board: 'stream-down:*' },
  },
  {
    what: 'a screen is unplugged',
    ...{ forMinutes: 4, ...within('silent', 'berlin-2') },
    ...{ alert: 'DeviceOffline', subject: { device: 'berlin-2', site: 'berlin' }, board: 'device-offline:berlin-2' },
  },
  {
    what: 'the uplink of a site is cut',
    ...{ forMinutes: 4, ...within('silent', ...screensOf('paris')) },
    ...{ alert: 'SiteOffline', subject: { site: 'paris' }, board: 'site-offline:paris' },
  },
  {
    what: 'somebody switches a screen off by its remote control',
    ...{ forMinutes: 8, ...within('dark', 'london-1') },
    ...{ alert: 'ScreenDark', subject: { device: 'london-1', site: 'london' }, board: 'screen-dark:london-1' },
  },
  {
    what: 'the payment provider cannot be reached',
    forMinutes: 3,
    begin: ({ tally }) => tally.dependency('payment-provider').down(),
    end: ({ tally }) => tally.dependency('payment-provider').up(),
    ...{
      alert: 'DependencyDown',
      subject: { dependency: 'payment-provider' },
      board: 'dependency-down:payment-provider',
    },
  },
  {
    what: 'the provider declines every second payment',
    ...{ forMinutes: 10, quietMinutes: 17 },
    begin: (_demo, troubles) => {
      troubles.declining = true;
    },
    end: (_demo, troubles) => {
      troubles.declining = false;
    },
    ...{ alert: 'TransactionsFailing', subject: {}, board: null },
  },
  {
    what: 'the network between Prometheus and the origin is cut',
    ...{ forMinutes: 5, begin: () => {}, end: () => {}, unreachable: true },
    ...{ alert: 'TargetDown', subject: { instance: 'demo-origin:4100' }, board: null },
  },
];

/** All that fires but the one that always does. */
const FIRING = 'ALERTS{alertname!="Watchdog",alertstate="firing"}';
const WATCHDOG = 'ALERTS{alertname="Watchdog",alertstate="firing"}';
const EVALUATION_MS = 30_000;
/** Labels that say which alert of what. */
const NAMES = ['alertname', 'stream', 'device', 'site', 'dependency', 'command', 'instance', 'part', 'metric'];

/** After each incident all is well for so long. */
const QUIET_MINUTES = 6;

describe.skipIf(promtool === undefined)('the demo on an accelerated clock', () => {
  let folder: string;
  let demo: StagedDemo;
  let wanted: ReadonlySet<string>;
  let scrapes: Scrapes;
  const raised: { readonly key: string; readonly atMs: number }[] = [];
  /** What promtool fired, by question. */
  let answers: ReadonlyMap<string, readonly object[]>;
  /** When each incident began and when its quiet was over. */
  const windows: { readonly fromMs: number; readonly toMs: number }[] = [];

  const live = async (ms: number, reachable: boolean): Promise<void> => {
    for (const untilMs = demo.now() + ms; demo.now() < untilMs; await demo.step()) {
      if (demo.now() % SCRAPE_MS === 0) scrapes.take(reachable ? await demo.page() : undefined);
    }
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tallylight-incidents-'));
    const names = (await readFile(RULES, 'utf8')).match(/tallylight_\w+/g) ?? [];
    wanted = new Set(names.filter((name) => !OF_THE_MACHINE.test(name)));
    scrapes = createScrapes(wanted, START_MS);
    demo = await startStagedDemo();
    demo.tally.on('alert-raised', ({ payload }) => {
      if (!BOARD_OF_THE_MACHINE.test(payload.alert)) raised.push({ key: payload.alert, atMs: demo.now() });
    });
    await live(HOUR_MS, true);
    for (const incident of INCIDENTS) {
      const fromMs = demo.now();
      incident.begin(demo, demo.troubles);
      await live(incident.forMinutes * MINUTE_MS, incident.unreachable !== true);
      incident.end(demo, demo.troubles);
      await live((incident.quietMinutes ?? QUIET_MINUTES) * MINUTE_MS, true);
      windows.push({ fromMs, toMs: demo.now() });
    }
    answers = await fired(scrapes, windows, folder);
  });
  afterAll(async () => {
    await demo?.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('the run has what the rules speak of, so that their silence says something', () => {
    // A part gets its series with its first fault, and there is none.
    const without = ['tallylight_sdk_faults_total'];
    expect([...wanted].filter((name) => !scrapes.seen.has(name)).sort()).toEqual(without);
  });

  test('an hour of normal traffic fires nothing but Watchdog', () => {
    expect(answers.get('watchdog')).toEqual([{ alertname: 'Watchdog', count: 120 }]);
    expect(answers.get('hour')).toBeUndefined();
    expect(raised.filter(({ atMs }) => atMs <= HOUR_MS)).toEqual([]);
  });

  test.each(INCIDENTS.map((incident, index) => ({ ...incident, index })))(
    '$what: $alert, once, and nothing else',
    ({ alert, subject, board, index }) => {
      expect(answers.get(`begun-${index}`)).toEqual([{ alertname: alert, ...subject, count: 1 }]);
      // Over, before the next begins.
      expect(answers.get(`left-${index}`)).toBeUndefined();
      const { fromMs, toMs } = windows[index] ?? { fromMs: 0, toMs: 0 };
      const seen = raised.filter(({ atMs }) => atMs > fromMs && atMs <= toMs).map(({ key }) => key);
      expect(seen).toEqual(board === null ? [] : [board]);
    },
  );
});

/** Asks promtool what the rules fired over the run. An expectation of nothing makes it tell what there is. */
async function fired(
  scrapes: Scrapes,
  windows: readonly { readonly fromMs: number; readonly toMs: number }[],
  folder: string,
): Promise<ReadonlyMap<string, readonly object[]>> {
  const asked = (name: string, expr: string, atMs: number): object => ({
    expr: `label_replace(sum by (${NAMES.join(', ')}) (${expr}), "asked", "${name}", "", "")`,
    eval_time: `${atMs / 1000}s`,
    exp_samples: [],
  });
  const over = (series: string, fromMs: number, toMs: number): string => `${series}[${(toMs - fromMs) / 1000}s:30s]`;
  const hourMs = HOUR_MS - EVALUATION_MS;
  const questions = [
    asked('watchdog', `count_over_time(${over(WATCHDOG, 0, hourMs)})`, hourMs),
    asked('hour', `count_over_time(${over(FIRING, 0, hourMs)})`, hourMs),
    ...windows.flatMap(({ fromMs, toMs }, index) => {
      const lastMs = toMs - EVALUATION_MS;
      // It fires and did not at the evaluation before: each of these moments is one beginning.
      const begins = `(${FIRING} unless (${FIRING} offset 30s))`;
      return [
        asked(`begun-${index}`, `sum_over_time(${over(begins, fromMs, lastMs)})`, lastMs),
        asked(`left-${index}`, FIRING, lastMs),
      ];
    }),
  ];
  const file = join(folder, 'run.json');
  // JSON is YAML.
  const run = { interval: '15s', input_series: scrapes.inputSeries(), promql_expr_test: questions };
  await writeFile(
    file,
    JSON.stringify({ rule_files: [RULES], group_eval_order: GROUPS, evaluation_interval: '30s', tests: [run] }),
  );
  const { said } = await runTool(promtool as string, ['test', 'rules', file], folder);
  const answers = new Map<string, object[]>();
  for (const [, labels = '', value] of said.matchAll(/\{([^{}]*asked="[^{}]*)\} ([\d.E+]+)/g)) {
    const { asked: name = '', ...rest } = Object.fromEntries(
      [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, label, text]) => [label, text]),
    ) as Record<string, string>;
    answers.set(name, [...(answers.get(name) ?? []), { ...rest, count: Number(value) }]);
  }
  if (!answers.has('watchdog')) throw new Error(`promtool said: ${said.slice(0, 4000)}`);
  return answers;
}
