/**
 * What a reader holds of one channel, and the one rule that moves it: a frame applies when its `p` is the reader's position;
 * what lies at or before the position was seen already; anything else is a broken chain, after which the channel has no
 * position and takes nothing until a new snapshot is complete.
 *
 * No clock, no IO. The rows are a new map after every change, so that one handed out never moves under its reader. A frame of
 * the wrong shape throws and leaves the rows as they were; its chain is to be taken as broken.
 */
import {
  mergeRow,
  type Offset,
  type PosMessage,
  type RowTuple,
  type SetMessage,
  type SnapMessage,
  toRow,
} from '@tallylight/protocol';

/** `held`: nothing to show yet; kept, or passed over, until a snapshot is complete. */
export type Outcome = 'applied' | 'duplicate' | 'broken' | 'held';

export type ChannelFrame = SnapMessage | SetMessage | PosMessage;

/** A snapshot of which parts are still to come, and what happened since its first part. */
interface Incoming {
  readonly o: Offset;
  readonly rows: Map<string, unknown>;
  readonly held: [frame: SetMessage | PosMessage, arrivedMs: number][];
  nextPart: number;
  attribution: readonly string[];
}

export interface Channel {
  readonly topic: string;
  /** Order of the values in row tuples. */
  fields: readonly string[];
  /** Where the unbroken chain of this connection stands; `undefined` while there is none. */
  position: Offset | undefined;
  rows: ReadonlyMap<string, unknown>;
  attribution: readonly string[];
  /** Monotonic ms of the last frame that applied; `undefined` before the first. */
  arrivedMs: number | undefined;
  /** How old the rows were when that frame was sent, ms. */
  statedAgeMs: number;
  incoming: Incoming | undefined;
  /** Where an earlier connection got to, within the same epoch; the rows are those of this offset. */
  resumeFrom: Offset | undefined;
}

/** Frames kept while a snapshot comes in; a server that sends more than this between two parts is asked anew. */
const MOST_HELD = 1000;

export function createChannel(topic: string): Channel {
  return {
    topic,
    fields: [],
    position: undefined,
    rows: new Map(),
    attribution: [],
    arrivedMs: undefined,
    statedAgeMs: 0,
    incoming: undefined,
    resumeFrom: undefined,
  };
}

/** Ends the chain: rows stay, nothing but a snapshot (or a resume at a known offset) is taken from here on. */
export function detach(channel: Channel): void {
  channel.position = undefined;
  channel.incoming = undefined;
}

/** Takes one frame that arrived at the monotonic time `nowMs`. */
export function applyFrame(channel: Channel, frame: ChannelFrame, nowMs: number): Outcome {
  if (!Number.isSafeInteger(frame.o)) throw new TypeError(`o: expected an offset, got ${frame.o}`);
  if (frame.op === 'snap') return applySnap(channel, frame, nowMs);
  const { incoming } = channel;
  if (incoming !== undefined && incoming.held.push([frame, nowMs]) > MOST_HELD) return broken(channel);
  if (channel.position === undefined) return 'held';
  if (advances(channel.position, frame)) return advance(channel, frame, nowMs);
  if (frame.o <= channel.position) return 'duplicate';
  if (incoming === undefined) return broken(channel);
  channel.position = undefined; // the snapshot on its way mends it
  return 'held';
}

/** A `pos` at the position moves nothing, yet says that the rows are still right. */
function advances(position: Offset, frame: SetMessage | PosMessage): boolean {
  return frame.o > position ? frame.p === position : frame.op === 'pos' && frame.o === position;
}

function advance(channel: Channel, frame: SetMessage | PosMessage, nowMs: number): Outcome {
  if (frame.op === 'set') {
    const rows = new Map(channel.rows);
    for (const tuple of frame.rows) {
      const key = keyOf(tuple);
      if (tuple.length === 1) rows.delete(key);
      else rows.set(key, mergeRow(channel.topic, rows.get(key), toRow<unknown>(channel.fields, tuple)));
    }
    channel.rows = rows;
  }
  channel.position = frame.o;
  return fresh(channel, 0, nowMs);
}

function applySnap(channel: Channel, frame: SnapMessage, nowMs: number): Outcome {
  if (!Number.isFinite(frame.ageMs)) throw new TypeError(`ageMs: expected a number, got ${frame.ageMs}`);
  const { position } = channel;
  let { incoming } = channel;
  // Peers of one channel share its snapshots, so parts of two may come mixed: what another has overtaken is no loss.
  if (frame.o < (position ?? 0) || frame.o < (incoming?.o ?? 0)) return 'duplicate';
  if (frame.o !== incoming?.o) {
    if (frame.part !== 0) return frame.o === position ? 'duplicate' : broken(channel);
    incoming = { o: frame.o, rows: new Map(), held: [], nextPart: 0, attribution: [] };
  } else if (frame.part !== incoming.nextPart) {
    return frame.part < incoming.nextPart ? 'duplicate' : broken(channel);
  }
  for (const tuple of frame.rows) incoming.rows.set(keyOf(tuple), toRow(channel.fields, tuple));
  if (frame.attribution !== undefined) incoming.attribution = frame.attribution;
  incoming.nextPart += 1;
  channel.incoming = incoming;
  if (!frame.last) return 'held';

  channel.incoming = undefined;
  channel.rows = incoming.rows;
  channel.attribution = incoming.attribution;
  channel.position = incoming.o;
  fresh(channel, frame.ageMs, nowMs);
  for (const [held, heldMs] of incoming.held) if (applyFrame(channel, held, heldMs) === 'broken') return 'broken';
  return 'applied';
}

function broken(channel: Channel): Outcome {
  detach(channel);
  return 'broken';
}

function fresh(channel: Channel, statedAgeMs: number, nowMs: number): Outcome {
  channel.arrivedMs = nowMs;
  channel.statedAgeMs = Math.max(statedAgeMs, 0);
  return 'applied';
}

function keyOf(tuple: RowTuple): string {
  const key: unknown = tuple[0];
  if (!Array.isArray(tuple) || typeof key !== 'string')
    throw new TypeError('rows: expected tuples that begin with a key');
  return key;
}
