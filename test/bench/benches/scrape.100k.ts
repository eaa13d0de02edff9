/** A page of 100 000 series: what it costs, how long it holds the loop, what memory it takes for a while. */
import { atMost, type Outcome, timesCheaper } from '../measure.ts';
import { scrapeBoth } from '../parts/scrapes.ts';

export async function bench(): Promise<readonly Outcome[]> {
  const { ours, prom } = await scrapeBoth(100_000, 6);
  const peerName = 'prom-client';
  return [
    timesCheaper({ id: 'scrape.100k.cpu', unit: 'ms', ours: ours.cpuMs, peer: prom.cpuMs, peerName, target: 15 }),
    atMost({ id: 'scrape.100k.block', unit: 'ms', ours: ours.blockMs, peer: prom.blockMs, peerName, target: 1 / 20 }),
    atMost({ id: 'scrape.100k.memory', unit: 'MB', ours: ours.memoryMb, peer: prom.memoryMb, peerName, target: 1 / 3 }),
  ];
}
