/**
 * `pnpm bench` runs all, `pnpm bench <id>` those whose id begins so. Each bench is a process of its own, so that none warms or
 * litters another's heap. Prints one table; a whole run writes results.json.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Outcome } from './measure.ts';

const benches = readdirSync(new URL('./benches/', import.meta.url))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -'.ts'.length))
  .sort();
const asked = process.argv.slice(2).filter((argument) => argument !== '--');
const chosen = asked.length === 0 ? benches : benches.filter((id) => asked.some((prefix) => id.startsWith(prefix)));
if (chosen.length === 0) {
  process.stderr.write(`bench: expected one of ${benches.join(', ')}, received ${asked.join(' ')}\n`);
  process.exit(1);
}

async function runOne(id: string): Promise<readonly Outcome[]> {
  const file = fileURLToPath(new URL(`./run-one.ts`, import.meta.url));
  const child = spawn(process.execPath, ['--expose-gc', file, id], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const stop = (): void => void child.kill();
  process.once('exit', stop);
  let outcomes: readonly Outcome[] = [];
  child.on('message', (message) => {
    outcomes = message as readonly Outcome[];
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  process.off('exit', stop);
  if (code !== 0) throw new Error(`bench ${id} ended with ${code}`);
  return outcomes;
}

/** Three digits that matter. */
const short = (value: number | null): string => (value === null ? '–' : Number(value.toPrecision(3)).toString());

function print(outcomes: readonly Outcome[]): void {
  const rows = outcomes.map((one) => [
    one.id,
    `${short(one.ours)} ${one.unit}`,
    `${short(one.peer)} ${one.peerName}`,
    short(one.limit),
    short(one.ratio),
    `${one.better === 'higher' ? '≥' : '≤'} ${short(one.target)}`,
    one.ok ? 'ok' : 'MISSED',
  ]);
  const table = [['bench', 'ours', 'peer', 'limit', 'ratio', 'target', ''], ...rows];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  for (const row of table) {
    process.stdout.write(
      `${row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd()}\n`,
    );
  }
}

const outcomes: Outcome[] = [];
for (const id of chosen) {
  process.stderr.write(`${id} …\n`);
  outcomes.push(...(await runOne(id)));
}
print(outcomes);
if (asked.length === 0) {
  const rounded = outcomes.map((one) => ({
    ...one,
    ours: Number(one.ours.toPrecision(4)),
    peer: Number(one.peer.toPrecision(4)),
    ratio: Number(one.ratio.toPrecision(4)),
  }));
  await writeFile(new URL('./results.json', import.meta.url), `${JSON.stringify(rounded, null, 2)}\n`);
}
process.exitCode = outcomes.every(({ ok }) => ok) ? 0 : 1;
