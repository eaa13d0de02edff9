/** The transports over plain HTTP and the paths where they answer, below the versioned API. */
import type { Clock } from '../clock.ts';
import type { HttpHandler } from './http-answer.ts';
import { createPollTransport } from './poll.ts';
import type { LiveSessions } from './session.ts';
import { createSseTransport } from './sse.ts';

export interface HttpTransports {
  readonly handlers: ReadonlyMap<string, HttpHandler>;
  /** Lets go of what is still open, once the sessions have said goodbye. */
  close(): void;
}

export interface HttpTransportsParts {
  readonly sessions: LiveSessions;
  readonly clock: Clock;
  readonly maxConnections: number;
  /** Largest body that a reader may send. */
  readonly maxBodyBytes: number;
  readonly random: () => number;
}

export function createHttpTransports(parts: HttpTransportsParts): HttpTransports {
  const sse = createSseTransport(parts);
  const poll = createPollTransport(parts);
  return {
    handlers: new Map([
      ['/live/sse', sse.open],
      ['/live/send', sse.send],
      ['/live/poll', poll.ask],
    ]),
    close() {
      sse.close();
      poll.close();
    },
  };
}
