/**
 * CMCD: players tell how playback goes, with each request or by posts of their own. A request that carries none costs one
 * search in its URL and four looks at its headers. Session ids are hashed with a key of this process before anything keeps
 * them; content ids are only compared.
 */
import { createHmac, randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Clock } from '../clock.ts';
import type { MediaKind } from '../model/media-kind.ts';
import { type PlayerReport, toPlayerReport } from '../model/player-report.ts';
import type { ReportMode } from '../model/player-rules.ts';
import type { ReportSource } from '../state/players.ts';
import type { State } from '../state/state.ts';
import type { Stream } from '../state/stream.ts';
import {
  cmcdArgument,
  cmcdHeaders,
  type Decoded,
  decodeHeaders,
  decodeJson,
  decodeLines,
  decodeQuery,
} from './cmcd-decode.ts';

/** How many of a post's reports were what. */
export interface PostOutcome {
  readonly parsed: number;
  readonly malformed: number;
  readonly oversized: number;
}

export interface Cmcd {
  /** Takes what a media request says of its player, if anything; `askedMs` is when it came. Never throws. */
  observeRequest(request: IncomingMessage, stream: Stream, kind: MediaKind, askedMs: number): void;
  /** Takes a post of event mode, or of JSON mode. `streamId`: the stream that the target's address names. */
  post(body: Buffer, contentType: string | undefined, streamId: string | null): PostOutcome;
}

/** 132 bits: two players never share a key by chance. */
const KEY_CHARS = 22;

export function createCmcd(parts: {
  readonly clock: Clock;
  readonly state: State;
  readonly onFault: (error: unknown) => void;
}): Cmcd {
  const { clock, state, onFault } = parts;
  const { players, streams } = state;
  const secret = randomBytes(32);
  const keyOf = (sid: string): string =>
    createHmac('sha256', secret).update(sid).digest('base64url').slice(0, KEY_CHARS);

  /** Judges and counts; the report when there is one of a player. */
  function read(decoded: Decoded, mode: ReportMode): PlayerReport | undefined {
    if (typeof decoded === 'string') {
      // What cannot be read tells no version; only the second has events.
      players.count(mode, mode === 'event' ? 2 : 1, decoded);
      return undefined;
    }
    const report = toPlayerReport(decoded);
    players.count(mode, report.version, 'parsed');
    return report;
  }

  function take(report: PlayerReport | undefined, source: ReportSource, atMs: number): void {
    if (report === undefined || report.sid === null) return;
    players.take(keyOf(report.sid), report, source, atMs);
  }

  return {
    observeRequest(request, stream, kind, askedMs) {
      try {
        const argument = cmcdArgument(request.url ?? '');
        if (argument !== undefined) {
          take(read(decodeQuery(argument), 'query'), { stream, asEvent: false, kind }, askedMs);
          return;
        }
        const headers = cmcdHeaders(request.headers);
        if (headers !== undefined)
          take(read(decodeHeaders(headers), 'header'), { stream, asEvent: false, kind }, askedMs);
      } catch (error) {
        onFault(error);
      }
    },
    post(body, contentType, streamId) {
      const outcome = { parsed: 0, malformed: 0, oversized: 0 };
      try {
        const mode: ReportMode = contentType?.toLowerCase().includes('json') === true ? 'json' : 'event';
        const named = streamId === null ? undefined : streams.get(streamId);
        for (const decoded of mode === 'json' ? decodeJson(body) : decodeLines(body)) {
          outcome[typeof decoded === 'string' ? decoded : 'parsed'] += 1;
          const report = read(decoded, mode);
          const stream = named ?? (report?.cid == null ? undefined : streams.get(report.cid));
          const asEvent = mode === 'event' || report?.event != null;
          take(report, { stream, asEvent, kind: 'other' }, clock.monotonicMs());
        }
      } catch (error) {
        onFault(error);
      }
      return outcome;
    },
  };
}
