/**
 * Event streams. Our client opens one with a POST that says everything at once and says more by `POST live/send?sid=`; a plain
 * EventSource asks with a GET. The sid is the session's own 128 random bits; whoever says who they are must be who opened it.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../clock.ts';
import { allowOnly, type HttpHandler, type HttpVisit, readText, refuse, toOpening } from './http-answer.ts';
import type { LiveSession, LiveSessions } from './session.ts';
import { createSseSink, type SseSink } from './sse-sink.ts';

export interface SseTransport {
  readonly open: HttpHandler;
  readonly send: HttpHandler;
  readonly connections: number;
  close(): void;
}

export interface SseParts {
  readonly sessions: LiveSessions;
  readonly clock: Clock;
  readonly maxConnections: number;
  readonly maxBodyBytes: number;
  readonly random: () => number;
}

/** Proxies give up on a silent answer after 30 or 60 s. */
const PING_MS = 15_000;
/** A stream ends after this and as much again by half, by chance: proxies and pages that leak get a fresh one. */
const ROTATE_MS = 600_000;
/** An EventSource that lost its stream comes back after this and what chance adds, ms. */
const RETRY_MS = 2_000;

interface Held {
  readonly session: LiveSession;
  readonly sink: SseSink;
  readonly endsAtMs: number;
  sid: string;
}

export function createSseTransport(parts: SseParts): SseTransport {
  const { sessions, clock, random, maxBodyBytes } = parts;
  const held = new Set<Held>();
  const bySid = new Map<string, Held>();

  /** A session that takes up an earlier one takes its sid too, once it has said hello. */
  function name(entry: Held): void {
    if (entry.sid === entry.session.sid) return;
    unname(entry);
    entry.sid = entry.session.sid;
    bySid.set(entry.sid, entry);
  }

  function unname(entry: Held): void {
    if (bySid.get(entry.sid) === entry) bySid.delete(entry.sid);
  }

  function hold(response: ServerResponse, visit: HttpVisit, opening: string, isPlain: boolean): void {
    const carrier = held.size < parts.maxConnections ? visit.carry() : FULL;
    if ('code' in carrier) {
      refuse(response, carrier);
      return;
    }
    const sink = createSseSink({
      response,
      cursor: () => session.cursor,
      isPlain,
      retryMs: RETRY_MS * (1 + random()),
      onFlush: () => name(entry),
    });
    const { caller, credentials } = carrier;
    const session = sessions.open(sink, caller, { transport: 'sse', credentials });
    const endsAtMs = clock.monotonicMs() + ROTATE_MS * (1 + random() / 2);
    const entry: Held = { session, sink, endsAtMs, sid: session.sid };
    held.add(entry);
    bySid.set(entry.sid, entry);
    response.once('close', () => {
      held.delete(entry);
      unname(entry);
      session.closed();
    });
    session.receive(opening);
  }

  function tick(): void {
    const nowMs = clock.monotonicMs();
    for (const { sink, session, endsAtMs } of held) {
      if (nowMs < endsAtMs) {
        sink.ping();
        continue;
      }
      sink.send(Buffer.from('{"op":"bye","code":"rotating","retryMs":0,"jitterMs":2000}'));
      sink.close('rotating');
      session.closed();
    }
  }

  const stop = clock.every(PING_MS, tick);

  async function open(request: IncomingMessage, response: ServerResponse, query: string, visit: HttpVisit) {
    if (request.method === 'GET') {
      const asked = new URLSearchParams(query);
      const last = request.headers['last-event-id'];
      hold(
        response,
        visit,
        toOpening(asked, typeof last === 'string' ? last : (asked.get('cursor') ?? undefined)),
        true,
      );
    } else if (request.method === 'POST') {
      const text = await readText(request, response, maxBodyBytes);
      if (text !== undefined && !response.destroyed) hold(response, visit, text, false);
    } else allowOnly(response, 'GET, POST');
  }

  async function send(request: IncomingMessage, response: ServerResponse, query: string, { visitor }: HttpVisit) {
    if (request.method !== 'POST') {
      allowOnly(response, 'POST');
      return;
    }
    const text = await readText(request, response, maxBodyBytes);
    if (text === undefined) return;
    const entry = bySid.get(new URLSearchParams(query).get('sid') ?? '');
    const subject = visitor.caller?.subject;
    const owner = entry?.session.caller?.subject;
    if (entry === undefined || (subject !== undefined && owner !== undefined && subject !== owner)) {
      // The same answer for both: nobody learns which sessions there are.
      response.writeHead(404, { 'content-length': 0, 'cache-control': 'no-store' }).end();
      return;
    }
    entry.session.receive(text);
    response.writeHead(204, { 'cache-control': 'no-store' }).end();
  }

  return {
    open,
    send,
    get connections() {
      return held.size;
    },
    close() {
      stop();
      for (const { sink } of held) sink.terminate();
    },
  };
}

const FULL = {
  code: 'too-many-requests',
  detail: 'this server has as many event streams as it may',
  retryMs: 10_000,
} as const;
