/** The country of addresses as traffic brings them, few often and many once; and how long loading the file holds the loop. */
import { readFileSync } from 'node:fs';
import { createTallylight } from '@tallylight/sdk';
import { countryDatabase } from '@tallylight/sdk/geo';
import geoip from 'geoip-lite';
import { type CountryResponse, open, Reader } from 'maxmind';
import { atMost, longestBlockMs, median, nanosecondsEach, type Outcome } from '../measure.ts';
import { publicAddresses, zipfOrder } from '../parts/addresses.ts';

const ADDRESSES = 65_536;
const LOOKUPS = 400_000;
const LOADS = 5;

export async function bench(): Promise<readonly Outcome[]> {
  const { file } = countryDatabase();
  const tally = createTallylight({ geo: { country: file } });
  await tally.ready;
  const peer = await open<CountryResponse>(file, { cache: { max: 10_000 } });
  const addresses = publicAddresses(ADDRESSES);
  const order = zipfOrder(ADDRESSES, LOOKUPS);
  const candidate = (look: (address: string) => unknown): { count: number; run(): void } => ({
    count: LOOKUPS,
    run() {
      for (let i = 0; i < LOOKUPS; i += 1) look(addresses[order[i] as number] as string);
    },
  });
  const taken = nanosecondsEach({
    ours: candidate((address) => tally.locate(address)),
    maxmind: candidate((address) => peer.get(address)),
    geoipLite: candidate((address) => geoip.lookup(address)),
  });
  await tally.close();

  const blocks = { ours: [] as number[], peer: [] as number[] };
  for (let round = 0; round < LOADS; round += 1) {
    const loading = createTallylight({ geo: { country: file } });
    blocks.ours.push(await longestBlockMs(() => loading.ready));
    await loading.close();
    // Read and opened on the loop, nothing of it checked; we check every node of the tree as well.
    blocks.peer.push(await longestBlockMs(async () => void new Reader(readFileSync(file))));
  }
  return [
    atMost({
      id: 'geo.lookup',
      unit: 'ns',
      ours: taken.ours,
      peer: taken.maxmind,
      peerName: 'maxmind, cached',
      target: 0.5,
    }),
    atMost({
      id: 'geo.lookup',
      unit: 'ns',
      ours: taken.ours,
      peer: taken.geoipLite,
      peerName: 'geoip-lite',
      target: 0.5,
    }),
    atMost({
      id: 'geo.load.block',
      unit: 'ms',
      ours: median(blocks.ours),
      peer: median(blocks.peer),
      peerName: 'the load done on the loop',
      target: 0.1,
    }),
  ];
}
