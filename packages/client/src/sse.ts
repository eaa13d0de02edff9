/**
 * Server-sent events as a transport, over fetch and not EventSource: so that a token travels in the body and not in a URL, and
 * an answer's status can be read. One POST opens the stream and says all that is subscribed; what is said later goes by
 * another POST, one after the other, so that order holds.
 */
import { post, toClose } from './http.ts';
import { endpoint, type Transport } from './transport.ts';

export function sseTransport(): Transport {
  return {
    name: 'sse',
    connect(baseUrl, callbacks) {
      const stop = new AbortController();
      let said: Promise<unknown> = Promise.resolve();

      function end(error: unknown): void {
        if (!stop.signal.aborted) callbacks.close(...toClose(error));
        stop.abort();
      }

      async function listen(): Promise<void> {
        const { body } = await post(endpoint(baseUrl, '/live/sse'), callbacks.opening(), stop);
        const decoder = new TextDecoder();
        const reader = (body as ReadableStream<Uint8Array>).getReader();
        for (let rest = ''; ; ) {
          const { done, value } = await reader.read();
          if (done) throw new Error('end');
          const events = (rest + decoder.decode(value, { stream: true })).split('\n\n');
          rest = events.pop() as string;
          // A comment is a sign of life.
          for (const event of events) callbacks.message(/^data:(.*)/m.exec(event)?.[1] ?? '[]');
        }
      }

      said.then(listen).catch(end);
      return {
        send(text, sid) {
          said = said.then(() => post(endpoint(baseUrl, '/live/send', 'sid', sid), text, stop)).catch(end);
        },
        close: () => stop.abort(),
      };
    },
  };
}
