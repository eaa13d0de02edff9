/**
 * Long poll. Nothing is kept between two requests: each says who asks, for what and from where, and is a session of its own
 * that ends with the answer. So it may be repeated without harm, and any server that has the logs can answer it.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { parseFrame } from '@tallylight/protocol';
import type { Clock } from '../clock.ts';
import {
  allowOnly,
  type HttpHandler,
  type HttpVisit,
  LIVE_HEADERS,
  readText,
  refuse,
  toOpening,
} from './http-answer.ts';
import { createPollSink } from './poll-sink.ts';
import type { LiveSessions } from './session.ts';

export interface PollTransport {
  readonly ask: HttpHandler;
  /** Requests that wait for news. */
  readonly connections: number;
  /** Answers all of them now. */
  close(): void;
}

export interface PollParts {
  readonly sessions: LiveSessions;
  readonly clock: Clock;
  readonly maxConnections: number;
  readonly maxBodyBytes: number;
}

/** Below the 30 s after which many proxies give up. */
const MAX_WAIT_MS = 20_000;
/** What belongs to the same news follows within this. */
const SETTLE_MS = 20;
/** A session that has not even answered by this long after the wait is let go. */
const PATIENCE_MS = 6_000;

export function createPollTransport({ sessions, clock, maxConnections, maxBodyBytes }: PollParts): PollTransport {
  const held = new Set<() => void>();

  function hold(response: ServerResponse, visit: HttpVisit, opening: string, waitMs: number): void {
    const carrier = held.size < maxConnections ? visit.carry() : FULL;
    if ('code' in carrier) {
      refuse(response, carrier);
      return;
    }
    // At once, so that a proxy sees that the request is being worked on.
    response.writeHead(200, { 'content-type': 'application/json', ...LIVE_HEADERS });
    response.flushHeaders();
    const stops: (() => void)[] = [];
    let isWaiting = true;
    let isWhole = false;
    let isSettling = false;
    let isDone = false;

    function answer(): void {
      if (isDone) return;
      end();
      const { cursor } = session;
      response.end(`{"batch":[${sink.frames.join(',')}],"cursor":${JSON.stringify(cursor)},"more":${sink.isFull}}`);
      session.closed();
    }
    function end(): void {
      isDone = true;
      held.delete(answer);
      for (const stop of stops) stop();
    }
    function settle(): void {
      if (isSettling) return;
      isSettling = true;
      stops.push(clock.after(SETTLE_MS, answer));
    }

    const sink = createPollSink({
      asked: countSubs(opening),
      onFrame(state) {
        isWhole = state.isWhole;
        if (state.isOver || (isWhole && (state.hasNews || !isWaiting))) settle();
      },
    });
    const { caller, credentials } = carrier;
    const session = sessions.open(sink, caller, { transport: 'poll', credentials });
    held.add(answer);
    stops.push(clock.after(waitMs + PATIENCE_MS, answer));
    stops.push(
      clock.after(waitMs, () => {
        isWaiting = false;
        if (isWhole) settle();
      }),
    );
    response.once('close', () => {
      if (isDone) return;
      end();
      session.closed();
    });
    session.receive(opening);
  }

  return {
    async ask(request: IncomingMessage, response: ServerResponse, query: string, visit: HttpVisit) {
      const asked = new URLSearchParams(query);
      const wait = Number(asked.get('wait') ?? 0);
      const waitMs = wait > 0 ? Math.min(wait, MAX_WAIT_MS) : 0;
      if (request.method === 'GET') {
        hold(response, visit, toOpening(asked, asked.get('cursor') ?? undefined), waitMs);
      } else if (request.method === 'POST') {
        const text = await readText(request, response, maxBodyBytes);
        if (text !== undefined && !response.destroyed) hold(response, visit, text, waitMs);
      } else allowOnly(response, 'GET, POST');
    },
    get connections() {
      return held.size;
    },
    close() {
      for (const answer of [...held]) answer();
    },
  };
}

function countSubs(opening: string): number {
  return (parseFrame(opening) ?? []).filter(({ op }) => op === 'sub').length;
}

const FULL = {
  code: 'too-many-requests',
  detail: 'as many requests wait here as may',
  retryMs: 10_000,
} as const;
