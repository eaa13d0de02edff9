/**
 * What a reader holds of one channel, and the one rule that moves it: a frame applies when its `p` is the reader's position;
 * what lies at or before the position was seen already; anything else is a broken chain, after which the channel has no
 * position and takes nothing until the server has said from where it goes on. Events and rows of a channel share its offsets.
 *
 * No clock, no IO. The rows are a new map after every change, so that one handed out never moves under its reader. A frame of
 * the wrong shape throws and leaves the rows as they were; its chain is to be taken as broken.
 */
import {
  type EvMessage,
  type GapMessage,
  mergeRow,
  type Offset,
  type PosMessage,
  type RowTuple,
  type SetMessage,
  type SnapMessage,
  toRow,
} from '@tallylight/protocol';
import { check } from './check.ts';
import type { EventGap, LiveEvent } from './event.ts';

/**
 * `held`: nothing to show yet; kept, or passed over, until a snapshot or a fetch is complete. `fetch`: the events up to
 * `fill.to` are to be fetched.
 */
export type Outcome = 'applied' | 'duplicate' | 'broken' | 'held' | 'fetch';

type ChainFrame = SetMessage | PosMessage | EvMessage | GapMessage;
export type ChannelFrame = SnapMessage | ChainFrame;

/** A snapshot of which parts are still to come. */
interface Incoming {
  readonly o: Offset;
  readonly rows: Map<string, unknown>;
  nextPart: number;
  attribution: readonly string[];
}

/** A told gap whose events are being fetched. */
interface Fill {
  readonly to: Offset;
  /** Frames of it that have come. */
  got: number;
}

export interface Channel {
  readonly topic: string;
  /** Order of the values in row tuples. Empty for a topic that only has events. */
  fields: readonly string[];
  /** Where the unbroken chain of this connection stands; `undefined` while there is none. */
  position?: Offset | undefined;
  rows: ReadonlyMap<string, unknown>;
  attribution: readonly string[];
  /** Monotonic ms of the last frame that applied; `undefined` before the first. */
  arrivedMs?: number | undefined;
  /** How old the rows were when that frame was sent, ms. */
  statedAgeMs: number;
  incoming?: Incoming | undefined;
  fill?: Fill | undefined;
  /** What came after the beginning of either: that waits, so that order holds. */
  held: (readonly [frame: ChainFrame, arrivedMs: number])[];
  /** Where an earlier chain got to, within the same epoch; rows and events are those of this offset. */
  resumeFrom?: Offset | undefined;
}

/** An event, or a gap that cannot be filled. */
export type News = { readonly event: LiveEvent; readonly gap?: undefined } | { readonly gap: EventGap };

/** Gets each of them once, in order. */
export type Tell = (news: News) => void;

/** Frames kept while a snapshot or a fetch comes in; a server that sends more than this meanwhile is asked anew. */
const MOST_HELD = 1000;
/** Frames in one page of a fetch. */
const PAGE = 500;

export function createChannel(topic: string): Channel {
  return {
    topic,
    fields: [],
    rows: new Map(),
    attribution: [],
    statedAgeMs: 0,
    held: [],
  };
}

/** Ends the chain: what was read stays, and nothing is taken until the server goes on from there or tells all anew. */
export function detach(channel: Channel): void {
  channel.resumeFrom = channel.position ?? channel.resumeFrom;
  channel.position = channel.incoming = channel.fill = undefined;
  channel.held = [];
}

/** Forgets how far it got, if it had got anywhere: an offset of another epoch means nothing. */
export function forget(channel: Channel): boolean {
  detach(channel);
  const hadBegun = channel.resumeFrom !== undefined;
  channel.resumeFrom = undefined;
  return hadBegun;
}

/** Takes one frame that arrived at the monotonic time `nowMs`. */
export function applyFrame(channel: Channel, frame: ChannelFrame, nowMs: number, tell: Tell = () => {}): Outcome {
  check(Number.isSafeInteger(frame.o));
  if (frame.op === 'snap') return applySnap(channel, frame, nowMs, tell);
  const { position, incoming, fill } = channel;
  if (incoming !== undefined || (fill !== undefined && frame.o > fill.to)) {
    return channel.held.push([frame, nowMs]) > MOST_HELD ? broken(channel) : 'held';
  }
  if (position === undefined) return 'held';
  if (advances(position, frame)) return advance(channel, frame, nowMs, tell);
  return frame.o <= position ? 'duplicate' : broken(channel);
}

/** A `pos` at the position moves nothing, yet says that the rows are still right; so do rows that came with an event. */
function advances(position: Offset, { op, p, o }: ChainFrame): boolean {
  return p === position && (o > position || (o === position && (op === 'pos' || op === 'set')));
}

function advance(channel: Channel, frame: ChainFrame, nowMs: number, tell: Tell): Outcome {
  if (frame.op === 'gap' && frame.fetchable && channel.fill === undefined) {
    channel.fill = { to: frame.o, got: 0 };
    return 'fetch';
  }
  if (frame.op === 'set') {
    const rows = new Map(channel.rows);
    for (const tuple of frame.rows) {
      const key = keyOf(tuple);
      if (tuple.length === 1) rows.delete(key);
      else rows.set(key, mergeRow(channel.topic, rows.get(key), toRow<unknown>(channel.fields, tuple)));
    }
    channel.rows = rows;
  }
  const news = toNews(frame); // throws before anything has moved
  channel.position = frame.o;
  if (news !== undefined) tell(news);
  channel.arrivedMs = nowMs;
  channel.statedAgeMs = 0;
  return settle(channel, frame.o, tell);
}

/** A frame applied: is a fetch complete with it, or is its next page due? */
function settle(channel: Channel, o: Offset, tell: Tell): Outcome {
  const { fill } = channel;
  if (fill === undefined) return 'applied';
  if (o >= fill.to) return replay(channel, tell);
  fill.got += 1;
  return fill.got % PAGE === 0 ? 'fetch' : 'applied';
}

function replay(channel: Channel, tell: Tell): Outcome {
  const { held } = channel;
  let outcome: Outcome = 'applied';
  channel.held = [];
  channel.incoming = channel.fill = undefined;
  for (const [frame, arrivedMs] of held) {
    const next = applyFrame(channel, frame, arrivedMs, tell);
    if (next === 'broken') return next;
    if (next === 'fetch') outcome = next;
  }
  return outcome;
}

function applySnap(channel: Channel, frame: SnapMessage, nowMs: number, tell: Tell): Outcome {
  check(Number.isFinite(frame.ageMs));
  const { position = 0 } = channel;
  let { incoming } = channel;
  // Peers of one channel share its snapshots, so parts of two may come mixed: what another has overtaken is no loss.
  if (frame.o < Math.max(position, incoming?.o ?? 0)) return 'duplicate';
  if (frame.o !== incoming?.o) incoming = { o: frame.o, rows: new Map(), nextPart: 0, attribution: [] };
  if (frame.part !== incoming.nextPart) {
    return frame.part < incoming.nextPart || frame.o === position ? 'duplicate' : broken(channel);
  }
  for (const tuple of frame.rows) incoming.rows.set(keyOf(tuple), toRow(channel.fields, tuple));
  if (frame.attribution !== undefined) incoming.attribution = frame.attribution;
  incoming.nextPart += 1;
  channel.incoming = incoming;
  if (!frame.last) return 'held';

  channel.rows = incoming.rows;
  channel.attribution = incoming.attribution;
  channel.position = frame.o;
  channel.arrivedMs = nowMs;
  channel.statedAgeMs = Math.max(frame.ageMs, 0);
  return replay(channel, tell);
}

function broken(channel: Channel): Outcome {
  detach(channel);
  return 'broken';
}

function keyOf(tuple: RowTuple): string {
  const key: unknown = tuple[0];
  check(Array.isArray(tuple) && typeof key === 'string');
  return key;
}

function toNews(frame: ChainFrame): News | undefined {
  if (frame.op === 'gap') return { gap: { from: frame.from, to: frame.o, why: frame.why } };
  if (frame.op !== 'ev') return undefined;
  const { name, atMs, eid, payload, pr, o } = frame;
  check(typeof name === 'string');
  return { event: { name, atMs, id: eid, payload, priority: pr, offset: o } as LiveEvent };
}
