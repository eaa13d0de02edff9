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
  /** Which device speaks; refused when the token may not speak for it. */
  readonly device?: string;
  /**
   * The token is to hold the subscriptions too (they come with `resume` messages), and those of the token that is brought
   * begin by themselves.
   */
  readonly restore?: boolean;
  /** Where subscriptions that are restored go on: a cursor string. */
  readonly cursor?: string;
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

/** What a device knows of itself: the body of `POST devices/:id/heartbeat`, as a message. */
export interface HeartbeatMessage {
  readonly op: 'hb';
  /** Grows by one with each beat of the device's life; an older one that arrives late changes nothing. */
  readonly seq: number;
  readonly body: Readonly<Record<string, unknown>>;
}
/** What a device plays from a moment on; `null`: nothing. */
export interface PlaybackMessage {
  readonly op: 'playback';
  readonly playing: {
    readonly title: string;
    readonly campaign?: string | null;
    readonly contentId?: string | null;
  } | null;
  /** How long ago that was when this was sent, ms: more than 0 for what was kept while there was no connection. */
  readonly agoMs: number;
  /**
   * Grows by one with each playback from wherever the player began: what is told again is known by it. Without it nothing may
   * be told again.
   */
  readonly n?: number;
}
/** How a command ended on the device. `rejected`: the device does not know it or will not do it. */
export interface AckMessage {
  readonly op: 'ack';
  readonly command: string;
  readonly result: 'ok' | 'failed' | 'rejected';
  readonly detail?: string;
}

export type ClientMessage =
  | HelloMessage
  | SubMessage
  | UnsubMessage
  | AuthMessage
  | PongMessage
  | PingRequestMessage
  | FetchMessage
  | HeartbeatMessage
  | PlaybackMessage
  | AckMessage;

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
  /** Takes this session up again within `resumeTtlMs`, on another connection, which then ends this one. */
  readonly resume?: string;
  readonly resumeTtlMs?: number;
  /** How long such tokens are understood: as long as this process runs, or after a restart too. */
  readonly resumeOutlives?: 'process' | 'restart';
  /** Which device the reader is taken for: its heartbeats and what it says of commands are taken here. Absent: not here. */
  readonly device?: string;
  /** How often that device is to be heard, ms. */
  readonly heartbeatMs?: number;
  /** Whether the token of the hello was good; absent when there was none. */
  readonly resumed?: boolean;
}
/** A newer token than that of the welcome. */
export interface ResumeMessage {
  readonly op: 'resume';
  readonly resume: string;
  readonly resumeTtlMs: number;
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
/** The last word on a carrier that has no close frame of its own (SSE, poll): what WebSocket says in its close frame. */
export interface CloseMessage {
  readonly op: 'close';
  readonly code: number;
  readonly reason: string;
}
/** What a device is to do. The same `command` twice is one command. */
export interface CommandMessage {
  readonly op: 'cmd';
  /** Unique for ever. */
  readonly command: string;
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** After this, ms from now, the device need not begin any more. A duration, for its clock may be wrong. */
  readonly expiresInMs: number;
}

export type ServerMessage =
  | WelcomeMessage
  | ResumeMessage
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
  | ByeMessage
  | CloseMessage
  | CommandMessage;

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
