/**
 * The events of one topic, oldest first, for those who come back. It forgets by number and by age, critical ones later than
 * the rest, and it always knows what it has forgotten: between any two events that it still has it can say whether others
 * stood there. Pure: told the time, holds no clock.
 */
import type { EventName, EventPayloads, Offset, Priority } from '@tallylight/protocol';

export interface LoggedEvent {
  readonly o: Offset;
  readonly name: EventName;
  readonly priority: Priority;
  /** Epoch ms, for people. */
  readonly atMs: number;
  /** Monotonic ms, for ages. */
  readonly bornMs: number;
  readonly id: string;
  readonly payload: EventPayloads[EventName];
  /** How it looks in a frame, once somebody asked. */
  json: string | undefined;
}

export interface Retention {
  readonly maxEvents: number;
  readonly maxAgeMs: number;
  /** Critical events that outlive the rest. */
  readonly maxCritical: number;
  readonly criticalMaxAgeMs: number;
}

export interface Next {
  /** Everything of this channel up to here may have been forgotten: tell it before the event. */
  readonly lostTo: Offset | undefined;
  readonly event: LoggedEvent | undefined;
}

export interface EventLog {
  append(event: LoggedEvent): void;
  /** The first event after `o`, and whether others before it are gone. */
  next(o: Offset): Next;
  /** The highest offset of a forgotten event; 0 when none was. */
  readonly lostTo: Offset;
  readonly size: number;
}

/** An event that outlived its neighbours, and the highest forgotten offset before it. */
interface Kept {
  readonly event: LoggedEvent;
  lostTo: Offset;
}

export function createEventLog(retention: Retention, startsAt: Offset): EventLog {
  let events: LoggedEvent[] = [];
  /** Events before this index are forgotten; the array is cut now and then. */
  let head = 0;
  const kept: Kept[] = [];
  /** What happened before the log began is as gone as what it forgot. */
  let lostTo = startsAt;

  function forget(nowMs: number): void {
    while (head < events.length) {
      const event = events[head] as LoggedEvent;
      const isFull = events.length - head > retention.maxEvents;
      if (!isFull && nowMs - event.bornMs <= retention.maxAgeMs) break;
      head += 1;
      if (event.priority === 'critical') kept.push({ event, lostTo });
      else lostTo = event.o;
    }
    if (head > 1024 && head * 2 > events.length) {
      events = events.slice(head);
      head = 0;
    }
    for (let first = kept[0]; first !== undefined; first = kept[0]) {
      if (kept.length <= retention.maxCritical && nowMs - first.event.bornMs <= retention.criticalMaxAgeMs) break;
      kept.shift();
      const second = kept[0];
      if (second === undefined) lostTo = Math.max(lostTo, first.event.o);
      else second.lostTo = Math.max(second.lostTo, first.event.o);
    }
  }

  /** Index of the first event after `o`. */
  function seek(o: Offset): number {
    let low = head;
    let high = events.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((events[middle] as LoggedEvent).o <= o) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  const told = (o: Offset, gone: Offset, event: LoggedEvent | undefined): Next => ({
    lostTo: gone > o ? gone : undefined,
    event,
  });

  return {
    append(event) {
      events.push(event);
      forget(event.bornMs);
    },
    next(o) {
      for (const survivor of kept) if (survivor.event.o > o) return told(o, survivor.lostTo, survivor.event);
      return told(o, lostTo, events[seek(o)]);
    },
    get lostTo() {
      return Math.max(lostTo, kept.at(-1)?.lostTo ?? 0);
    },
    get size() {
      return events.length - head + kept.length;
    },
  };
}
