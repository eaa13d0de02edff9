/**
 * A host in a process of its own, which can be killed: it tells events as it is asked to, writes down the id of each, and
 * answers how it stands. Arguments: port, options as JSON. Ends with whoever started it.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { EVENT_NAMES, eventTopic } from '@tallylight/protocol';
import { createTallylight, type TallylightOptions } from '@tallylight/sdk';

export interface Report {
  /** Ids of the events of `activity`, since it was last asked. */
  readonly journal: readonly string[];
  readonly stats: { readonly connections: Readonly<Record<string, number>>; readonly slow: number };
  readonly ended: Readonly<Record<string, number>>;
  readonly resumes: Readonly<Record<string, number>>;
  /** After a collection: what the heap and buffers outside of it hold. */
  readonly memoryBytes: number;
  readonly deviceStates: Readonly<Record<string, number>>;
  readonly deviceEvents: readonly string[];
}

export type Order =
  | { readonly do: 'play'; readonly from: number; readonly to: number; readonly padding?: number }
  | { readonly do: 'pour'; readonly perSecond: number; readonly padding?: number }
  | { readonly do: 'cut' | 'report' | 'drain' }
  | { readonly do: 'stall'; readonly ms: number };

process.on('disconnect', () => process.exit(0));

const [port = '0', options = '{}'] = process.argv.slice(2);
const tally = createTallylight({ tickMs: 500, historyMs: 10_000, ...(JSON.parse(options) as TallylightOptions) });
const journal: string[] = [];
const deviceEvents: string[] = [];
let read = 0;
for (const name of EVENT_NAMES) {
  if (eventTopic(name) !== 'activity') continue;
  tally.on(name, (event) => {
    journal.push(event.id);
    if (event.name === 'device-online' || event.name === 'device-offline')
      deviceEvents.push(`${event.name} ${event.payload.device}`);
  });
}
const server = createServer((_request, response) => response.writeHead(404).end());
const sockets = new Set<Socket>();
server.on('connection', (socket) => {
  sockets.add(socket);
  socket.once('close', () => sockets.delete(socket));
});
tally.attach(server);
// A screen that is not missed however long the test takes.
const screen = tally.device('screen', { heartbeatIntervalMs: 3_600_000 });
server.listen({ port: Number(port), host: '127.0.0.1', backlog: 4096 });
await once(server, 'listening');

let poured = 0;
let pouring: NodeJS.Timeout | undefined;
const play = (item: number, padding = 0): void =>
  screen.heartbeat({ playing: { title: `item ${item} ${'·'.repeat(padding)}` } });

async function obey(order: Order): Promise<object> {
  switch (order.do) {
    case 'play':
      for (let item = order.from; item <= order.to; item += 1) play(item, order.padding);
      return {};
    case 'pour':
      clearInterval(pouring);
      if (order.perSecond === 0) return {};
      pouring = setInterval(() => {
        for (let index = 0; index < order.perSecond / 20; index += 1) {
          poured += 1;
          play(poured, order.padding);
        }
      }, 50);
      return {};
    case 'cut':
      for (const socket of sockets) socket.destroy();
      return {};
    case 'stall': {
      const untilMs = performance.now() + order.ms;
      while (performance.now() < untilMs);
      return {};
    }
    case 'drain':
      clearInterval(pouring);
      await tally.close();
      return {};
    case 'report':
      return report();
  }
}

async function report(): Promise<Report> {
  const fresh = journal.slice(read);
  read = journal.length;
  const states: Record<string, number> = {};
  for (const { state } of tally.snapshot('devices').values()) states[state] = (states[state] ?? 0) + 1;
  const { port: bound } = server.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${bound}/tallylight/v1/live/stats`);
  const { ended, resumes, ...stats } = (await answer.json()) as Report['stats'] & Pick<Report, 'ended' | 'resumes'>;
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return {
    journal: fresh,
    stats,
    ended,
    resumes,
    memoryBytes: heapUsed + external,
    deviceStates: states,
    deviceEvents,
  };
}

process.on('message', ({ n, order }: { readonly n: number; readonly order: Order }) => {
  void obey(order).then((answer) => process.send?.({ n, answer }));
});
process.send?.({ port: (server.address() as AddressInfo).port });
