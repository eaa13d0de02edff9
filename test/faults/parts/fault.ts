/** One fault is one test and one line: what was done, how often, and what was lost. A line of a failing run has its seed. */
import { writeSync } from 'node:fs';
import { test } from 'vitest';
import { SEED, seeded } from './seed.ts';

export type Figures = Readonly<Record<string, number | string>>;

export interface Trial {
  readonly seed: number;
  readonly random: () => number;
  /** Closed after the fault, newest first. */
  after(close: () => unknown): void;
}

export function fault(id: string, what: string, run: (trial: Trial) => Promise<Figures>): void {
  test(`${id} ${what}`, async () => {
    const closers: (() => unknown)[] = [];
    let line = `FAILED · seed ${SEED}`;
    try {
      const figures = await run({ seed: SEED, random: seeded(SEED), after: (close) => closers.push(close) });
      line = Object.entries(figures)
        .map(([name, value]) => `${name} ${typeof value === 'number' ? grouped(value) : value}`)
        .join(' · ');
    } finally {
      for (const close of closers.reverse()) await close();
      // Past the reporter, which would put its own words around it.
      writeSync(1, `${id} ${what} · ${line}\n`);
    }
  });
}

function grouped(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: 1 }).replaceAll(',', ' ');
}
