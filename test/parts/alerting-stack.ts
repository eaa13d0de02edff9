/**
 * Prometheus and Alertmanager from the system, run with the files of `tallylight provision` for the servers of a test. Only
 * the pace differs from what a user gets: the changes are listed in PACE, and each must find something to change.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '../../packages/cli/src/cli.ts';
import { freePort } from './free-port.ts';
import { type RunningProgram, startProgram } from './promtool/running-program.ts';

export interface AlertingStack {
  /** Where `prometheus/` and `tokens/` are. */
  readonly folder: string;
  readonly prometheus: RunningProgram;
  readonly alertmanager: RunningProgram;
  /** `http://127.0.0.1:…` of Alertmanager. */
  readonly alertmanagerUrl: string;
  close(): Promise<void>;
}

export interface StackOptions {
  /** Servers with the SDK, `http://127.0.0.1:…`: each is scraped and told of alerts. */
  readonly servers: readonly string[];
  /** By the name of the file; each is read anew for every request. */
  readonly tokens: Readonly<Record<string, string>>;
}

const PACE: readonly (readonly [file: string, wanted: RegExp, instead: string])[] = [
  ['prometheus.yml', /(_interval): (?:15|30)s/g, '$1: 1s'],
  ['prometheus.yml', /scrape_timeout: 10s/, 'scrape_timeout: 1s'],
  ['tallylight.rules.yml', /^( +interval): 30s$/gm, '$1: 1s'],
  ['alertmanager.yml', /group_wait: 5s/, 'group_wait: 1s'],
  ['alertmanager.yml', /group_interval: 30s/, 'group_interval: 1s'],
];

export async function startAlertingStack(
  programs: { readonly prometheus: string; readonly alertmanager: string },
  { servers, tokens }: StackOptions,
): Promise<AlertingStack> {
  const folder = await mkdtemp(join(tmpdir(), 'tallylight-stack-'));
  const running: { close(): Promise<unknown> }[] = [];
  const close = async (): Promise<void> => {
    for (const one of running.splice(0).reverse()) await one.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const [port, managerPort] = [await freePort(), await freePort()];
    const place = join(folder, 'prometheus');
    await provision(folder, servers, `127.0.0.1:${managerPort}`);
    await mkdir(join(folder, 'tokens'), { recursive: true });
    for (const [name, token] of Object.entries(tokens)) await writeFile(join(folder, 'tokens', name), token);
    for (const change of PACE) await hasten(place, change);
    const alertmanagerUrl = `http://127.0.0.1:${managerPort}`;
    const alertmanager = await startProgram(
      programs.alertmanager,
      [
        ...['--config.file=alertmanager.yml', `--storage.path=${join(folder, 'notifications')}`],
        ...[`--web.listen-address=127.0.0.1:${managerPort}`, '--cluster.listen-address=', '--log.level=warn'],
      ],
      { url: alertmanagerUrl, readyPath: '/-/ready', cwd: place },
    );
    running.push(alertmanager);
    const prometheus = await startProgram(
      programs.prometheus,
      [
        ...['--config.file=prometheus.yml', `--storage.tsdb.path=${join(folder, 'samples')}`],
        ...[`--web.listen-address=127.0.0.1:${port}`, '--log.level=warn', '--rules.alert.resend-delay=1s'],
      ],
      { url: `http://127.0.0.1:${port}`, readyPath: '/-/ready', cwd: place },
    );
    running.push(prometheus);
    return { folder, prometheus, alertmanager, alertmanagerUrl, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function provision(folder: string, servers: readonly string[], alertmanager: string): Promise<void> {
  const complaints: string[] = [];
  const args = [
    ...['--out', folder, '--tokens', join(folder, 'tokens'), '--alertmanager', alertmanager],
    ...servers.flatMap((server) => ['--board', server, '--target', new URL(server).host]),
  ];
  const code = await runCli(['provision', ...args], { say() {}, complain: (line) => complaints.push(line) });
  if (code !== 0) throw new Error(`provision ended with ${code}: ${complaints.join('\n')}`);
}

async function hasten(place: string, [name, wanted, instead]: (typeof PACE)[number]): Promise<void> {
  const file = join(place, name);
  const text = await readFile(file, 'utf8');
  const hastened = text.replaceAll(new RegExp(wanted, `g${wanted.flags.replace('g', '')}`), instead);
  if (hastened === text) throw new Error(`${name}: expected ${wanted} in it, found nothing`);
  await writeFile(file, hastened);
}
