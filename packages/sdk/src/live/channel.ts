/**
 * One (topic, filter, row scope): its chain, and the frames of it. Every frame says from which offset to which it leads. Who
 * stands where the channel stands shares the frame; who stands elsewhere gets the same rows or event with its own beginning.
 *
 * A row can leave a channel without being gone (its fields changed, or its place). Such channels keep note of the rows that
 * are inside and of those that left, so that nobody is told the key of a row that was never theirs to see.
 */
import type { Offset, Priority, Topic } from '@tallylight/protocol';
import type { LoggedEvent, Next } from './core/event-log.ts';
import type { Follow, Followed, Link, Snapshot } from './core/reader.ts';
import type { Matcher } from './filter.ts';
import type { LiveSink } from './session.ts';
import { type EncodedRow, eventJson, type TopicFeed } from './topic-feed.ts';

/** Rows in one part of a snapshot; keeps a frame in the tens of kilobytes. */
const ROWS_PER_PART = 200;
/** All who begin within this time are given the same snapshot, ms. */
const SNAPSHOT_SHARED_MS = 250;
/** Links that wait for readers to look; who is further behind reads the log. */
const MAX_LINKS = 1000;
/** Rows that left, before a reader who was away must begin anew. */
const MAX_LEFT = 1000;

export interface ChannelLink extends Link {
  /** Made when first handed over. */
  frame: Buffer | undefined;
  readonly bornMs: number;
}

export interface ChannelSnapshot extends Snapshot {
  readonly madeMs: number;
  readonly keys: readonly string[];
  readonly frames: (Buffer | undefined)[];
}

/** Whoever is told when the channel moves. */
export interface Watcher {
  flush(nowMs: number): void;
  /** Stands in the queue of those to flush. */
  isQueued: boolean;
  /** What it follows, when that is one channel and nothing else waits. */
  only: Follow<Channel> | undefined;
  readonly sink: LiveSink;
}

export interface Channel extends Followed<ChannelLink, ChannelSnapshot> {
  readonly number: number;
  readonly topic: Topic;
  readonly feed: TopicFeed;
  readonly watchers: Set<Watcher>;
  /** Monotonic time since when nobody watches. */
  emptySinceMs: number | undefined;
  /** Whether it is worth keeping for a while when nobody watches: it knows what cannot be known anew. */
  readonly remembers: boolean;
  /** Takes what the feed's last advance brought. */
  publish(): void;
  /** Takes an event; whether it belongs here. */
  publishEvent(event: LoggedEvent): boolean;
  /** Everybody has looked at the links. */
  trim(): void;
  linkFrame(link: ChannelLink): Buffer;
  eventFrame(p: Offset, event: LoggedEvent): Buffer;
  /** Rows that changed after `p` and not after `o`; a bare `pos` when none did. */
  rowsFrame(p: Offset, o: Offset): Buffer;
  partFrame(snapshot: ChannelSnapshot, part: number): Buffer;
  /** Rows that changed after `o` and are known; `undefined`: from where on they are. */
  readonly rowsKnownFrom: Offset | undefined;
}

export interface ChannelParts {
  readonly number: number;
  readonly feed: TopicFeed;
  readonly matcher: Matcher;
  readonly attribution: () => readonly string[] | undefined;
  readonly monotonicMs: () => number;
  /** A row as those here may see it, as JSON. @default as it is */
  readonly veiled?: ((row: EncodedRow) => string) | undefined;
}

export function createChannel(parts: ChannelParts): Channel {
  const { number, feed, matcher, attribution, monotonicMs, veiled } = parts;
  const { row: matches, event: matchesEvent } = matcher;
  const hasRows = feed.fields !== undefined;
  /** Keys now in the channel, where fields or places decide. */
  const inside = matcher.isSelective && hasRows ? new Set<string>() : undefined;
  const left = new Map<string, Offset>();
  let trackedFrom = feed.offset;
  let offset = feed.offset;
  let links: ChannelLink[] = [];
  let firstLink = 0;
  let shared: ChannelSnapshot | undefined;
  /** Frames of changed rows up to now, by where they begin: those who come back together share them. */
  const catchUps = new Map<Offset, Buffer>();

  if (inside !== undefined) {
    for (const key of feed.keys()) {
      const { row } = feed.encoded(key);
      if (row !== undefined && matches?.(key, row) !== false) inside.add(key);
    }
  }

  function leave(key: string, o: Offset): void {
    left.delete(key);
    left.set(key, o);
    if (left.size <= MAX_LEFT) return;
    const [oldest, at] = left.entries().next().value as [string, Offset];
    left.delete(oldest);
    trackedFrom = Math.max(trackedFrom, at);
  }

  const words = (row: EncodedRow): string => veiled?.(row) ?? row.json;

  /** What a changed row is here: its values, its end, or nothing. */
  function choose(encoded: EncodedRow): string | undefined {
    const { key, row } = encoded;
    const json = words(encoded);
    if (matches === undefined) return json;
    if (inside === undefined) return matches(key, row) ? json : undefined;
    if (row !== undefined && matches(key, row)) {
      inside.add(key);
      left.delete(key);
      return json;
    }
    if (!inside.delete(key)) return undefined;
    leave(key, feed.offset);
    return goneRow(key);
  }

  /** The same for somebody who was last told at `p`. */
  function chooseSince(key: string, p: Offset): string | undefined {
    const encoded = feed.encoded(key);
    const { row } = encoded;
    if (row !== undefined && (matches === undefined || matches(key, row))) {
      // A row may look as it will only be told with the next tick; whoever has seen it must learn when it goes.
      inside?.add(key);
      return words(encoded);
    }
    if (inside === undefined) return matches === undefined || matches(key, undefined) ? goneRow(key) : undefined;
    // Everybody may know that the row is gone where only the reader's own filter hides it.
    const hasLeft = (left.get(key) ?? 0) > p || (p < trackedFrom && !matcher.isScoped);
    return hasLeft ? goneRow(key) : undefined;
  }

  function add(kind: Link['kind'], o: Offset, frame: Buffer | undefined, event: LoggedEvent | undefined): void {
    const bytes = frame?.length ?? (event === undefined ? 64 : eventJson(event).length + 64);
    links.push({ kind, p: offset, o, event, bytes, frame, bornMs: event?.bornMs ?? monotonicMs() });
    offset = o;
    catchUps.clear();
    if (links.length <= MAX_LINKS) return;
    links = links.slice(MAX_LINKS / 2);
    firstLink += MAX_LINKS / 2;
  }

  const place = (op: string, p: Offset, o: Offset): string => `{"op":"${op}","ch":${number},"p":${p},"o":${o}`;
  const posFrame = (p: Offset, o: Offset): Buffer => Buffer.from(`${place('pos', p, o)}}`);
  const setFrame = (p: Offset, o: Offset, rows: readonly string[]): Buffer =>
    rows.length === 0 ? posFrame(p, o) : Buffer.from(`${place('set', p, o)},"rows":[${rows.join(',')}]}`);
  const eventFrame = (p: Offset, event: LoggedEvent): Buffer =>
    Buffer.from(`${place('ev', p, event.o)},${eventJson(event)}}`);

  return {
    number,
    topic: feed.topic,
    feed,
    watchers: new Set(),
    emptySinceMs: undefined,
    remembers: inside !== undefined,
    priority: feed.priority as Priority,
    hasEvents: feed.eventLog !== undefined,
    hasRows,
    get offset() {
      return offset;
    },
    get firstLink() {
      return firstLink;
    },
    get nextLink() {
      return firstLink + links.length;
    },
    link: (at) => links[at - firstLink] as ChannelLink,
    next(o) {
      let lostTo: Offset | undefined;
      for (let at = o; ; ) {
        const next: Next = feed.eventLog?.next(at) ?? { lostTo: undefined, event: undefined };
        lostTo = next.lostTo ?? lostTo;
        if (next.event === undefined || matchesEvent === undefined || matchesEvent(next.event))
          return { lostTo, event: next.event };
        at = next.event.o;
      }
    },
    get rowsKnownFrom() {
      const { rowLog } = feed;
      if (rowLog === undefined) return undefined;
      // What a filter of the reader's own hides may be told as gone, so only a scope needs its notes.
      return inside !== undefined && matcher.isScoped
        ? Math.max(rowLog.completeFrom, trackedFrom)
        : rowLog.completeFrom;
    },
    rowsAreKnown(o) {
      return o >= (this.rowsKnownFrom ?? 0);
    },
    rowsAfter: (o) => feed.rowLog?.firstAfter(o),
    snapshot() {
      const nowMs = monotonicMs();
      if (shared === undefined || shared.o !== offset || nowMs - shared.madeMs > SNAPSHOT_SHARED_MS) {
        const keys = [...(inside ?? feed.keys())];
        const count = Math.max(1, Math.ceil(keys.length / ROWS_PER_PART));
        shared = { o: offset, parts: count, madeMs: nowMs, keys, frames: new Array(count) };
      }
      return shared;
    },
    partFrame(snapshot, part) {
      const known = snapshot.frames[part];
      if (known !== undefined) return known;
      const rows: string[] = [];
      for (const key of snapshot.keys.slice(part * ROWS_PER_PART, (part + 1) * ROWS_PER_PART)) {
        const encoded = feed.encoded(key);
        if (encoded.row === undefined || matches?.(key, encoded.row) === false) continue;
        inside?.add(key);
        rows.push(words(encoded));
      }
      const lines = attribution();
      const more = lines === undefined || lines.length === 0 ? '' : `,"attribution":${JSON.stringify(lines)}`;
      const ageMs = Math.max(0, Math.round(feed.ageMs()));
      const frame = Buffer.from(
        `{"op":"snap","ch":${number},"o":${snapshot.o},"part":${part},"last":${part === snapshot.parts - 1},"ageMs":${ageMs},"rows":[${rows.join(',')}]${more}}`,
      );
      snapshot.frames[part] = frame;
      return frame;
    },
    publish() {
      const rows: string[] = [];
      if (feed.offset > offset || inside !== undefined) {
        for (const change of feed.changes()) {
          const row = choose(change);
          if (row !== undefined) rows.push(row);
        }
      }
      if (rows.length === 0) add('pos', feed.offset, undefined, undefined);
      else add('rows', feed.offset, setFrame(offset, feed.offset, rows), undefined);
    },
    publishEvent(event) {
      if (matchesEvent !== undefined && !matchesEvent(event)) return false;
      add('event', event.o, undefined, event);
      return true;
    },
    trim() {
      firstLink += links.length;
      links = [];
    },
    linkFrame(link) {
      link.frame ??= link.event === undefined ? posFrame(link.p, link.o) : eventFrame(link.p, link.event);
      return link.frame;
    },
    eventFrame,
    rowsFrame(p, o) {
      const known = o === offset ? catchUps.get(p) : undefined;
      if (known !== undefined) return known;
      const rows: string[] = [];
      for (const key of feed.rowLog?.changed(p, o) ?? []) {
        const row = chooseSince(key, p);
        if (row !== undefined) rows.push(row);
      }
      const frame = setFrame(p, o, rows);
      if (o === offset) catchUps.set(p, frame);
      return frame;
    },
  };
}

function goneRow(key: string): string {
  return JSON.stringify([key]);
}
