/**
 * Keeps things for as long as the process lives. What is given to it is as durable as it will ever be at once. Its room is
 * bounded: beyond it a payment is refused loudly, rather than the host's memory filled.
 */
import { TallylightError } from '../errors.ts';
import type { LedgerRecord } from '../model/ledger.ts';
import type { Store } from './store.ts';

/** @param options.maxRecords ledger records kept */
export function memoryStore(options: { readonly maxRecords: number }): Store {
  const { maxRecords } = options;
  const records = new Map<string, LedgerRecord>();
  const secrets = new Map<string, Uint8Array>();
  let closed = false;
  return {
    ledger: {
      async append(record) {
        if (closed) throw new TallylightError('CLOSED', 'the store must be open, received a record after close()');
        if (records.has(record.eventId)) return 'duplicate';
        if (records.size >= maxRecords) {
          throw new TallylightError(
            'STORE',
            `revenue.maxEvents must be at least the events to keep in memory, received one more than ${maxRecords}; use a store on disk`,
          );
        }
        records.set(record.eventId, record);
        return 'recorded';
      },
      async read(take) {
        for (const record of records.values()) take(record);
      },
    },
    async secret(name, candidate) {
      const known = secrets.get(name);
      if (known !== undefined) return known;
      secrets.set(name, candidate);
      return candidate;
    },
    async close() {
      closed = true;
    },
  };
}
