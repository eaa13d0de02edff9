/** Counting bytes by the id of a stream, for a host that holds no handle. */
import { createTallylight } from '@tallylight/sdk';
import { Counter, Registry } from 'prom-client';
import { nanosecondsEach, type Outcome, timesCheaper } from '../measure.ts';

const STREAMS = 1024;

export async function bench(): Promise<readonly Outcome[]> {
  const tally = createTallylight();
  const ids = Array.from({ length: STREAMS }, (_, index) => `stream-${index}`);
  for (const id of ids) tally.stream(id);
  const labels = ids.map((stream) => ({ stream, country: 'ZZ' }));
  const counter = new Counter({
    name: 'bytes_total',
    help: 'Bytes.',
    labelNames: ['stream', 'country'],
    registers: [new Registry()],
  });
  const byId = new Map(ids.map((id) => [id, { bytes: 0 }]));
  const { ours, promClient, limit } = nanosecondsEach({
    limit: {
      count: 5_000_000,
      run() {
        for (let i = 0; i < this.count; i += 1) {
          const slot = byId.get(ids[i & 1023] as string);
          if (slot !== undefined) slot.bytes += 1400;
        }
      },
    },
    ours: {
      count: 5_000_000,
      run() {
        for (let i = 0; i < this.count; i += 1) tally.sent(ids[i & 1023] as string, 1400);
      },
    },
    promClient: {
      count: 500_000,
      run() {
        for (let i = 0; i < this.count; i += 1)
          counter.inc(labels[i & 1023] as { stream: string; country: string }, 1400);
      },
    },
  });
  await tally.close();
  return [
    timesCheaper({ id: 'hot.byId', unit: 'ns', ours, limit, peer: promClient, peerName: 'prom-client', target: 6 }),
  ];
}
