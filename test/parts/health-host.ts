/**
 * A host whose streams do as well or as badly as a test says: it probes them itself, so that scores are there at once, and lets
 * operators start, stop and restart them.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTallylight, type StreamHandle, type Tallylight, type TallylightOptions } from '@tallylight/sdk';

export interface HealthHost {
  /** Without a slash at the end. */
  readonly url: string;
  readonly port: number;
  readonly tally: Tallylight;
  /** Adds a stream with so many probes behind it, of which some failed. */
  add(id: string, how?: Probing): StreamHandle;
  /** From now on so many watch it. */
  watch(id: string, sessions: number): void;
  /** What operators did, in order: `restart news-hd`. */
  readonly done: readonly string[];
  close(): Promise<void>;
}

export interface Probing {
  readonly title?: string;
  readonly probes?: number;
  readonly failed?: number;
  readonly durationMs?: number;
}

/** Restarting this one fails in the host. */
export const STUBBORN = 'stubborn';

export async function startHealthHost(options: TallylightOptions = {}, port = 0): Promise<HealthHost> {
  const done: string[] = [];
  const handles = new Map<string, StreamHandle>();
  const act =
    (verb: string, effect: (handle: StreamHandle) => void) =>
    (id: string): void => {
      if (id === STUBBORN) throw new Error('The encoder does not answer.');
      done.push(`${verb} ${id}`);
      const handle = handles.get(id);
      if (handle !== undefined) effect(handle);
    };
  const server = createServer((_request, response) => response.writeHead(404).end());
  const tally = createTallylight({
    tickMs: 250,
    historyMs: 10_000,
    trustedProxies: ['127.0.0.0/8'],
    // Uptime is known only after a minute; weighing next to nothing, it then moves no score into another band.
    health: { weights: { uptime: 1, errors: 60, response: 39 } },
    actions: {
      stream: {
        start: act('start', (handle) => handle.up()),
        stop: act('stop', (handle) => handle.off()),
        restart: act('restart', (handle) => {
          handle.restarted('manual');
          handle.up();
        }),
      },
    },
    ...options,
  });
  tally.attach(server);
  await tally.ready;
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${taken}`,
    port: taken,
    tally,
    done,
    add(id, { title, probes = 0, failed = 0, durationMs = 80 } = {}) {
      const handle = tally.stream(id, { protocol: 'hls', kind: 'live', ...(title !== undefined && { title }) });
      handles.set(id, handle);
      if (probes > 0) handle.up();
      for (let probe = 0; probe < probes; probe += 1) handle.probe({ ok: probe >= failed, durationMs });
      return handle;
    },
    watch(id, sessions) {
      const stream = tally.stream(id);
      for (let viewer = 0; viewer < sessions; viewer += 1) {
        const country = ['DE', 'BR', 'JP', 'US'][viewer % 4] ?? 'DE';
        stream.openSession({ id: `${id} ${viewer}`, country }).sent(250_000);
      }
    },
    async close() {
      await tally.close();
      server.closeAllConnections();
      server.close();
    },
  };
}
