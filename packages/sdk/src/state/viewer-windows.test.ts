import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { createViewerWindows } from './viewer-windows.ts';

/** An evenly spread hash of a small number. */
const viewer = (index: number): number => createHash('sha256').update(String(index)).digest().readUIntBE(0, 6);
const MINUTE_MS = 60_000;

test('a viewer who comes twice is one, and one of an hour ago is not of this quarter', () => {
  const windows = createViewerWindows();
  for (let index = 0; index < 50; index += 1) windows.add(viewer(index), 0);
  for (let index = 0; index < 50; index += 1) windows.add(viewer(index), 40 * MINUTE_MS);
  for (let index = 50; index < 60; index += 1) windows.add(viewer(index), 50 * MINUTE_MS);
  expect([windows.count(0), windows.count(1), windows.count(2)]).toEqual([60, 60, 60]);
  windows.advance(100 * MINUTE_MS, () => {});
  expect([windows.count(0), windows.count(1), windows.count(2)]).toEqual([0, 10, 60]);
  windows.advance((24 * 60 + 40) * MINUTE_MS, () => {});
  expect(windows.count(2)).toBe(10);
  windows.advance(26 * 60 * MINUTE_MS, () => {});
  expect(windows.count(2)).toBe(0);
});

test('who watches for hours is in every window', () => {
  const windows = createViewerWindows();
  windows.add(viewer(7), 0);
  for (let minute = 1; minute <= 300; minute += 1) windows.advance(minute * MINUTE_MS, (take) => take(viewer(7)));
  expect([windows.count(0), windows.count(1), windows.count(2)]).toEqual([1, 1, 1]);
});

test('fifty thousand are told within five per cent', () => {
  const windows = createViewerWindows();
  for (let index = 0; index < 50_000; index += 1) windows.add(viewer(index), 0);
  expect(Math.abs(windows.count(0) / 50_000 - 1)).toBeLessThan(0.05);
});
