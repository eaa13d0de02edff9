/**
 * Long poll as a transport: each request says everything (who, what, from where) and is answered when there is news, or after
 * a while. The server keeps nothing between two of them, so what the reader has to say is said by asking again at once.
 */
import { post, toClose } from './http.ts';
import { endpoint, type Transport } from './transport.ts';

/** A server that ticks faster than this, ms, is still not asked more often for word that nothing changed. */
const SHORTEST_WAIT_MS = 1_500;
/** Between two requests at least, ms: a server that always has news is asked about twice a second. */
const PAUSE_MS = 500;

export function pollTransport(): Transport {
  return {
    name: 'poll',
    tickMs: SHORTEST_WAIT_MS,
    connect(baseUrl, callbacks) {
      let asking = new AbortController();
      /** The next request is to be made at once. */
      let isPoked = false;
      let isOver = false;

      async function ask(): Promise<void> {
        for (await undefined; !isOver; ) {
          const waitMs = callbacks.paceMs(); // the server sets the bound: 20 s
          asking = new AbortController();
          isPoked = waitMs === 0;
          try {
            const answer = await post(endpoint(baseUrl, '/live/poll', 'wait', waitMs), callbacks.opening(), asking);
            const { batch, more } = (await answer.json()) as { batch: unknown; more: boolean };
            isPoked ||= more;
            callbacks.message(JSON.stringify(batch));
          } catch (error) {
            if (!asking.signal.aborted) throw error;
          }
          if (!isPoked) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
        }
      }

      ask().catch((error) => callbacks.close(...toClose(error)));
      return {
        send() {
          isPoked = true;
          asking.abort();
        },
        close() {
          isOver = isPoked = true;
          asking.abort();
        },
      };
    },
  };
}
