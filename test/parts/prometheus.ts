/** A real Prometheus for a test: its own folder, its own free port, ended by its own process id. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { waitFor } from './wait-for.ts';

export interface Prometheus {
  /** The samples of an instant query, now or at a moment (Unix seconds): labels and value. */
  query(
    expression: string,
    atSeconds?: number,
  ): Promise<readonly { readonly metric: Readonly<Record<string, string>>; readonly value: number }[]>;
  /** What it says of its targets. */
  targets(): Promise<readonly { readonly health: string; readonly lastError: string }[]>;
  close(): Promise<void>;
}

export interface PrometheusOptions {
  /** Files of rules; evaluated every second unless their groups say otherwise. */
  readonly ruleFiles?: readonly string[];
  /** `host:port` of an Alertmanager. */
  readonly alertmanager?: string;
  /** Fills the storage before the start. */
  readonly history?: (folder: string) => Promise<void>;
}

/** Starts one that scrapes these `host:port` targets every second. */
export async function startPrometheus(
  program: string,
  targets: readonly string[],
  { ruleFiles = [], alertmanager, history }: PrometheusOptions = {},
): Promise<Prometheus> {
  const folder = await mkdtemp(join(tmpdir(), 'tallylight-prometheus-'));
  const config = join(folder, 'prometheus.yml');
  await writeFile(
    config,
    // JSON is YAML.
    JSON.stringify({
      global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
      rule_files: ruleFiles,
      ...(alertmanager === undefined
        ? {}
        : { alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager] }] }] } }),
      scrape_configs: [{ job_name: 'tallylight', static_configs: [{ targets }] }],
    }),
  );
  await history?.(join(folder, 'data'));
  const port = await freePort();
  const child = spawn(
    program,
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=warn',
      // Blocks of the past are kept however old they are.
      '--storage.tsdb.retention.time=90d',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-4000);
  });
  const ended = once(child, 'exit');
  const base = `http://127.0.0.1:${port}`;
  const close = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await waitFor('Prometheus to be ready', async () => {
      if (child.exitCode !== null) throw new Error(`Prometheus ended: ${said}`);
      return (await fetch(`${base}/-/ready`)).ok;
    });
  } catch (error) {
    await close();
    throw error;
  }
  const get = async <T>(path: string): Promise<T> => {
    const answer = await fetch(`${base}${path}`);
    const body = (await answer.json()) as { status: string; data: T; error?: string };
    if (body.status !== 'success') throw new Error(body.error ?? `status ${answer.status}`);
    return body.data;
  };
  return {
    async query(expression, atSeconds) {
      const data = await get<{ result: { metric: Record<string, string>; value: [number, string] }[] }>(
        `/api/v1/query?query=${encodeURIComponent(expression)}${atSeconds === undefined ? '' : `&time=${atSeconds}`}`,
      );
      return data.result.map(({ metric, value }) => ({ metric, value: Number(value[1]) }));
    },
    targets: async () =>
      (await get<{ activeTargets: { health: string; lastError: string }[] }>('/api/v1/targets')).activeTargets,
    close,
  };
}
