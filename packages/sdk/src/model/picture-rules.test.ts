import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ProgrammeDrift, SegmentSizes } from './picture-rules.ts';

const normal = (sizes: SegmentSizes, count = 20, rate = 250_000): void => {
  for (let segment = 0; segment < count; segment += 1) sizes.push(rate * (0.8 + (segment % 5) / 10));
};

test('two small segments are a fault, one is a cut to black', () => {
  const sizes = new SegmentSizes();
  normal(sizes);
  expect(sizes.push(5000)).toBeNull();
  expect(sizes.push(5000)).toBe('black');
});

test('a segment that is small in part counts as the first', () => {
  const sizes = new SegmentSizes();
  normal(sizes);
  expect(sizes.push(120_000)).toBeNull();
  expect(sizes.push(5000)).toBe('black');
});

test('a picture that stands still needs more bits than a black one', () => {
  const sizes = new SegmentSizes();
  normal(sizes);
  sizes.push(45_000);
  expect(sizes.push(45_000)).toBe('frozen');
});

/** Sizes of 2 s segments as ffmpeg made them: a minute of moving picture, then what came of it. */
test.each([
  ['a test picture turned black, constant quality', [800_000, 805_000, 794_000], [27_824, 27_448], 'black'],
  ['a test picture turned black, 300 kbit/s', [100_392, 105_844, 95_880], [27_636, 27_260], 'black'],
  ['a film turned black, 800 kbit/s', [224_472, 254_176, 235_940], [35_720, 35_532], 'black'],
  ['a test picture stood still, constant quality', [800_000, 805_000, 794_000], [94_376, 83_660], 'frozen'],
  ['a test picture stood still, 300 kbit/s', [98_888, 106_032, 95_880], [45_120, 47_188], 'frozen'],
  ['a film stood still, 800 kbit/s', [224_660, 252_674, 227_856], [53_016, 57_528], 'frozen'],
] as const)('%s', (_what, moving, still, fault) => {
  const sizes = new SegmentSizes();
  for (let segment = 0; segment < 30; segment += 1) expect(sizes.push((moving[segment % 3] as number) / 2)).toBeNull();
  expect(still.map((bytes) => sizes.push(bytes / 2))).toEqual([null, fault]);
});

test('the fault is over with the first normal segment', () => {
  const sizes = new SegmentSizes();
  normal(sizes);
  for (let segment = 0; segment < 100; segment += 1) sizes.push(5000);
  expect(sizes.fault).toBe('black');
  expect(sizes.push(240_000)).toBeNull();
});

test('half an hour later the small segments are how the stream is', () => {
  const sizes = new SegmentSizes();
  normal(sizes);
  for (let segment = 0; segment < 1000; segment += 1) sizes.push(5000);
  expect(sizes.fault).toBeNull();
});

test('segments that vary as they always did are no fault', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0.5, max: 2, noNaN: true }), { minLength: 50, maxLength: 400 }),
      fc.integer({ min: 1000, max: 10_000_000 }),
      (factors, rate) => {
        const sizes = new SegmentSizes();
        for (const factor of factors) expect(sizes.push(rate * factor)).toBeNull();
      },
    ),
  );
});

test('a slide show with little in it is normal to itself', () => {
  const sizes = new SegmentSizes();
  for (let segment = 0; segment < 500; segment += 1) expect(sizes.push(segment % 10 === 0 ? 400_000 : 9000)).toBeNull();
});

test('programme dates behind by a constant, or by a slow clock, are no fault', () => {
  const drift = new ProgrammeDrift();
  for (let segment = 0; segment < 5000; segment += 1) {
    const nowMs = segment * 2000;
    expect(drift.push(nowMs * 0.9999 - 7_200_000 + (segment % 3) * 300, nowMs, 2000)).toBeNull();
  }
});

test('a source that stands still is found within three target durations', () => {
  const drift = new ProgrammeDrift();
  for (let nowMs = 0; nowMs <= 20_000; nowMs += 2000) drift.push(nowMs - 4000, nowMs, 2000);
  const found = [22_000, 24_000, 26_000].map((nowMs) => drift.push(16_000, nowMs, 2000));
  expect(found).toEqual([null, null, 'frozen']);
  expect(drift.push(24_000, 28_000, 2000)).toBeNull();
});

test('a clock that was set is another beginning, not a fault', () => {
  const drift = new ProgrammeDrift();
  for (let nowMs = 0; nowMs <= 20_000; nowMs += 2000) drift.push(nowMs, nowMs, 2000);
  expect(drift.push(22_000 - 3_600_000, 22_000, 2000)).toBeNull();
  expect(drift.push(24_000 - 3_600_000, 24_000, 2000)).toBeNull();
});
