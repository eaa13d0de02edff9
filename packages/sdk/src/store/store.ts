/**
 * What the SDK asks of a store: to keep what must not be lost. Each kind of store passes the one suite in store-suite.ts, so
 * the rest of the SDK does not know which one it has. The contract of the ledger:
 *
 * - `append` resolves when the record is durable, as durable as this store ever makes things.
 * - The id of the event decides: of any number of appends with one id, at the same time or years apart, exactly one is
 *   `recorded`, and none of the others resolves before that one is durable.
 * - It rejects with `STORE` when the record cannot be kept; then the same record may be tried again.
 * - Records are never changed and never dropped, whatever is cleaned up elsewhere.
 */
import type { LedgerRecord } from '../model/ledger.ts';

export interface LedgerStore {
  append(record: LedgerRecord): Promise<'recorded' | 'duplicate'>;
  /** Hands over every record ever kept, each once, in whatever order. */
  read(take: (record: LedgerRecord) => void): Promise<void>;
}

export interface Store {
  readonly ledger: LedgerStore;
  /** The secret of this name: `candidate` when there was none before, else the one that is kept. Same for ever. */
  secret(name: string, candidate: Uint8Array): Promise<Uint8Array>;
  /** Settles when all that was appended is durable or refused; later appends reject with `CLOSED`. Twice does no harm. */
  close(): Promise<void>;
}
