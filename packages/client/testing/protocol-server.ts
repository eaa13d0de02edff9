/**
 * A small real server that speaks the live protocol on port 0, for the tests of the client. It keeps rows and offsets per
 * topic and filter, answers hello and sub as the protocol says, and can be told to misbehave: not greet, lose a frame, send
 * whatever text, change its epoch, die without a word.
 */
import type { AddressInfo } from 'node:net';
import {
  type ClientMessage,
  FIELDS,
  parseFrame,
  type RowTopic,
  type RowTuple,
  type ServerMessage,
  SUBPROTOCOL,
  type SubMessage,
  type WelcomeMessage,
} from '@tallylight/protocol';
import { type WebSocket, WebSocketServer } from 'ws';

/** Answers one `sub`; returning nothing is no answer. */
export type Answer = (sub: SubMessage) => readonly object[];

export interface Peer {
  /** All that this client sent, in order. */
  readonly received: readonly ClientMessage[];
  readonly isOpen: boolean;
  of<O extends ClientMessage['op']>(op: O): Extract<ClientMessage, { op: O }>[];
  /** One frame: a message, or an array of them. */
  send(frame: object): void;
  sendText(text: string): void;
  sendBinary(bytes: Uint8Array): void;
  close(code: number, reason?: string): void;
  /** Ends it as a crash does: no close frame. */
  terminate(): void;
}

export interface ProtocolServer {
  /** Base of the versioned API. */
  readonly url: string;
  /** Every client that ever connected, in order. */
  readonly peers: readonly Peer[];
  /** Paths and subprotocols that were asked for. */
  readonly requests: readonly string[];
  welcome: Partial<WelcomeMessage>;
  greets: boolean;
  /** Whether a client's ping is answered. */
  hears: boolean;
  answer: Answer;
  /** The last peer. */
  readonly peer: Peer;
  /** Changes rows and tells those who watch; with `lost` the frame never leaves. */
  change(topic: RowTopic, rows: readonly RowTuple[], how?: { lost?: boolean }): void;
  /** Says that nothing changed. */
  quiet(topic: RowTopic): void;
  /** The number of the channel. */
  ch(topic: RowTopic): number;
  close(): Promise<void>;
}

interface Topic {
  o: number;
  readonly rows: Map<string, RowTuple>;
}

export async function createProtocolServer(port = 0): Promise<ProtocolServer> {
  const sockets = new WebSocketServer({ host: '127.0.0.1', port, path: '/tallylight/v1/live' });
  await new Promise((resolve, reject) => sockets.once('listening', resolve).once('error', reject));
  const topics = new Map<RowTopic, Topic>();
  const numbers = new Map<string, number>();
  const peers: (Peer & { readonly watches: Map<number, SubMessage> })[] = [];
  const requests: string[] = [];

  const topicOf = (name: RowTopic): Topic => {
    const topic = topics.get(name) ?? { o: 0, rows: new Map() };
    topics.set(name, topic);
    return topic;
  };
  const channelOf = (topic: string, filter?: unknown): number => {
    const name = `${topic} ${JSON.stringify(filter ?? null)}`;
    const ch = numbers.get(name) ?? numbers.size + 1;
    numbers.set(name, ch);
    return ch;
  };

  const server: ProtocolServer = {
    url: `http://127.0.0.1:${(sockets.address() as AddressInfo).port}/tallylight/v1`,
    peers,
    requests,
    welcome: {},
    greets: true,
    hears: true,
    answer({ id, topic, filter }) {
      const { o, rows } = topicOf(topic as RowTopic);
      const ch = channelOf(topic, filter);
      return [
        { op: 'subbed', id, topic, ch, mode: 'snapshot', o, why: 'new', fields: FIELDS[topic as RowTopic] },
        { op: 'snap', ch, o, part: 0, last: true, ageMs: 0, rows: [...rows.values()] },
      ];
    },
    get peer() {
      const last = peers.at(-1);
      if (last === undefined) throw new Error('no client has connected');
      return last;
    },
    change(name, rows, { lost = false } = {}) {
      const topic = topicOf(name);
      for (const tuple of rows) {
        if (tuple.length === 1) topic.rows.delete(tuple[0]);
        else topic.rows.set(tuple[0], tuple);
      }
      topic.o += 1;
      if (!lost) tell(name, { op: 'set', p: topic.o - 1, o: topic.o, rows });
    },
    quiet(name) {
      const { o } = topicOf(name);
      tell(name, { op: 'pos', p: o, o });
    },
    ch: (topic) => channelOf(topic),
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      await new Promise((resolve) => sockets.close(resolve));
    },
  };

  function tell(name: RowTopic, message: object): void {
    for (const peer of peers) {
      if (!peer.isOpen) continue;
      const watched = [...peer.watches.values()].filter((sub) => sub.topic === name);
      for (const ch of new Set(watched.map((sub) => channelOf(name, sub.filter)))) peer.send({ ...message, ch });
    }
  }

  sockets.on('connection', (socket: WebSocket, request) => {
    requests.push(`${request.url} ${request.headers['sec-websocket-protocol']}`);
    const received: ClientMessage[] = [];
    const watches = new Map<number, SubMessage>();
    const peer = {
      received,
      watches,
      get isOpen() {
        return socket.readyState === socket.OPEN;
      },
      of: <O extends ClientMessage['op']>(op: O) =>
        received.filter((message): message is Extract<ClientMessage, { op: O }> => message.op === op),
      send: (frame: object) => socket.send(JSON.stringify(frame)),
      sendText: (text: string) => socket.send(text),
      sendBinary: (bytes: Uint8Array) => socket.send(bytes),
      close: (code: number, reason?: string) => socket.close(code, reason),
      terminate: () => socket.terminate(),
    };
    peers.push(peer);
    socket.on('message', (bytes) => {
      for (const message of (parseFrame(String(bytes)) ?? []) as ClientMessage[]) {
        received.push(message);
        if (message.op === 'hello' && server.greets) {
          peer.send({ ...WELCOME, ...server.welcome } satisfies ServerMessage);
        } else if (message.op === 'sub') {
          watches.set(message.id, message);
          for (const answer of server.answer(message)) peer.send(answer);
        } else if (message.op === 'ping' && server.hears) peer.send({ op: 'pong', n: message.n });
        else if (message.op === 'unsub') watches.delete(message.id);
      }
    });
  });
  return server;
}

const WELCOME: WelcomeMessage = {
  op: 'welcome',
  v: 1,
  sid: 's1',
  e: 'epoch1',
  node: 'here',
  tickMs: 5_000,
  pingMs: 30_000,
  durability: 'memory',
  limits: { subscriptions: 16, frameBytes: 16_384, messagesPerSecond: 20 },
};

/** The name that clients offer; here so that a test states it once. */
export const OFFERED: string = SUBPROTOCOL;

/** Waits until a condition holds, for at most ten seconds of real time. */
export async function until(condition: () => unknown, what: string = condition.toString()): Promise<void> {
  const endMs = performance.now() + 10_000;
  while (!condition()) {
    if (performance.now() > endMs) throw new Error(`did not come about: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
