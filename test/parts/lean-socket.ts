/**
 * What thousands of simulated players in one process need: WebSocket as the client has it, over a socket that costs less memory,
 * and no more requests at once than one process has file descriptors for.
 */
import { SUBPROTOCOL } from '@tallylight/protocol';
import { type RawData, WebSocket } from 'ws';

type Transports = NonNullable<
  Parameters<typeof import('@tallylight/client/device').createDeviceClient>[0]['transports']
>;

export const leanSocket: Transports[number] = {
  name: 'websocket',
  connect(baseUrl, callbacks) {
    const url = new URL(`${baseUrl.href.replace(/\/$/, '').replace('http', 'ws')}/live`);
    const socket = new WebSocket(url, SUBPROTOCOL, { perMessageDeflate: false, handshakeTimeout: 10_000 });
    socket.on('open', () => socket.send(callbacks.hello()));
    socket.on('message', (bytes: RawData) => callbacks.message(String(bytes)));
    socket.on('error', () => {});
    socket.on('close', (code, reason) => callbacks.close(code, String(reason)));
    return {
      send(text) {
        if (socket.readyState === WebSocket.OPEN) socket.send(text);
      },
      close: () => socket.terminate(),
    };
  },
};

/** Lets so many requests of this process be under way at once; the others wait. Undo it with what is returned. */
export function limitRequests(most: number): () => void {
  const { fetch } = globalThis;
  const waiting: (() => void)[] = [];
  let free = most;
  globalThis.fetch = async (...given) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      const answer = await fetch(...given);
      return new Response(await answer.text(), answer);
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
  return () => {
    globalThis.fetch = fetch;
  };
}
