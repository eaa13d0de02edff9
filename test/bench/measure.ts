/**
 * How benches measure: CPU time of the process rather than the wall's, because machines are shared; rounds of both sides
 * interleaved, because machines drift; medians, because rounds go wrong.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';

export interface Outcome {
  readonly id: string;
  /** The unit of `ours`, `peer` and `limit`. */
  readonly unit: string;
  readonly ours: number;
  readonly peer: number;
  readonly peerName: string;
  /** The best that is possible on this machine, where the bench measures it. */
  readonly limit: number | null;
  readonly ratio: number;
  readonly target: number;
  /** Which way the ratio is good: `higher` is peer over ours, `lower` is ours over peer. */
  readonly better: 'higher' | 'lower';
  readonly ok: boolean;
}

type Measured = Pick<Outcome, 'id' | 'unit' | 'ours' | 'peer' | 'peerName' | 'target'> & { readonly limit?: number };

/** Ours is to be so many times cheaper than the peer. */
export function timesCheaper(measured: Measured): Outcome {
  const ratio = measured.peer / measured.ours;
  return { ...measured, limit: measured.limit ?? null, ratio, better: 'higher', ok: ratio >= measured.target };
}

/** Ours is to be at most this share of the peer's. */
export function atMost(measured: Measured): Outcome {
  const ratio = measured.ours / measured.peer;
  return { ...measured, limit: measured.limit ?? null, ratio, better: 'lower', ok: ratio <= measured.target };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** CPU of this process since `before`, all threads, microseconds. */
export function cpuSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

export interface Candidate {
  /** Operations in one call of `run`. */
  readonly count: number;
  run(): void;
}

/** Nanoseconds of CPU an operation of each candidate takes: median of interleaved rounds, the first two thrown away. */
export function nanosecondsEach<N extends string>(
  candidates: Readonly<Record<N, Candidate>>,
  rounds = 9,
): Record<N, number> {
  const names = Object.keys(candidates) as N[];
  const taken = new Map<N, number[]>(names.map((name) => [name, []]));
  for (let round = -2; round < rounds; round += 1) {
    for (const name of names) {
      const candidate = candidates[name];
      const before = process.cpuUsage();
      candidate.run();
      if (round >= 0) taken.get(name)?.push((cpuSince(before) * 1000) / candidate.count);
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(taken.get(name) ?? [])])) as Record<N, number>;
}

/** The longest that the loop was held while `work` ran, ms. Turns the loop all the time, so CPU is not to be read meanwhile. */
export async function longestBlockMs(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let running = true;
  const watch = (async () => {
    let last = performance.now();
    while (running) {
      await nextTurn();
      const now = performance.now();
      longest = Math.max(longest, now - last);
      last = now;
    }
  })();
  await nextTurn();
  await work();
  await nextTurn();
  running = false;
  await watch;
  return longest;
}

/** Collects garbage; benches run with it exposed. */
export function collectGarbage(): void {
  const collect = (globalThis as { gc?: () => void }).gc;
  if (collect === undefined) throw new Error('benches need node --expose-gc; start them with pnpm bench');
  for (let pass = 0; pass < 4; pass += 1) collect();
}
