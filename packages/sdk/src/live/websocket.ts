/**
 * The WebSocket transport: turns an accepted upgrade into a session. ws does the handshake, reads, answers pings and closes;
 * what is told goes to the raw socket as whole frames, because those are the same for thousands of peers and ws would make
 * each anew. That is safe as long as ws itself only ever writes whole control frames at once: it is given nothing to compress
 * and nothing to queue. It is loaded with the first upgrade, because a server that nobody watches needs none of it.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { CODES, SUBPROTOCOL } from '@tallylight/protocol';
import type { WebSocket, WebSocketServer } from 'ws';
import type { Clock } from '../clock.ts';
import type { Caller } from '../model/caller.ts';
import type { Credentials } from '../model/credentials.ts';
import type { LiveSession, LiveSessions, LiveSink } from './session.ts';
import { createTextFrames } from './websocket-frame.ts';

export interface WebSocketTransport {
  /** Completes the handshake of an upgrade that was already allowed. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer, visitor: LiveVisitor): void;
  readonly connections: number;
  /** Lets go of those who are still there, once the sessions have said goodbye. */
  close(): void;
}

/** Who was let in. */
export interface LiveVisitor {
  readonly caller: Caller | undefined;
  readonly credentials?: Credentials | undefined;
  /** The connection is gone. */
  leave?(): void;
}

export interface WebSocketTransportParts {
  readonly sessions: LiveSessions;
  readonly clock: Clock;
  readonly pingMs: number;
  readonly maxConnections: number;
  /** Largest frame that a peer may send. */
  readonly frameBytes: number;
  /** Offers compressed frames to those who ask for them. */
  readonly compress: boolean;
  readonly onFault: (error: unknown) => void;
}

/** Pings are spread over the interval, in steps of this. */
const PING_STEP_MS = 1000;
/** How long an answer to a ping is waited for at most: with the interval before it, the longest that a dead peer is held. */
const PONG_PATIENCE_MS = 10_000;

interface Held {
  readonly socket: WebSocket;
  /** When to ping, or to give up where a pong is awaited. */
  nextPingMs: number;
  awaitsPong: boolean;
}

export function createWebSocketTransport(parts: WebSocketTransportParts): WebSocketTransport {
  const { clock, sessions, pingMs } = parts;
  const patienceMs = Math.min(pingMs, PONG_PATIENCE_MS);
  const held = new Set<Held>();
  const frames = createTextFrames();
  let server: WebSocketServer | undefined;
  let isClosed = false;

  async function loadServer(): Promise<WebSocketServer> {
    const { WebSocketServer: Server } = await import('ws');
    server ??= new Server({
      noServer: true,
      clientTracking: false,
      maxPayload: parts.frameBytes,
      // A threshold that nothing reaches: what is to be compressed is compressed once, outside.
      perMessageDeflate: parts.compress && {
        serverNoContextTakeover: true,
        clientNoContextTakeover: true,
        threshold: Number.POSITIVE_INFINITY,
      },
      handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
    });
    return server;
  }

  function sinkOf(socket: WebSocket, raw: Duplex): LiveSink {
    const toFrame = socket.extensions.includes('permessage-deflate') ? frames.deflated : frames.plain;
    const sink: LiveSink = {
      onDrain: undefined,
      get pendingBytes() {
        return raw.writableLength;
      },
      send(frame, isShared = false) {
        if (socket.readyState === socket.OPEN) raw.write(toFrame(frame, isShared));
      },
      cork: () => raw.cork(),
      uncork: () => raw.uncork(),
      close: (code, reason = code) => socket.close(CODES[code].close, reason),
      terminate: () => socket.terminate(),
    };
    // A socket that holds more than we let wait has long said that it is full, so it will say when it is not.
    raw.on('drain', () => sink.onDrain?.());
    return sink;
  }

  function hold(socket: WebSocket, raw: Duplex, { caller, credentials, leave }: LiveVisitor): void {
    const session: LiveSession = sessions.open(sinkOf(socket, raw), caller, { transport: 'websocket', credentials });
    const entry: Held = { socket, nextPingMs: clock.monotonicMs() + pingMs, awaitsPong: false };
    held.add(entry);
    socket.on('message', (bytes: Buffer, isBinary: boolean) => {
      // Not JSON in any case, so the session says what is wrong with it.
      session.receive(isBinary ? '\u0000' : bytes.toString());
    });
    socket.on('pong', () => {
      if (entry.awaitsPong) entry.nextPingMs += pingMs - patienceMs;
      entry.awaitsPong = false;
    });
    // An error is always followed by close; ws has already answered with the right code.
    socket.on('error', () => {});
    socket.on('close', () => {
      held.delete(entry);
      session.closed();
      leave?.();
    });
  }

  function ping(): void {
    const nowMs = clock.monotonicMs();
    for (const entry of held) {
      if (nowMs < entry.nextPingMs) continue;
      if (entry.awaitsPong) {
        entry.socket.terminate();
        continue;
      }
      entry.nextPingMs = nowMs + patienceMs;
      if (entry.socket.readyState !== entry.socket.OPEN) continue;
      entry.awaitsPong = true;
      entry.socket.ping();
    }
  }

  const stop = clock.every(Math.min(PING_STEP_MS, pingMs), ping);

  return {
    accept(request, socket, head, visitor) {
      /** Its place is given back already, or by the session that it became. */
      let isSettled = false;
      socket.once('close', () => {
        if (!isSettled) visitor.leave?.();
      });
      const take = (by: WebSocketServer): void => {
        if (held.size >= parts.maxConnections) {
          isSettled = true;
          visitor.leave?.();
          socket.end(
            'HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\nRetry-After: 10\r\n\r\n',
          );
          return;
        }
        by.handleUpgrade(request, socket, head, (opened) => {
          isSettled = true;
          try {
            hold(opened, socket, visitor);
          } catch (error) {
            parts.onFault(error);
            opened.terminate();
          }
        });
      };
      if (server !== undefined) {
        take(server);
        return;
      }
      // Nobody reads the socket meanwhile, so what the peer already sends waits in it.
      loadServer()
        .then((by) => {
          if (isClosed) socket.destroy();
          else take(by);
        })
        .catch((error: unknown) => {
          parts.onFault(error);
          socket.destroy();
        });
    },
    get connections() {
      return held.size;
    },
    close() {
      isClosed = true;
      stop();
      for (const { socket } of held) socket.terminate();
      server?.close();
    },
  };
}
