/**
 * What `actions/selftest` tries: each check uses its part as a host, a scraper or a reader would. It stands beside the
 * composition root because it is the only other place that looks at all parts.
 */
import type { Clock } from './clock.ts';
import type { Geo } from './geo/geo.ts';
import type { SelfCheck } from './host/upkeep.ts';
import type { Store } from './store/store.ts';

/** A tick that is this many of its own lengths late does not run any more. */
const LATE_TICKS = 3;
/** Before this no server with this code can run: its clock was never set. */
const CODE_WRITTEN_MS = Date.UTC(2026, 0, 1);
const SECRET_BYTES = 16;

export function createSelfChecks(parts: {
  readonly clock: Clock;
  readonly tickMs: number;
  readonly ageMs: () => number;
  readonly geo: Geo;
  readonly hasGeo: boolean;
  readonly store: Store;
  readonly live: { test(): { readonly steps: readonly { readonly step: string; readonly detail: string | null }[] } };
  readonly metricsPage: () => Promise<{ readonly pieces: readonly Uint8Array[] }>;
}): Readonly<Record<string, SelfCheck>> {
  const { clock, tickMs, geo, store } = parts;
  return {
    clock() {
      const nowMs = clock.nowMs();
      if (nowMs < CODE_WRITTEN_MS) throw new Error(`the date of this machine is ${new Date(nowMs).toISOString()}`);
      return undefined;
    },
    tick() {
      const ageMs = Math.round(parts.ageMs());
      if (ageMs > LATE_TICKS * tickMs)
        throw new Error(`the last tick is ${ageMs} ms ago, one is due each ${tickMs} ms`);
      return `the last tick is ${ageMs} ms ago`;
    },
    geo() {
      if (!parts.hasGeo) return { skipped: 'no database is configured' };
      const names = geo.databases.map(({ database }) => database);
      if (names.length === 0) throw new Error('no database could be loaded');
      // A private address needs no database, so it shows that the way there works and nothing else.
      if (geo.lookup('127.0.0.1').result !== 'private') throw new Error('127.0.0.1 was not seen to be private');
      return `loaded: ${names.join(', ')}`;
    },
    async store() {
      const candidate = crypto.getRandomValues(new Uint8Array(SECRET_BYTES));
      const kept = await store.secret('selftest', candidate);
      const again = await store.secret('selftest', crypto.getRandomValues(new Uint8Array(SECRET_BYTES)));
      if (Buffer.compare(kept, again) !== 0) throw new Error('what was written is not what is read');
      return undefined;
    },
    live() {
      const { steps } = parts.live.test();
      for (const { step, detail } of steps) if (detail !== null) throw new Error(`${step}: ${detail}`);
      return `a reader did ${steps.map(({ step }) => step).join(', ')}`;
    },
    async metrics() {
      const { pieces } = await parts.metricsPage();
      const page = Buffer.concat(pieces).toString();
      if (!page.includes('tallylight_build_info{')) throw new Error('the page lacks tallylight_build_info');
      return `${page.length} bytes`;
    },
  };
}
