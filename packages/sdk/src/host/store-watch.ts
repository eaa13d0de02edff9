/**
 * Looks at what a store does with the ledger's records: how long until they are durable, and whether it keeps them at all. A
 * store that refused the last record is degraded until it takes one; that it knows a record already proves nothing.
 */
import type { Clock } from '../clock.ts';
import type { StoreReading } from '../state/readings.ts';
import type { BusinessStore } from './business.ts';

export function watchStore(store: BusinessStore, clock: Clock, reading: StoreReading): BusinessStore {
  /** A store that was closed on purpose is not ill. */
  const failed = (error: unknown): void => {
    if ((error as { readonly code?: unknown } | null)?.code !== 'CLOSED') reading.degraded = true;
  };
  return {
    ledger: {
      async append(record) {
        const startedMs = clock.monotonicMs();
        try {
          const outcome = await store.ledger.append(record);
          if (outcome === 'recorded') {
            reading.commits.observe((clock.monotonicMs() - startedMs) / 1000);
            reading.degraded = false;
          }
          return outcome;
        } catch (error) {
          failed(error);
          throw error;
        }
      },
      async read(take) {
        try {
          await store.ledger.read(take);
          // The books could be read; whether more can be written is still to be seen.
          reading.degraded ??= false;
        } catch (error) {
          failed(error);
          throw error;
        }
      },
    },
    secret: (name, candidate) => store.secret(name, candidate),
  };
}
