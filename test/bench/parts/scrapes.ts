/** Rounds of scrapes of both sides, each in its own process, in turn. */
import { median } from '../measure.ts';
import { type Child, startChild } from './child.ts';

export interface ScrapeFigures {
  /** Median CPU of a page, ms. */
  readonly cpuMs: number;
  /** Median over rounds of the longest block while a page is made, ms. */
  readonly blockMs: number;
  /** Highest resident memory while pages are made, over what it was before, MB. */
  readonly memoryMb: number;
}

const ROUNDS = 5;
/** Enough pages for garbage to be collected in between, as on a server that is scraped for hours. */
const MEMORY_PAGES = 20;

export async function scrapeBoth(series: number, timesEach: number): Promise<Record<'ours' | 'prom', ScrapeFigures>> {
  const sides: Record<'ours' | 'prom', Child> = {
    ours: await startChild('scrape', ['ours', String(series)]),
    prom: await startChild('scrape', ['prom-client', String(series)]),
  };
  const found = { ours: {} as Record<string, number[]>, prom: {} as Record<string, number[]> };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const name of ['ours', 'prom'] as const) {
      for (const ask of ['memory', 'cpu', 'block']) {
        const { values } = await sides[name].ask<{ values: number[] }>({
          ask,
          times: ask === 'memory' ? MEMORY_PAGES : timesEach,
        });
        const figure = ask === 'memory' ? Math.max(...values) : median(values);
        found[name][ask] = [...(found[name][ask] ?? []), figure];
      }
    }
  }
  await Promise.all(Object.values(sides).map((side) => side.stop()));
  const figures = (name: 'ours' | 'prom'): ScrapeFigures => ({
    cpuMs: median(found[name].cpu ?? []),
    blockMs: median(found[name].block ?? []),
    // What the first round takes from the system is kept by the process, so later rounds show less.
    memoryMb: found[name].memory?.[0] ?? 0,
  });
  return { ours: figures('ours'), prom: figures('prom') };
}
