/**
 * The provisioned files as their readers take them: promtool checks and tests the rules, amtool the configuration, and a real
 * Prometheus and Alertmanager run with the very files against a real server.
 */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTallylight } from '@tallylight/sdk';
import { ALERT_RULES, RECORDING_RULES } from '@tallylight/sdk/alerts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli } from '../../packages/cli/src/cli.ts';
import { freePort } from '../parts/free-port.ts';
import { runTool } from '../parts/promtool/run-tool.ts';
import { type RunningProgram, startProgram } from '../parts/promtool/running-program.ts';
import { findPart, PARTS } from '../parts/system-part.ts';
import { waitFor } from '../parts/wait-for.ts';

const promtool = findPart(PARTS.promtool);
const amtool = findPart(PARTS.amtool);
const prometheus = findPart(PARTS.prometheus);
const alertmanager = findPart(PARTS.alertmanager);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tallylight-rules-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Writes the files of `tallylight provision` and gives their folder. */
async function provisioned(name: string, ...args: string[]): Promise<string> {
  const out = join(folder, name);
  const silent = { say: () => {}, complain: (line: string) => expect.unreachable(line) };
  expect(await runCli(['provision', '--out', out, ...args], silent)).toBe(0);
  return join(out, 'prometheus');
}

/** Files of cases; those that tell of weeks take long and hardly know the limits. */
const CASES = ['streams', 'viewers', 'viewers-by-60m', 'signage', 'payments', 'payments-by-60m', 'platform'];

/** None of the defaults. */
const OTHER_LIMITS = [
  ...['bandwidthThresholdBitsPerSecond=8000000', 'idleStreamMs=600000', 'frequentRestarts=5', 'eventLoopPercent=80'],
  ...['memoryPercent=75', 'diskFreePercent=5', 'availabilityPercent=99.9', 'stallPercent=2', 'startupSeconds=6'],
  ...['playbackErrorPercent=10', 'usersPercentOfLastWeeks=70', 'fleetOfflinePercent=50', 'deviceTemperatureCelsius=70'],
  ...['deviceDiskFreeBytes=1000000000', 'deviceClockSkewSeconds=5', 'failedPaymentsPercent=20', 'salesLastWeek=40'],
  'geoDatabaseDays=30',
].flatMap((threshold) => ['--threshold', threshold]);

describe.skipIf(promtool === undefined).each([
  ['the defaults', []],
  ['other limits', OTHER_LIMITS],
] as const)('promtool, for the rules with %s', (name, args) => {
  let place: string;
  beforeAll(async () => {
    place = await provisioned(name, ...args);
  });

  test('takes every rule, and finds none twice', async () => {
    const { code, said } = await runTool(promtool as string, ['check', 'rules', 'tallylight.rules.yml'], place);
    const generated = ALERT_RULES.filter(({ promql }) => promql !== null).length + RECORDING_RULES.length;
    expect(`${code} ${said}`).toMatch(new RegExp(`^0 [\\s\\S]*SUCCESS: ${generated} rules found`));
    expect(said).not.toContain('duplicate');
  });

  test('takes the configuration with its rules and targets', async () => {
    const { code, said } = await runTool(promtool as string, ['check', 'config', 'prometheus.yml'], place);
    expect(`${code} ${said}`).toMatch(/^0 [\s\S]*prometheus\.yml is valid/);
  });

  test.each(args.length === 0 ? CASES : CASES.filter((cases) => !cases.includes('-by-')))(
    'sees in every case of %s the alerts that should fire, and no others',
    async (cases) => {
      const { code, said } = await runTool(promtool as string, ['test', 'rules', `tests/${cases}.yml`], place);
      expect(said).toContain('SUCCESS');
      expect(code, said).toBe(0);
    },
  );

  test('was given every file of cases', async () => {
    expect((await readdir(join(place, 'tests'))).sort()).toEqual(CASES.map((cases) => `${cases}.yml`).sort());
  });
});

test.skipIf(promtool === undefined)('rules that forget the opening hours fail their tests', async () => {
  const place = await provisioned('broken');
  const file = join(place, 'tallylight.rules.yml');
  const text = await readFile(file, 'utf8');
  const broken = text.replaceAll(/\(tallylight_device_expected\)(\s+)==(\s+)1/g, '(tallylight_device_expected)$1>=$20');
  expect(broken).not.toBe(text);
  await writeFile(file, broken);
  const { code, said } = await runTool(promtool as string, ['test', 'rules', 'tests/signage.yml'], place);
  expect(code).not.toBe(0);
  for (const fact of [
    'outside its hours a device may be silent',
    'a shop that is closed for the night is not offline',
  ]) {
    expect(said).toContain(fact);
  }
});

test.skipIf(amtool === undefined)('amtool takes the configuration of Alertmanager, and routes as it says', async () => {
  const place = await provisioned('routes');
  const { code, said } = await runTool(amtool as string, ['check-config', 'alertmanager.yml'], place);
  expect(`${code} ${said}`).toMatch(/^0 [\s\S]*SUCCESS[\s\S]*5 receivers/);
  for (const [labels, receivers] of [
    [['alertname=StreamDown', 'team=video'], 'board,video'],
    [['alertname=SiteOffline', 'team=signage'], 'board,signage'],
    [['alertname=RefundHeld', 'team=payments'], 'board,payments'],
    [['alertname=Strange'], 'board'],
    [['alertname=Watchdog', 'team=video'], 'watchdog'],
  ] as const) {
    const args = ['config', 'routes', 'test', '--config.file=alertmanager.yml', ...labels];
    const [route] = (await runTool(amtool as string, args, place)).said.split('\n');
    expect(route, labels[0]).toBe(receivers);
  }
});

describe.skipIf(prometheus === undefined || alertmanager === undefined)('with the very files', () => {
  const running: { close(): Promise<unknown> }[] = [];
  let rules: RunningProgram;
  let alerts: RunningProgram;

  beforeAll(async () => {
    const tally = createTallylight({ tickMs: 200, process: { disks: [{ name: 'root', path: '/' }] } });
    running.push(tally);
    const { url } = await tally.listen({ port: 0 });
    tally.stream('news', { kind: 'live' }).up();
    const [port, managerPort] = [await freePort(), await freePort()];
    const place = await provisioned(
      ...(['run', '--server-url', url, '--target', new URL(url).host] as const),
      ...['--alertmanager', `127.0.0.1:${managerPort}`],
    );
    // The same files, at a pace for tests.
    for (const name of ['prometheus.yml', 'tallylight.rules.yml']) {
      const file = join(place, name);
      const text = await readFile(file, 'utf8');
      await writeFile(file, text.replaceAll(/(interval|timeout): (?:10|15|30)s/g, '$1: 1s'));
    }
    alerts = await startProgram(
      alertmanager as string,
      [
        ...['--config.file=alertmanager.yml', `--storage.path=${join(folder, 'alertmanager')}`],
        ...[`--web.listen-address=127.0.0.1:${managerPort}`, '--cluster.listen-address=', '--log.level=warn'],
      ],
      { url: `http://127.0.0.1:${managerPort}`, readyPath: '/-/ready', cwd: place },
    );
    running.push(alerts);
    rules = await startProgram(
      prometheus as string,
      [
        ...['--config.file=prometheus.yml', `--storage.tsdb.path=${join(folder, 'prometheus')}`],
        ...[`--web.listen-address=127.0.0.1:${port}`, '--log.level=warn', '--rules.alert.resend-delay=1s'],
      ],
      { url: `http://127.0.0.1:${port}`, readyPath: '/-/ready', cwd: place },
    );
    running.push(rules);
  });
  afterAll(async () => {
    for (const one of running.reverse()) await one.close();
  });

  interface Rules {
    readonly data: {
      readonly groups: readonly {
        readonly rules: readonly {
          readonly name: string;
          readonly health: string;
          readonly lastError?: string;
          readonly state?: string;
        }[];
      }[];
    };
  }
  const allRules = async (): Promise<Rules['data']['groups'][number]['rules']> =>
    (await rules.get<Rules>('/api/v1/rules')).data.groups.flatMap((group) => group.rules);

  test('the target is scraped, and every rule is evaluated without an error', async () => {
    await waitFor('the target to be up', async () => {
      const { data } = await rules.get<{ data: { activeTargets: { health: string }[] } }>('/api/v1/targets');
      return data.activeTargets.length === 1 && data.activeTargets.every(({ health }) => health === 'up');
    });
    const evaluated = await waitFor('every rule to be evaluated', async () => {
      const all = await allRules();
      return all.every(({ health }) => health !== 'unknown') ? all : undefined;
    });
    expect(evaluated.filter(({ health }) => health !== 'ok')).toEqual([]);
    expect(evaluated.length).toBe(ALERT_RULES.filter(({ promql }) => promql !== null).length + RECORDING_RULES.length);
  });

  test('Watchdog fires and reaches Alertmanager; a server without trouble fires nothing else', async () => {
    const there = await waitFor('Watchdog at Alertmanager', async () => {
      const found =
        await alerts.get<{ labels: Record<string, string>; receivers: { name: string }[] }[]>('/api/v2/alerts');
      return found.length > 0 ? found : undefined;
    });
    expect(there.map(({ labels, receivers }) => [labels.alertname, receivers.map(({ name }) => name)])).toEqual([
      ['Watchdog', ['watchdog']],
    ]);
    expect((await allRules()).filter(({ state }) => state === 'firing').map(({ name }) => name)).toEqual(['Watchdog']);
  });
});
