/** Whether a reader may go on from where its cursor says, and if not, why. One answer, always with its reason. Pure. */
import type { Epoch, Offset, SubbedMessage } from '@tallylight/protocol';

export interface Judged {
  readonly mode: SubbedMessage['mode'];
  readonly why: NonNullable<SubbedMessage['why']> | undefined;
  /** Where the reader's chain goes on; `undefined`: where the channel stands. */
  readonly from: Offset | undefined;
}

export interface Known {
  readonly epoch: Epoch;
  /** The last offset of the topic. */
  readonly offset: Offset;
  /** Events after this offset are all there; `undefined` where the topic has none. */
  readonly eventsFrom: Offset | undefined;
  /** Changes of rows after this offset are all known; `undefined` where the topic has none. */
  readonly rowsFrom: Offset | undefined;
  /** What the reader may see is not what it was when the cursor was given. */
  readonly isOtherView: boolean;
}

export function judgeCursor(cursor: { readonly e: Epoch; readonly o: Offset } | undefined, known: Known): Judged {
  if (cursor === undefined) return { mode: 'snapshot', why: 'new', from: undefined };
  // Offsets of another epoch mean nothing at all, so this comes before they are compared.
  if (cursor.e !== known.epoch) return { mode: 'reset', why: 'epoch', from: undefined };
  if (known.isOtherView) return { mode: 'reset', why: 'filter-changed', from: undefined };
  if (cursor.o > known.offset) return { mode: 'reset', why: 'ahead', from: undefined };
  if (known.rowsFrom !== undefined && cursor.o < known.rowsFrom)
    return { mode: 'reset', why: 'expired', from: undefined };
  // Events that are gone are told as a gap, and those that are still there follow it: the chain begins at the cursor. Where
  // there are rows too they are whole, so that only the gap is to be told.
  if (known.eventsFrom !== undefined && cursor.o < known.eventsFrom && known.rowsFrom === undefined)
    return { mode: 'reset', why: 'expired', from: cursor.o };
  return { mode: 'resumed', why: undefined, from: cursor.o };
}
