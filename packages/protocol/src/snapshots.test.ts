import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BANDWIDTH_WINDOW_MS,
  type BandwidthPoint,
  type BandwidthRow,
  FIELDS,
  type GeoRow,
  mergeRow,
  type Rows,
  type RowTopic,
  type RowTuple,
  toRow,
  toTuple,
} from './snapshots.ts';

const rate = fc.option(fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }));
const START_MS = 1_700_000_000_000;
const point = fc.tuple(fc.integer({ min: 0, max: 300_000 }), fc.nat(), fc.option(fc.nat()));

/** A row whose points are in order, as servers send them. */
const bandwidthRow: fc.Arbitrary<BandwidthRow> = fc.record({
  current: rate,
  average: rate,
  peak: rate,
  peakAtMs: fc.option(fc.nat()),
  trend: rate,
  points: fc
    .uniqueArray(point, { selector: ([atMs]) => atMs, maxLength: 60 })
    .map((points) =>
      points.sort((a, b) => a[0] - b[0]).map(([atMs, out, inn]): BandwidthPoint => [START_MS + atMs, out, inn]),
    ),
});
const geoRow: fc.Arbitrary<GeoRow> = fc.record({
  continent: fc.option(fc.string()),
  sessions: fc.nat(),
  egressBytes: fc.maxSafeNat(),
  share: rate,
  cities: fc.option(
    fc.array(fc.record({ name: fc.string(), latitude: fc.option(fc.integer()), longitude: rate, sessions: fc.nat() }), {
      maxLength: 3,
    }),
  ),
  networks: fc.option(
    fc.array(fc.record({ asn: fc.nat(), name: fc.option(fc.string()), sessions: fc.nat() }), { maxLength: 3 }),
  ),
});

/** What the other side gets. */
function overTheWire(tuple: RowTuple): RowTuple {
  return JSON.parse(JSON.stringify(tuple)) as RowTuple;
}

function roundTrip<T extends RowTopic>(topic: T, key: string, row: Rows[T]): Rows[T] {
  return toRow<Rows[T]>(FIELDS[topic], overTheWire(toTuple(topic, key, row)));
}

describe('a row', () => {
  it('survives the wire, unknowns included', () => {
    const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
    fc.assert(
      fc.property(bandwidthRow, geoRow, fc.string(), (bandwidth, geo, key) => {
        expect(roundTrip('bandwidth', key, bandwidth)).toEqual(plain(bandwidth));
        expect(roundTrip('geo', key, geo)).toEqual(plain(geo));
        expect(toTuple('geo', key, geo)[0]).toBe(key);
      }),
    );
  });

  it('is a tuple of all its fields, so that it can never be taken for one that is gone', () => {
    for (const topic of Object.keys(FIELDS) as RowTopic[]) {
      const tuple = toTuple(topic, 'x', {} as Rows[RowTopic]);
      expect(tuple).toHaveLength(FIELDS[topic].length + 1);
      expect(tuple.slice(1).every((value) => value === null)).toBe(true);
    }
  });

  it('is read in the order that the server states, whatever this version thinks', () => {
    expect(toRow(['share', 'later'], ['FR', 0.5, 'new'])).toEqual({ share: 0.5, later: 'new' });
  });
});

describe('merging a changed row', () => {
  const merge = (previous: BandwidthRow | undefined, next: BandwidthRow): BandwidthRow =>
    mergeRow('bandwidth', previous, next);
  const rowOf = (...atMs: number[]): BandwidthRow => ({
    current: 1,
    average: 1,
    peak: 1,
    peakAtMs: null,
    trend: null,
    points: atMs.map((at) => [at, 1, null]),
  });
  const times = (row: BandwidthRow): number[] => row.points.map(([atMs]) => atMs);

  it('replaces it, except for bandwidth points', () => {
    fc.assert(
      fc.property(geoRow, geoRow, (previous, next) => {
        expect(mergeRow('geo', previous, next)).toBe(next);
      }),
    );
    const merged = merge(rowOf(1_000), { ...rowOf(2_000), current: 9 });
    expect(merged.current).toBe(9);
    expect(times(merged)).toEqual([1_000, 2_000]);
  });

  it('twice is the same as once', () => {
    fc.assert(
      fc.property(bandwidthRow, bandwidthRow, (previous, next) => {
        const once = merge(previous, next);
        expect(merge(once, next)).toEqual(once);
      }),
    );
  });

  it('keeps the points in order, each once, and no more of them than the window holds', () => {
    fc.assert(
      fc.property(fc.array(bandwidthRow, { minLength: 2, maxLength: 6 }), (rows) => {
        const [first, ...more] = rows as [BandwidthRow, ...BandwidthRow[]];
        const at = times(more.reduce(merge, first));
        expect(at).toEqual([...new Set(at)].sort((a, b) => a - b));
        expect((at.at(-1) ?? 0) - (at[0] ?? 0)).toBeLessThanOrEqual(BANDWIDTH_WINDOW_MS);
      }),
    );
  });

  it('does not change the rows that it was given', () => {
    const previous = Object.freeze(rowOf(1_000));
    const next = Object.freeze(rowOf(2_000));
    Object.freeze(previous.points);
    Object.freeze(next.points);
    expect(times(merge(previous, next))).toEqual([1_000, 2_000]);
  });

  it('lets the oldest points go', () => {
    const merged = merge(rowOf(0, 50_000, 99_000), rowOf(100_000, 150_000));
    expect(times(merged)).toEqual([99_000, 100_000, 150_000]);
  });

  it('starts anew when the clock of the server was set back: no point would be newer for an hour', () => {
    const hourMs = 3_600_000;
    const merged = merge(rowOf(hourMs - 5_000, hourMs), rowOf(5_000));
    expect(times(merged)).toEqual([5_000]);
    expect(times(merge(merged, rowOf(10_000)))).toEqual([5_000, 10_000]);
  });
});
