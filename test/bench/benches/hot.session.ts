/**
 * Opening and closing a viewing session with its country, against the four counters and the histogram that would tell of it.
 * Both sides are handed the country; told beside it: with the country, the network and the viewer still to be found from an
 * address, which the peer has nothing for.
 */
import { createTallylight, type DeclaredStream } from '@tallylight/sdk';
import { countryDatabase } from '@tallylight/sdk/geo';
import { Counter, Histogram, Registry } from 'prom-client';
import { nanosecondsEach, type Outcome, timesCheaper } from '../measure.ts';
import { publicAddresses } from '../parts/addresses.ts';

/** Sessions in a round. */
const OURS = 200_000;
const THEIRS = 100_000;
const COUNTRIES = ['DE', 'FR', 'US', 'JP', 'BR', 'IN', 'GB', 'ES'];

export async function bench(): Promise<readonly Outcome[]> {
  const tally = createTallylight({ geo: { country: countryDatabase() } });
  await tally.ready;
  const streams = Array.from({ length: 64 }, (_, index) => tally.stream(`stream-${index}`));
  const addresses = publicAddresses(1024);
  const userAgent =
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

  const registers = [new Registry()];
  const labelNames = ['stream', 'country'];
  const counters = ['opened_total', 'closed_total', 'joined_total', 'left_total'].map(
    (name) => new Counter({ name, help: name, labelNames, registers }),
  );
  const [opened, closed, joined, left] = counters as [Counter, Counter, Counter, Counter];
  const durations = new Histogram({ name: 'duration', help: 'Duration.', labelNames, registers });
  const labels = Array.from({ length: 512 }, (_, index) => ({
    stream: `stream-${index & 63}`,
    country: COUNTRIES[index >> 6] as string,
  }));

  const { ours, found, promClient } = nanosecondsEach({
    ours: {
      count: OURS,
      run() {
        for (let i = 0; i < OURS; i += 1) {
          const country = COUNTRIES[(i >> 6) & 7];
          (streams[i & 63] as DeclaredStream).openSession({ country, userAgent }).close('left');
        }
      },
    },
    found: {
      count: OURS,
      run() {
        for (let i = 0; i < OURS; i += 1) {
          (streams[i & 63] as DeclaredStream).openSession({ address: addresses[i & 1023], userAgent }).close('left');
        }
      },
    },
    promClient: {
      count: THEIRS,
      run() {
        for (let i = 0; i < THEIRS; i += 1) {
          const of = labels[i & 511] as { stream: string; country: string };
          opened.inc(of);
          joined.inc(of);
          left.inc(of);
          closed.inc(of);
          durations.observe(of, 12);
        }
      },
    },
  });
  await tally.close();
  const against = { unit: 'ns', peer: promClient, peerName: 'prom-client' };
  return [
    timesCheaper({ ...against, id: 'hot.session', ours, target: 3 }),
    // No goal was set for this one: that it is not dearer than the peer is the least.
    timesCheaper({ ...against, id: 'hot.session.address', ours: found, target: 1 }),
  ];
}
