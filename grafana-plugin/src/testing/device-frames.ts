/** Builders of frames of the topics that the devices panel reads, as the data source makes them. */
import type { DataFrame } from '@grafana/data';
import type { DeviceRow } from '@tallylight/protocol';
import { toFrames } from '../datasource/frames.ts';
import type { Reading } from '../datasource/reading.ts';
import type { QueryTopic } from '../datasource/topics.ts';

export const ORIGIN_MS = 1_795_000_000_000;

export function topicFrames(
  topic: QueryTopic,
  rows: Readonly<Record<string, unknown>>,
  parts: Partial<Reading> = {},
): DataFrame[] {
  const reading: Reading = {
    topic,
    rows: new Map(Object.entries(rows)),
    histories: new Map(),
    phase: 'live',
    ageMs: 300,
    tickMs: 1_000,
    stampMs: 5_000,
    problem: null,
    attribution: [],
    ...parts,
  };
  return toFrames(reading, { refId: topic, spanMs: 900_000, originMs: ORIGIN_MS, uid: 'live-1' });
}

export function deviceFrames(rows: Readonly<Record<string, DeviceRow>>, parts?: Partial<Reading>): DataFrame[] {
  return topicFrames('devices', rows, parts);
}
