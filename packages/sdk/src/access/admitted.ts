/** Who was let in: what access hands on to REST, to the metrics page and to the live channel. */
import type { Caller } from '../model/caller.ts';

export interface Admitted {
  /** `undefined`: nobody yet. */
  readonly caller: Caller | undefined;
  /** Client address, for the limits and the network of the audit; never kept. */
  readonly address: string;
  /** The person behind a shared token, as it says. */
  readonly person: string | null;
  /** Who it is for the record; null: whoever it says. */
  readonly actor: string | null;
  /** The page that may read the answer, if a page asks. */
  readonly origin: string | undefined;
}
