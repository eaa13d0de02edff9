/**
 * Every message of the live channel. One text frame is one message or an array of them.
 *
 * A frame carries `ch`, a number that the server gives in `subbed` to each (topic, filter, row scope) and that is the same for
 * all peers who watch the same, so that one encoding serves all of them. `p` is that channel's previous offset and `o` its new
 * one: a reader whose position is not `p` has missed something and subscribes again. Unknown `op`s and fields are ignored.
 */
import type { Code } from './codes.ts';
import type { Epoch, Offset } from './cursor.ts';
import type { EventName, EventPayloads } from './events.ts';
import type { RowTuple } from './snapshots.ts';
import type { Priority, Topic } from './topics.ts';

/** Chooses rows: by key, and by equality on fields; a list means "one of". Both must hold. At most 16 terms. */
export interface Filter {
  readonly keys?: readonly string[];
  readonly where?: Readonly<Record<string, string | number | boolean | readonly (string | number)[]>>;
}

/** What the events of a server survive: its memory, its disk, or the loss of one node. */
export type Durability = 'memory' | 'disk' | 'cluster';

export interface Limits {
  readonly subscriptions: number;
  readonly frameBytes: number;
  readonly messagesPerSecond: number;
}

// --- client to server ---

export interface HelloMessage {
  readonly op: 'hello';
  readonly v: number;
  readonly token?: string;
  readonly resume?: string;
  readonly client?: { readonly name: string; readonly version: string };
}
export interface SubMessage {
  readonly op: 'sub';
  /** Chosen by the client, unique on the connection. */
  readonly id: number;
  readonly topic: string;
  readonly filter?: Filter;
  readonly cursor?: { readonly e: Epoch; readonly o: Offset };
  /** At most one frame per this many ms. */
  readonly minMs?: number;
}
export interface UnsubMessage {
  readonly op: 'unsub';
  readonly id: number;
}
export interface AuthMessage {
  readonly op: 'auth';
  readonly token: string;
}
export interface PongMessage {
  readonly op: 'pong';
  readonly n: number;
}
export interface PingRequestMessage {
  readonly op: 'ping';
  readonly n: number;
}
/** Asks for a told gap, at most 500 events a page. */
export interface FetchMessage {
  readonly op: 'fetch';
  readonly id: number;
  readonly from: Offset;
  readonly to: Offset;
}

export type ClientMessage =
  | HelloMessage
  | SubMessage
  | UnsubMessage
  | AuthMessage
  | PongMessage
  | PingRequestMessage
  | FetchMessage;

// --- server to client ---

export interface WelcomeMessage {
  readonly op: 'welcome';
  readonly v: number;
  readonly sid: string;
  readonly e: Epoch;
  readonly node: string;
  /** How often state changes are told, ms. */
  readonly tickMs: number;
  readonly pingMs: number;
  readonly durability: Durability;
  readonly limits: Limits;
  readonly resume?: string;
  readonly resumeTtlMs?: number;
}
export interface SubbedMessage {
  readonly op: 'subbed';
  readonly id: number;
  readonly topic: Topic;
  readonly ch: number;
  readonly mode: 'resumed' | 'snapshot' | 'reset';
  readonly o: Offset;
  readonly why?: 'new' | 'epoch' | 'expired' | 'ahead' | 'filter-changed' | 'slow';
  /** Order of the values in the row tuples of this channel; absent for event topics. */
  readonly fields?: readonly string[];
}
/** All rows of a channel, in parts; the reader takes them over when `last` has come. */
export interface SnapMessage {
  readonly op: 'snap';
  readonly ch: number;
  readonly o: Offset;
  readonly part: number;
  readonly last: boolean;
  /** How old the rows were when this was sent, ms. */
  readonly ageMs: number;
  readonly rows: readonly RowTuple[];
  /** Lines that must be shown with the rows (of a geo database). */
  readonly attribution?: readonly string[];
}
/** Changed rows: whole values, so that applying one twice does no harm. */
export interface SetMessage {
  readonly op: 'set';
  readonly ch: number;
  readonly p: Offset;
  readonly o: Offset;
  readonly rows: readonly RowTuple[];
}
export interface EvMessage<N extends EventName = EventName> {
  readonly op: 'ev';
  readonly ch: number;
  readonly p: Offset;
  readonly o: Offset;
  readonly atMs: number;
  readonly pr: Priority;
  readonly eid: string;
  readonly name: N;
  readonly payload: EventPayloads[N];
}
/** Events that this peer did not get; `fetchable` ones are still in the log. */
export interface GapMessage {
  readonly op: 'gap';
  readonly ch: number;
  readonly p: Offset;
  readonly from: Offset;
  readonly o: Offset;
  readonly why: 'retention' | 'overflow' | 'store';
  readonly fetchable: boolean;
}
/** Nothing for this channel up to `o`: keeps the position and the age of the data fresh. */
export interface PosMessage {
  readonly op: 'pos';
  readonly ch: number;
  readonly p: Offset;
  readonly o: Offset;
}
export interface PingMessage {
  readonly op: 'ping';
  readonly n: number;
}
/** Answer to a client's ping. */
export interface PongAnswerMessage {
  readonly op: 'pong';
  readonly n: number;
}
export interface AuthRequestMessage {
  readonly op: 'authreq';
  readonly inMs: number;
}
export interface ErrMessage {
  readonly op: 'err';
  /** The subscription it is about, if one. */
  readonly id?: number;
  readonly code: Code;
  readonly message: string;
  readonly retryMs?: number;
}
/** Told before a planned close. */
export interface ByeMessage {
  readonly op: 'bye';
  readonly code: Code;
  readonly retryMs: number;
  readonly jitterMs: number;
}

export type ServerMessage =
  | WelcomeMessage
  | SubbedMessage
  | SnapMessage
  | SetMessage
  | EvMessage
  | GapMessage
  | PosMessage
  | PingMessage
  | PongAnswerMessage
  | AuthRequestMessage
  | ErrMessage
  | ByeMessage;

/** The messages of one text frame; `undefined` when it is not JSON or not an object or array of objects. */
export function parseFrame(text: string): readonly { readonly op?: unknown }[] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const list = Array.isArray(value) ? value : [value];
  return list.every((entry) => typeof entry === 'object' && entry !== null && !Array.isArray(entry)) ? list : undefined;
}
