import { describe, expect, it } from 'vitest';
import { toFrames } from '../datasource/frames.ts';
import type { Reading } from '../datasource/reading.ts';
import { deviceRow } from '../testing/rows.ts';
import { readTable } from './table-frame.ts';

function deviceFrame(fields?: readonly string[]) {
  const rows = new Map([
    ['b', deviceRow({ temperatureCelsius: null })],
    ['a', deviceRow({ state: 'offline' })],
  ]);
  const reading: Reading = {
    topic: 'devices',
    rows,
    histories: new Map(),
    phase: 'live',
    ageMs: 40,
    tickMs: 1_000,
    stampMs: 0,
    problem: null,
    attribution: [],
  };
  const [frame] = toFrames(reading, { refId: 'A', spanMs: 1, originMs: 0, fields });
  if (frame === undefined) throw new Error('expected a frame, received none');
  return frame;
}

describe('a table of the data source, read by a panel', () => {
  it('gives its cells by the name of the column', () => {
    const table = readTable(deviceFrame(), 'devices');
    expect(table?.length).toBe(2);
    expect([table?.cell('device', 0), table?.cell('state', 0), table?.cell('temperature', 1)]).toEqual([
      'a',
      'offline',
      null,
    ]);
    expect(table?.cell('data age', 0)).toBe(40);
  });

  it('says of a column that the query left out that it is not there, and reads null', () => {
    const table = readTable(deviceFrame(['device']), 'devices');
    expect([table?.has('device'), table?.has('state'), table?.cell('state', 0)]).toEqual([true, false, null]);
  });

  it('is none of another topic, nor of another data source', () => {
    expect(readTable(deviceFrame(), 'streams')).toBeUndefined();
    expect(readTable({ ...deviceFrame(), meta: {} }, 'devices')).toBeUndefined();
  });
});
