/**
 * What stands between a transport and the channel. A transport makes a sink for each reader, opens a session on it, hands it
 * the texts that arrive and says when the carrier is gone; everything else (greeting, subscriptions, limits, order, what is
 * dropped and told) is the session's.
 */
import type { Code } from '@tallylight/protocol';
import type { Caller } from '../model/caller.ts';
import type { Credentials } from '../model/credentials.ts';

export const TRANSPORTS = ['websocket', 'sse', 'poll'] as const;
export type TransportName = (typeof TRANSPORTS)[number];

/** What carries frames to one reader. */
export interface LiveSink {
  /**
   * Hands one text frame over: one JSON message, as UTF-8. `isShared`: the same Buffer goes to other peers too, so what is
   * made of it (a header, a compressed form) is worth keeping. Never change it.
   */
  send(frame: Buffer, isShared?: boolean): void;
  /** Bytes handed over that the socket still holds. */
  readonly pendingBytes: number;
  /** Set by the session, called by the transport when `pendingBytes` fell below {@link LOW_WATER_BYTES}. */
  onDrain: (() => void) | undefined;
  /** Ends after what was sent, with the close code of `code` where the carrier has such. */
  close(code: Code, reason?: string): void;
  /** Ends at once. */
  terminate(): void;
  /** Several frames follow, up to `uncork`: the carrier may join them. One that does not care leaves these two out. */
  cork?(): void;
  uncork?(): void;
}

/** Above this much in a socket nothing is added; frames wait as references. */
export const HIGH_WATER_BYTES: number = 256 * 1024;
/** Below this much a waiting reader is told more. */
export const LOW_WATER_BYTES: number = 64 * 1024;

export interface LiveSession {
  /** 128 random bits. A hello that resumes an earlier session takes that one's sid over. */
  readonly sid: string;
  /** Who speaks; `undefined` until that is known, and where everybody may see all. */
  readonly caller: Caller | undefined;
  /** How far this reader has been told, as a cursor string (epoch, offset of each topic it follows). */
  readonly cursor: string;
  /** Takes the text of one frame: a message or an array of them. Never throws. */
  receive(text: string): void;
  /** The carrier is gone. */
  closed(): void;
}

export interface LiveSessions {
  open(
    sink: LiveSink,
    caller: Caller | undefined,
    how: {
      readonly transport: TransportName;
      /** Judges the token of the first message and later ones. Without it everybody may see all. */
      readonly credentials?: Credentials | undefined;
    },
  ): LiveSession;
  /** Sessions open now, by transport. */
  readonly counts: Readonly<Record<TransportName, number>>;
  /** Says goodbye to all; resolves when all are gone or the grace is over. */
  close(): Promise<void>;
}
