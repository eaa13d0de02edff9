/** WebSocket for thousands of simulated players in one process: the client's own, but over a socket that costs less memory. */
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
