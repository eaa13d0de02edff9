/** The country of addresses as traffic brings them, few often and many once; and how long loading the file holds the loop. */
import { createTallylight, type TallylightOptions } from '@tallylight/sdk';
import { countryDatabase } from '@tallylight/sdk/geo';
import geoip from 'geoip-lite';
import { type CountryResponse, open } from 'maxmind';
import { atMost, cpuSince, longestBlockMs, nanosecondsEach, type Outcome } from '../measure.ts';
import { publicAddresses, zipfOrder } from '../parts/addresses.ts';

const ADDRESSES = 65_536;
const LOOKUPS = 400_000;
const LOADS = 9;

/** CPU of one start until its files are loaded, ms: the mean of many, the first of which are not counted. */
async function startsMs(options: TallylightOptions): Promise<number> {
  let before = process.cpuUsage();
  for (let start = -2; start < LOADS; start += 1) {
    if (start === 0) before = process.cpuUsage();
    const tally = createTallylight(options);
    await tally.ready;
    await tally.close();
  }
  return cpuSince(before) / 1000 / LOADS;
}

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

  // Other processes can only make a block longer: the least disturbed round is the one that tells.
  let blockMs = Number.POSITIVE_INFINITY;
  for (let round = 0; round < LOADS; round += 1) {
    const loading = createTallylight({ geo: { country: file } });
    blockMs = Math.min(blockMs, await longestBlockMs(() => loading.ready));
    await loading.close();
  }
  // Done on the loop in one piece, the same load (file read, each node of the tree checked, tables made) would hold it as long as
  // it takes in all: its CPU, less that of a root without files.
  const loadMs = (await startsMs({ geo: { country: file } })) - (await startsMs({}));
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
      ours: blockMs,
      peer: loadMs,
      peerName: 'the same load on the loop',
      target: 0.1,
    }),
  ];
}
