/**
 * One reader and the channels that it follows: what is handed over now, what waits, in which order, and what is told of
 * what did not wait. A reader that keeps up is handed the links of the channel as they are, shared with all others; one that
 * lags gets frames of its own, whose `p` comes from what it was entitled to and never from what was sent, so that a note
 * that went missing would break its chain. Pure: told the time; what carries the frames is handed in.
 */
import type { GapMessage, Offset, Priority } from '@tallylight/protocol';
import type { LoggedEvent, Next } from './event-log.ts';
import { createOutbox, type Line, MAX_WAITING, type Waiting } from './outbox.ts';
import { createTurns } from './turns.ts';

/** A step of a channel's chain, the same for all who stand at `p`. */
export interface Link {
  readonly kind: 'event' | 'rows' | 'pos';
  readonly p: Offset;
  readonly o: Offset;
  readonly event: LoggedEvent | undefined;
  /** Bytes of its frame, about. */
  readonly bytes: number;
}

export interface Snapshot {
  readonly o: Offset;
  readonly parts: number;
}

/** A channel, as its readers see it. */
export interface Followed<L extends Link = Link, S extends Snapshot = Snapshot> {
  /** Where the chain of the channel stands. */
  readonly offset: Offset;
  /** How urgent its rows are. */
  readonly priority: Priority;
  readonly hasEvents: boolean;
  readonly hasRows: boolean;
  /** Numbers of the links that are still there: from `firstLink`, below `nextLink`. */
  readonly firstLink: number;
  readonly nextLink: number;
  link(number: number): L;
  /** The first event of this channel after `o`, and what is gone before it. */
  next(o: Offset): Next;
  /** Whether all rows that changed after `o` are known. */
  rowsAreKnown(o: Offset): boolean;
  /** The lowest offset after `o` at which a row changed last. */
  rowsAfter(o: Offset): Offset | undefined;
  snapshot(): S;
}

export interface Follow<C extends Followed = Followed> extends Line {
  readonly channel: C;
  /** What was handed over leads here. */
  position: Offset;
  /** What the reader was entitled to leads here: handed over, waiting, or given up with a note. */
  tail: Offset;
  /** The channel's link to look at next. */
  seen: number;
  /** Events come from the log until the channel is reached, and changed rows with them. */
  replays: boolean;
  /** The snapshot that is being handed over, and its next part. */
  snapshot: Snapshot | undefined;
  part: number;
  /** {@link Followed.rowsAfter} of the position, and the channel's offset that it was asked at. */
  rowsAt: Offset;
  rowsAsOf: Offset;
  /** Rows at most this often; 0 for each change. */
  minMs: number;
  rowsAtMs: number;
}

/** Carries what a reader is told. */
export interface Carrier<C extends Followed> {
  /** Nothing more fits now. */
  readonly isFull: boolean;
  link(channel: C, link: ReturnType<C['link']>): void;
  event(channel: C, p: Offset, event: LoggedEvent): void;
  gap(channel: C, p: Offset, from: Offset, o: Offset, why: GapMessage['why']): void;
  /** The rows that changed after `p` and not after `o`, as they are now. */
  rows(channel: C, p: Offset, o: Offset): void;
  pos(channel: C, p: Offset, o: Offset): void;
  part(channel: C, snapshot: ReturnType<C['snapshot']>, part: number): void;
  /** All rows will follow, because the reader lagged too far. */
  startsAnew(follow: Follow<C>): void;
  /** Only critical events wait and no more fit: the reader has to come back and resume. */
  overflows(): void;
  dropped(priority: Priority): void;
}

export interface Reader<C extends Followed> {
  readonly follows: readonly Follow<C>[];
  /** Follows a channel from `from` on; `undefined` from where the channel stands, with all its rows first. */
  follow(channel: C, from: Offset | undefined, minMs: number): Follow<C>;
  /** Begins a channel again that is followed already. */
  restart(follow: Follow<C>, from: Offset | undefined): void;
  leave(follow: Follow<C>): void;
  /** Links that it has not looked at yet. */
  fresh(): number;
  /** Looks at what is new and hands over what fits. */
  flush(nowMs: number): void;
  /** Whether something waits. */
  readonly waits: boolean;
  /** Events that wait. */
  readonly count: number;
}

/** More places than this in one line and it is read from the log again, which holds all of it. */
const MAX_LINE = 2 * MAX_WAITING;

export function createReader<C extends Followed>(carrier: Carrier<C>): Reader<C> {
  const follows: Follow<C>[] = [];
  const outbox = createOutbox(() => follows, carrier.dropped);
  const turns = createTurns();
  let nowMs = 0;

  /** Rows of a topic that has events too are told in their place among them, so they cannot be held back. */
  const isEarly = (follow: Follow<C>): boolean =>
    follow.minMs > 0 && !follow.channel.hasEvents && nowMs - follow.rowsAtMs < follow.minMs;

  function begin(follow: Follow<C>, from: Offset | undefined): void {
    const { channel } = follow;
    outbox.clear(follow);
    follow.seen = channel.nextLink;
    follow.position = from ?? channel.offset;
    follow.tail = follow.position;
    follow.snapshot = undefined;
    follow.replays = from !== undefined && channel.hasEvents;
    follow.rowsAtMs = Number.NEGATIVE_INFINITY;
    if (from === undefined && channel.hasRows) takeSnapshot(follow);
    if (from !== undefined && !channel.hasEvents && from < channel.offset) {
      outbox.pushRows(follow, from, channel.offset);
      follow.tail = channel.offset;
    }
  }

  function takeSnapshot(follow: Follow<C>): void {
    follow.snapshot = follow.channel.snapshot();
    follow.part = 0;
    follow.position = follow.snapshot.o;
    follow.tail = follow.snapshot.o;
  }

  /** Takes notice of the links since the last look. */
  function look(follow: Follow<C>): void {
    const { channel } = follow;
    if (follow.seen < channel.firstLink) fromLog(follow);
    const { nextLink } = channel;
    while (follow.seen < nextLink) {
      const link = channel.link(follow.seen) as ReturnType<C['link']>;
      follow.seen += 1;
      // A snapshot or the log has told this already; a `pos` at the position only says that all is well.
      if (link.o < follow.tail || (link.o === follow.tail && link.kind !== 'pos')) continue;
      const fits = isCurrent(follow) && link.p === follow.position && !carrier.isFull;
      if (fits && (link.kind === 'event' || !isEarly(follow))) {
        carrier.link(channel, link);
        follow.position = link.o;
        follow.tail = link.o;
        if (link.kind !== 'event') follow.rowsAtMs = nowMs;
      } else wait(follow, link);
    }
    if (follow.waiting.length > MAX_LINE) fromLog(follow);
  }

  function wait(follow: Follow<C>, link: Link): void {
    if (follow.replays) return;
    // What brought nothing to those who keep up may have moved a change that still waits here past the end of its note.
    if (link.kind === 'pos' && !follow.waiting.some(({ kind }) => kind === 'rows')) return;
    if (link.event === undefined) outbox.pushRows(follow, follow.tail, link.o);
    else if (!outbox.pushEvent(follow, follow.tail, link.event, link.bytes)) carrier.overflows();
    follow.tail = link.o;
  }

  /** What waits is given up for the log, or for the note that rows changed: they hold all of it. */
  function fromLog(follow: Follow<C>): void {
    const { channel } = follow;
    outbox.clear(follow);
    follow.seen = channel.nextLink;
    follow.tail = follow.position;
    if (channel.hasEvents) follow.replays = true;
    else if (follow.tail < channel.offset) {
      outbox.pushRows(follow, follow.tail, channel.offset);
      follow.tail = channel.offset;
    }
  }

  /** How urgent the next step of a follow is; `undefined` when there is none to do now. */
  function urgency(follow: Follow<C>): Priority | undefined {
    if (follow.replays) return 'low';
    if (follow.snapshot !== undefined) return follow.channel.priority;
    let urgency: Priority | undefined;
    for (const { event } of follow.waiting) {
      if (event !== undefined && (urgency === undefined || RANK[event.priority] < RANK[urgency]))
        urgency = event.priority;
    }
    const head = follow.waiting[0];
    if (head?.kind === 'rows' && isEarly(follow)) return undefined;
    if (head !== undefined) return urgency ?? follow.channel.priority;
    return follow.tail < follow.channel.offset && !isEarly(follow) ? 'low' : undefined;
  }

  function moveTo(follow: Follow<C>, o: Offset): void {
    follow.position = o;
    if (follow.tail < o) follow.tail = o;
  }

  /** Where rows next changed after the position, as of the channel's offset. */
  function rowsAfter(follow: Follow<C>): Offset {
    const { channel, position } = follow;
    if (!channel.hasRows) return Number.POSITIVE_INFINITY;
    if (follow.rowsAt <= position || follow.rowsAsOf !== channel.offset) {
      follow.rowsAt = channel.rowsAfter(position) ?? Number.POSITIVE_INFINITY;
      follow.rowsAsOf = channel.offset;
    }
    return follow.rowsAt;
  }

  /** One step through the log: rows in their place among the events, and notes where events are gone. */
  function replay(follow: Follow<C>): void {
    const { channel, position } = follow;
    if (channel.hasRows && !channel.rowsAreKnown(position)) {
      // Rows cannot be told anew without passing over events: it comes back, and is told that it begins anew.
      carrier.overflows();
      return;
    }
    const { lostTo, event } = channel.next(position);
    // What stands behind the channel's offset is not its turn yet, gone or not; and where rows changed no event stood.
    let gone = Math.min(lostTo ?? 0, channel.offset);
    while (gone > position && channel.hasRows && channel.rowsAfter(gone - 1) === gone) gone -= 1;
    const isLost = gone > position;
    const isThere = event !== undefined && event.o <= channel.offset;
    const end = isLost ? gone - 1 : isThere ? event.o - 1 : channel.offset;
    if (rowsAfter(follow) <= end) {
      carrier.rows(channel, position, end);
      moveTo(follow, end);
    }
    if (isLost) {
      carrier.gap(channel, follow.position, position + 1, gone, 'retention');
      moveTo(follow, gone);
    } else if (isThere) {
      carrier.event(channel, follow.position, event);
      moveTo(follow, event.o);
    } else {
      follow.replays = false;
      if (follow.position < end) {
        carrier.pos(channel, follow.position, end);
        moveTo(follow, end);
      }
    }
  }

  function nextPart(follow: Follow<C>, snapshot: Snapshot): void {
    carrier.part(follow.channel, snapshot as ReturnType<C['snapshot']>, follow.part);
    follow.part += 1;
    if (follow.part < snapshot.parts) return;
    follow.snapshot = undefined;
    follow.rowsAtMs = nowMs;
  }

  function tell(follow: Follow<C>, { kind, p, from, o, event }: Waiting): void {
    const { channel } = follow;
    if (event !== undefined) carrier.event(channel, p, event);
    else if (kind === 'gap') carrier.gap(channel, p, from, o, 'overflow');
    else if (channel.rowsAreKnown(p)) {
      carrier.rows(channel, p, o);
      follow.rowsAtMs = nowMs;
    } else if (channel.hasEvents) {
      // As in a replay.
      carrier.overflows();
    } else {
      takeSnapshot(follow);
      carrier.startsAnew(follow);
      return;
    }
    moveTo(follow, o);
  }

  function step(follow: Follow<C>): void {
    if (follow.replays) {
      replay(follow);
      return;
    }
    if (follow.snapshot !== undefined) {
      nextPart(follow, follow.snapshot);
      return;
    }
    const head = outbox.shift(follow);
    if (head !== undefined) {
      tell(follow, head);
      return;
    }
    carrier.pos(follow.channel, follow.tail, follow.channel.offset);
    moveTo(follow, follow.channel.offset);
  }

  function pump(): void {
    while (!carrier.isFull) {
      const next = follows.length === 1 ? follows.find(urgency) : turns.next(follows, urgency);
      if (next === undefined) return;
      step(next);
    }
  }

  return {
    follows,
    follow(channel, from, minMs) {
      const follow: Follow<C> = {
        channel,
        waiting: [],
        position: 0,
        tail: 0,
        seen: 0,
        replays: false,
        snapshot: undefined,
        part: 0,
        rowsAt: 0,
        rowsAsOf: -1,
        minMs,
        rowsAtMs: 0,
      };
      begin(follow, from);
      follows.push(follow);
      return follow;
    },
    restart: begin,
    leave(follow) {
      outbox.clear(follow);
      const index = follows.indexOf(follow);
      if (index !== -1) follows.splice(index, 1);
    },
    fresh() {
      let fresh = 0;
      for (let at = 0; at < follows.length; at += 1) {
        const { channel, seen } = follows[at] as Follow<C>;
        fresh += channel.nextLink - seen;
      }
      return fresh;
    },
    flush(now) {
      nowMs = now;
      let isBehind = false;
      for (let at = 0; at < follows.length; at += 1) {
        const follow = follows[at] as Follow<C>;
        look(follow);
        if (!isCurrent(follow) || follow.tail < follow.channel.offset) isBehind = true;
      }
      if (isBehind) pump();
    },
    get waits() {
      return follows.some((follow) => urgency(follow) !== undefined);
    },
    get count() {
      return outbox.count;
    },
  };
}

function isCurrent(follow: Follow): boolean {
  return follow.waiting.length === 0 && !follow.replays && follow.snapshot === undefined;
}

/**
 * The one step that this follow lacks, when it lacks one and nothing holds it back. Nearly all readers nearly always are like
 * that, and to find it out few places in memory are looked at: with thousands of readers each of those is slow to reach.
 */
export function onlyStep<C extends Followed>(follow: Follow<C>): ReturnType<C['link']> | undefined {
  const { channel, seen } = follow;
  if (seen + 1 !== channel.nextLink || seen < channel.firstLink || follow.minMs > 0) return undefined;
  const link = channel.link(seen) as ReturnType<C['link']>;
  return link.p === follow.position && isCurrent(follow) ? link : undefined;
}

/** The step of {@link onlyStep} was handed over. */
export function stepTaken(follow: Follow, { o }: Link): void {
  follow.seen += 1;
  follow.position = o;
  follow.tail = o;
}

/** Lower is more urgent. */
const RANK: Readonly<Record<Priority, number>> = { critical: 0, high: 1, normal: 2, low: 3 };
