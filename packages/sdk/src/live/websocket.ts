/**
 * The WebSocket transport: turns an accepted upgrade into a peer. Here are the bytes and the timers: how much may wait in a
 * socket, when a silent or stuck reader is let go. Frames are made elsewhere and are never copied per peer.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { CODES, SUBPROTOCOL } from '@tallylight/protocol';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Clock } from '../clock.ts';
import { createPeer, type Peer, type PeerParts, type Wire } from './peer.ts';

export interface WebSocketTransport {
  /** Completes the handshake of an upgrade that was already allowed. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  readonly connections: number;
  /** Says goodbye to all and lets go of those who do not leave. */
  close(): Promise<void>;
}

export interface WebSocketTransportParts {
  readonly peer: Omit<PeerParts, 'wire' | 'sid'>;
  readonly clock: Clock;
  readonly inactiveMs: number;
  readonly maxConnections: number;
  readonly newSid: () => string;
  readonly onConnections: (count: number) => void;
  readonly onFault: (error: unknown) => void;
}

/** More than this waiting in a socket and nothing is added: state is told anew when it has drained. */
const HIGH_WATER_BYTES = 256 * 1024;
const HELLO_TIMEOUT_MS = 5000;
/** A peer that takes nothing for this long is gone or will never keep up. */
const STALL_MS = 15_000;
const CLOSE_GRACE_MS = 1000;

interface Held {
  readonly socket: WebSocket;
  readonly peer: Peer;
  pingedAtMs: number | undefined;
  lagging: boolean;
  laggingSinceMs: number;
  readonly acceptedAtMs: number;
}

export function createWebSocketTransport(parts: WebSocketTransportParts): WebSocketTransport {
  const { clock, peer: peerParts } = parts;
  const held = new Set<Held>();
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: peerParts.limits.frameBytes,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  });

  function hold(socket: WebSocket): void {
    const wire: Wire = {
      send(frame) {
        if (socket.readyState !== socket.OPEN || entry.lagging) return false;
        if (socket.bufferedAmount + frame.length > HIGH_WATER_BYTES && socket.bufferedAmount > 0) {
          entry.lagging = true;
          entry.laggingSinceMs = clock.monotonicMs();
          return false;
        }
        socket.send(frame, { binary: false }, flushed);
        return true;
      },
      close: (code, reason) => socket.close(code, reason),
    };
    const flushed = (): void => {
      if (!entry.lagging || socket.bufferedAmount > 0) return;
      entry.lagging = false;
      entry.peer.drained();
    };
    const entry: Held = {
      socket,
      peer: createPeer({ ...peerParts, wire, sid: parts.newSid() }),
      pingedAtMs: undefined,
      lagging: false,
      laggingSinceMs: 0,
      acceptedAtMs: clock.monotonicMs(),
    };
    held.add(entry);
    parts.onConnections(held.size);
    socket.on('message', (bytes, isBinary) => {
      if (isBinary) {
        entry.peer.end('bad-frame');
        return;
      }
      try {
        entry.peer.receive(bytes.toString());
      } catch (error) {
        parts.onFault(error);
        entry.peer.end('internal');
      }
    });
    socket.on('pong', () => {
      entry.pingedAtMs = undefined;
    });
    // An error is always followed by close; ws has already answered with the right code.
    socket.on('error', () => {});
    socket.on('close', () => {
      held.delete(entry);
      entry.peer.closed();
      parts.onConnections(held.size);
    });
  }

  function check(): void {
    const nowMs = clock.monotonicMs();
    for (const entry of held) {
      const { peer, socket } = entry;
      if (!peer.greeted && nowMs - entry.acceptedAtMs > HELLO_TIMEOUT_MS) peer.end('hello-timeout');
      else if (entry.lagging && nowMs - entry.laggingSinceMs > STALL_MS) socket.terminate();
      else if (peer.unsubscribedSinceMs !== undefined && nowMs - peer.unsubscribedSinceMs > parts.inactiveMs)
        peer.end('inactive');
    }
  }

  function ping(): void {
    const nowMs = clock.monotonicMs();
    for (const entry of held) {
      if (entry.pingedAtMs !== undefined) {
        entry.socket.terminate();
        continue;
      }
      entry.pingedAtMs = nowMs;
      if (entry.socket.readyState === entry.socket.OPEN) entry.socket.ping();
    }
  }

  const stops = [clock.every(1000, check), clock.every(peerParts.pingMs, ping)];

  return {
    accept(request, socket, head) {
      if (held.size >= parts.maxConnections) {
        socket.end(
          'HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\nRetry-After: 10\r\n\r\n',
        );
        return;
      }
      server.handleUpgrade(request, socket, head, hold);
    },
    get connections() {
      return held.size;
    },
    async close() {
      for (const stop of stops) stop();
      const gone = [...held].map(
        ({ socket }) =>
          new Promise<void>((resolve) => {
            socket.once('close', () => resolve());
            socket.send(JSON.stringify({ op: 'bye', code: 'draining', retryMs: 1000, jitterMs: 2000 }));
            socket.close(CODES.draining.close, 'draining');
          }),
      );
      let cut = (): void => {};
      const grace = new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, CLOSE_GRACE_MS);
        cut = () => clearTimeout(timer);
      });
      await Promise.race([Promise.all(gone), grace]);
      cut();
      for (const { socket } of held) socket.terminate();
      server.close();
    },
  };
}
