/** Weeks of history for a real Prometheus: samples as OpenMetrics text, made into blocks by promtool. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface PastSeries {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Its value at a moment, Unix seconds. */
  readonly at: (seconds: number) => number;
}

/** Writes blocks into `folder`, the storage of a Prometheus that is not running yet. */
export async function writeHistory(
  folder: string,
  series: readonly PastSeries[],
  { fromSeconds, toSeconds, stepSeconds }: { fromSeconds: number; toSeconds: number; stepSeconds: number },
): Promise<void> {
  const lines: string[] = [];
  // All samples of a name together, those of a series in order of time: as promtool asks for.
  for (const { name, labels, at } of [...series].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const tags = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
    for (let seconds = fromSeconds; seconds <= toSeconds; seconds += stepSeconds)
      lines.push(`${name}{${tags.join(',')}} ${at(seconds)} ${seconds}`);
  }
  const work = await mkdtemp(join(tmpdir(), 'tallylight-history-'));
  try {
    const page = join(work, 'history.txt');
    await writeFile(page, `${lines.join('\n')}\n# EOF\n`);
    await promisify(execFile)('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', '--quiet', page, folder]);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
