/**
 * A host with many declared screens, as a process of its own, so that it can be killed as a machine kills it and its memory is
 * its own. Asked over the channel of its parent: `order` gives each screen one command, `report` says how things stand.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTallylight } from '@tallylight/sdk';

export interface DeviceReport {
  /** Screens by state. */
  readonly states: Readonly<Record<string, number>>;
  /** Events that were told since it began. */
  readonly online: number;
  readonly offline: number;
  /** Commands by their end. */
  readonly ends: Readonly<Record<string, number>>;
  readonly connections: number;
  /** After a collection. */
  readonly heapBytes: number;
  readonly rssBytes: number;
}

process.on('disconnect', () => process.exit(0));

const [port = 0, count = 0, heartbeatMs = 30_000] = process.argv.slice(2).map(Number);
const tally = createTallylight({
  tickMs: 1000,
  historyMs: 10_000,
  devices: { heartbeatIntervalMs: heartbeatMs },
  live: { maxConnections: 2 * count },
});
const told = { 'device-online': 0, 'device-offline': 0 };
for (const name of ['device-online', 'device-offline'] as const) {
  tally.on(name, () => {
    told[name] += 1;
  });
}
const ends: Record<string, number> = {};
// As a host with a database of its own declares them: known, and seen a moment ago.
const screens = Array.from({ length: count }, (_, index) =>
  tally.device(`screen-${index}`, { site: `site-${index % 100}`, lastSeenMs: Date.now() - 5000 }),
);
const server = createServer((_request, response) => response.writeHead(404).end());
tally.attach(server);
// A screen that fell back to POST for a moment is not to hold a second file descriptor for long.
server.keepAliveTimeout = 1000;
server.listen({ port, host: '127.0.0.1', backlog: 4096 });
await once(server, 'listening');

process.on('message', (asked) => {
  if (asked === 'order') {
    for (const screen of screens) {
      void screen.command('reload', {}, { expiresInMs: 120_000 }).end.then(({ result }) => {
        ends[result] = (ends[result] ?? 0) + 1;
      });
    }
  } else void report();
});

async function report(): Promise<void> {
  const states: Record<string, number> = {};
  for (const { state } of tally.snapshot('devices').values()) states[state] = (states[state] ?? 0) + 1;
  const connections = await new Promise<number>((resolve) => server.getConnections((_, open) => resolve(open)));
  globalThis.gc?.();
  const { heapUsed: heapBytes, rss: rssBytes } = process.memoryUsage();
  const { 'device-online': online, 'device-offline': offline } = told;
  process.send?.({ states, online, offline, ends, connections, heapBytes, rssBytes } satisfies DeviceReport);
}

process.send?.((server.address() as AddressInfo).port);
