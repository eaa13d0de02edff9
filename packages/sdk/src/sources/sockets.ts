/**
 * Sockets that the host handed over: their bytes are read at each tick, from the value they had at the beginning, at no cost
 * per chunk. Wire bytes, headers included. A socket says itself when it is over.
 */

import type { CountingSocket } from '../model/counting-socket.ts';

export interface Sockets {
  /** Follows a socket until it closes; returns stop, which takes the last bytes first. */
  follow(
    socket: CountingSocket,
    told: {
      bytes(count: number): void;
      closed(reason: 'left' | 'aborted'): void;
    },
  ): () => void;
  /** Takes what each socket has sent since the last time. Once a tick. */
  sample(): void;
  readonly open: number;
  close(): void;
}

export function createSockets(): Sockets {
  const followed = new Map<object, { take(): void; stop(): void }>();

  return {
    follow(socket, told) {
      let atMost = socket.bytesWritten;
      const take = (): void => {
        const now = socket.bytesWritten;
        // It shrinks when a dying socket throws its queue away: those bytes were never sent.
        if (now > atMost) {
          told.bytes(now - atMost);
          atMost = now;
        }
      };
      const id = {};
      const stop = (): void => {
        if (!followed.delete(id)) return;
        socket.removeListener('close', onClose);
        take();
      };
      const onClose = (hadError?: boolean): void => {
        stop();
        told.closed(hadError === true || socket.errored ? 'aborted' : 'left');
      };
      followed.set(id, { take, stop });
      if (socket.destroyed === true) onClose();
      else socket.once('close', onClose);
      return stop;
    },
    sample() {
      for (const { take } of followed.values()) take();
    },
    get open() {
      return followed.size;
    },
    close() {
      for (const { stop } of followed.values()) stop();
    },
  };
}
