/**
 * What a reader that lags has not been told yet, as references: to logged events, and to rows by the offsets between which
 * they changed. Of events at most so many and so many bytes wait: then the oldest of the least urgent gives way to a note of
 * what is missing, which stands in its place in the chain. A critical event never gives way. Rows are looked up when they
 * are told, so the latest value replaces all before it. Pure.
 */
import type { Offset, Priority } from '@tallylight/protocol';
import type { LoggedEvent } from './event-log.ts';

export const MAX_WAITING = 100;
export const MAX_WAITING_BYTES: number = 1024 * 1024;

/** One place in a chain. */
export interface Waiting {
  readonly kind: 'event' | 'gap' | 'rows';
  readonly p: Offset;
  /** First event that it is about. */
  readonly from: Offset;
  readonly o: Offset;
  readonly event: LoggedEvent | undefined;
  readonly bytes: number;
}

/** What waits for one subscription, in the order of its chain. */
export interface Line {
  readonly waiting: Waiting[];
}

export interface Outbox {
  /** Puts an event at the end of a line; `false` when only critical ones are left to give way. */
  pushEvent(line: Line, p: Offset, event: LoggedEvent, bytes: number): boolean;
  /** Notes that rows changed: one note does for any number of changes that follow each other. */
  pushRows(line: Line, p: Offset, o: Offset): void;
  /** Takes the head of a line. */
  shift(line: Line): Waiting | undefined;
  /** Forgets a line. */
  clear(line: Line): void;
  /** Events that wait, and their bytes. */
  readonly count: number;
  readonly bytes: number;
}

/** The least urgent gives way first; `critical` is not among them. */
const GIVES_WAY: readonly Priority[] = ['low', 'normal', 'high'];

export function createOutbox(lines: () => Iterable<Line>, onDrop: (priority: Priority) => void): Outbox {
  let count = 0;
  let bytes = 0;

  function giveWay(): boolean {
    for (const priority of GIVES_WAY) {
      let oldest: { readonly waiting: Waiting[]; readonly index: number; readonly bornMs: number } | undefined;
      for (const { waiting } of lines()) {
        const index = waiting.findIndex(({ event }) => event?.priority === priority);
        const bornMs = waiting[index]?.event?.bornMs;
        if (bornMs !== undefined && (oldest === undefined || bornMs < oldest.bornMs))
          oldest = { waiting, index, bornMs };
      }
      if (oldest === undefined) continue;
      drop(oldest.waiting, oldest.index);
      onDrop(priority);
      return true;
    }
    return false;
  }

  /** Puts the note in the place of the event; notes that now touch become one. */
  function drop(waiting: Waiting[], index: number): void {
    const gone = waiting[index] as Waiting;
    count -= 1;
    bytes -= gone.bytes;
    const before = waiting[index - 1];
    const after = waiting[index + 1];
    const joinsBefore = before?.kind === 'gap';
    const joinsAfter = after?.kind === 'gap';
    const note: Waiting = {
      kind: 'gap',
      p: joinsBefore ? before.p : gone.p,
      from: joinsBefore ? before.from : gone.from,
      o: joinsAfter ? after.o : gone.o,
      event: undefined,
      bytes: 0,
    };
    waiting.splice(joinsBefore ? index - 1 : index, 1 + (joinsBefore ? 1 : 0) + (joinsAfter ? 1 : 0), note);
  }

  return {
    pushEvent(line, p, event, size) {
      line.waiting.push({ kind: 'event', p, from: event.o, o: event.o, event, bytes: size });
      count += 1;
      bytes += size;
      while (count > MAX_WAITING || bytes > MAX_WAITING_BYTES) if (!giveWay()) return false;
      return true;
    },
    pushRows({ waiting }, p, o) {
      const last = waiting.at(-1);
      const joins = last?.kind === 'rows';
      const note: Waiting = { kind: 'rows', p: joins ? last.p : p, from: p, o, event: undefined, bytes: 0 };
      if (joins) waiting[waiting.length - 1] = note;
      else waiting.push(note);
    },
    shift(line) {
      const head = line.waiting.shift();
      if (head?.kind === 'event') {
        count -= 1;
        bytes -= head.bytes;
      }
      return head;
    },
    clear(line) {
      for (const { kind, bytes: size } of line.waiting) {
        if (kind !== 'event') continue;
        count -= 1;
        bytes -= size;
      }
      line.waiting.length = 0;
    },
    get count() {
      return count;
    },
    get bytes() {
      return bytes;
    },
  };
}
