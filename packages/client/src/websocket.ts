/**
 * WebSocket as a transport: `/live` below the base, the protocol version in the subprotocol. Uses the global `WebSocket` of
 * browsers and of Node >= 22, so the client has no dependency.
 */
import { SUBPROTOCOL } from '@tallylight/protocol';
import { endpoint, type Transport } from './transport.ts';

export function webSocketTransport(): Transport {
  return {
    name: 'websocket',
    connect(baseUrl, callbacks) {
      const url = endpoint(baseUrl, '/live');
      url.protocol = url.protocol.replace('http', 'ws');
      const socket = new WebSocket(url, SUBPROTOCOL);
      socket.onopen = () => socket.send(callbacks.hello());
      // Bytes become a text that is no frame.
      socket.onmessage = (event) => callbacks.message(`${event.data}`);
      socket.onclose = (event) => callbacks.close(event.code, event.reason);
      return { send: (text) => socket.send(text), close: () => socket.close() };
    },
  };
}
