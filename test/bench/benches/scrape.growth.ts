/** Ten times the series cost at most eleven times as much. */
import { atMost, type Outcome } from '../measure.ts';
import { scrapeBoth } from '../parts/scrapes.ts';

export async function bench(): Promise<readonly Outcome[]> {
  const small = await scrapeBoth(10_000, 20);
  const large = await scrapeBoth(100_000, 6);
  const ours = large.ours.cpuMs;
  return [
    atMost({ id: 'scrape.growth', unit: 'ms', ours, peer: small.ours.cpuMs, peerName: 'itself at 10 000', target: 11 }),
  ];
}
