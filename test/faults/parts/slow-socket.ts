/** A reader whose end of the socket can stop reading: the bytes stay in the socket and then at the server. */
import type { Transport } from '@tallylight/client';
import { SUBPROTOCOL } from '@tallylight/protocol';
import { type RawData, WebSocket } from 'ws';

export interface SlowSocket {
  readonly transport: Transport;
  pause(): void;
  resume(): void;
}

export function slowSocket(): SlowSocket {
  let current: WebSocket | undefined;
  return {
    pause: () => current?.pause(),
    resume: () => current?.resume(),
    transport: {
      name: 'websocket',
      connect(baseUrl, callbacks) {
        const url = `${baseUrl.href.replace(/\/$/, '').replace('http', 'ws')}/live`;
        const socket = new WebSocket(url, SUBPROTOCOL, { perMessageDeflate: false });
        current = socket;
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
    },
  };
}
