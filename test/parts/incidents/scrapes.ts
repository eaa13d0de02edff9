/**
 * What a Prometheus would have kept of a run: the page every 15 s, as input series of promtool's rule tests. Times in values
 * are told from the beginning of the run, because that is where promtool's clock begins. A series that is on the page no
 * longer is marked stale, as Prometheus does it.
 */
export const SCRAPE_MS = 15_000;

export interface Scrapes {
  /** `page` undefined: nobody answered. */
  take(page: string | undefined): void;
  /** Names of metrics that were on some page. */
  readonly seen: ReadonlySet<string>;
  /** `{ series, values }`, in the notation of promtool. */
  inputSeries(): readonly { readonly series: string; readonly values: string }[];
}

/** `wanted`: names of metrics to keep. */
export function createScrapes(wanted: ReadonlySet<string>, startMs: number): Scrapes {
  const samples = new Map<string, string[]>();
  const seen = new Set<string>();
  let count = 0;
  const put = (series: string, value: string): void => {
    let values = samples.get(series);
    if (values === undefined) {
      values = [];
      samples.set(series, values);
    }
    // Gaps since it was last seen: gone at first, then not there.
    while (values.length < count) values.push(values.length > 0 && isValue(values.at(-1)) ? 'stale' : '_');
    values.push(value);
  };
  const target = 'instance="demo-origin:4100",job="tallylight"';
  return {
    seen,
    take(page) {
      put(`up{${target}}`, page === undefined ? '0' : '1');
      for (const line of page?.split('\n') ?? []) {
        const [, name = '', labels = '', value = ''] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
        if (!wanted.has(name) || !Number.isFinite(Number(value))) continue;
        seen.add(name);
        const isTime = name.endsWith('_timestamp_seconds');
        put(
          `${name}{${labels === '' ? '' : `${labels},`}${target}}`,
          isTime ? String(Number(value) - startMs / 1000) : value,
        );
      }
      count += 1;
    },
    inputSeries: () =>
      [...samples].map(([series, values]) => ({
        series,
        values: [...values, ...(values.length < count && isValue(values.at(-1)) ? ['stale'] : [])].join(' '),
      })),
  };
}

const isValue = (value: string | undefined): boolean => value !== undefined && value !== '_' && value !== 'stale';
