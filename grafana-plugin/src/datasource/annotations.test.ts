import { describe, expect, it } from 'vitest';
import { liveEvent } from '../testing/rows.ts';
import { toAlertMarks, toEventMarks, toMarkFrame } from './annotations.ts';

const RANGE = { fromMs: 1_000, toMs: 10_000 };
const alert = (key: string, sinceMs: number, resolvedMs?: number) => ({
  key,
  sinceMs,
  severity: 'error',
  condition: 'stream-down',
  subject: key,
  team: 'video',
  summary: `${key} is down`,
  advice: 'Look at the encoder',
  acknowledgedBy: 'Ana',
  ...(resolvedMs !== undefined && { resolvedMs }),
});

describe('alerts as annotations', () => {
  it('reach from when it broke to when it was over, open ones to the end of the range', () => {
    const marks = toAlertMarks([alert('news', 2_000, 4_000), alert('sports', 500)], RANGE, undefined);
    expect(marks.map(({ title, fromMs, toMs }) => [title, fromMs, toMs])).toEqual([
      ['sports is down', 500, 10_000],
      ['news is down', 2_000, 4_000],
    ]);
    expect(marks[0]).toMatchObject({
      text: 'error. Look at the encoder. Seen by Ana',
      tags: ['error', 'stream-down', 'video'],
    });
  });

  it('outside of the range are left out, and those that are not wanted', () => {
    const rows = [alert('early', 1, 900), alert('late', 10_001), alert('news', 2_000)];
    expect(toAlertMarks(rows, RANGE, undefined)).toHaveLength(1);
    expect(toAlertMarks(rows, RANGE, { subject: ['sports'] })).toEqual([]);
  });

  it('that are told both as past and as open count once', () => {
    expect(toAlertMarks([alert('news', 2_000, 4_000), alert('news', 2_000, 4_000)], RANGE, undefined)).toHaveLength(1);
  });
});

describe('events as annotations', () => {
  const events = [
    liveEvent('stream-down', 2_000, { stream: 'news', previous: 'up', reason: 'black' }),
    liveEvent('device-online', 3_000, { device: 'lobby', site: 'paris', previous: 'offline' }),
    liveEvent('stream-up', 20_000, { stream: 'news', previous: 'down' }),
  ];

  it('are moments with a sentence and tags', () => {
    expect(toEventMarks(events, RANGE, undefined).map(({ title, tags, toMs }) => [title, tags, toMs])).toEqual([
      ['news is down: black', ['stream-down', 'stream'], undefined],
      ['lobby is online at paris', ['device-online', 'device'], undefined],
    ]);
  });

  it('can be chosen by name and by what they are about', () => {
    expect(toEventMarks(events, RANGE, { name: ['device-online'] })).toHaveLength(1);
    expect(toEventMarks(events, RANGE, { stream: ['news'] })).toHaveLength(1);
  });
});

it('a frame of annotations has the fields that Grafana maps by itself', () => {
  const frame = toMarkFrame(toAlertMarks([alert('news', 2_000, 4_000)], RANGE, undefined), 'Anno');
  expect(frame.fields.map(({ name, values }) => [name, values[0]])).toEqual([
    ['time', 2_000],
    ['timeEnd', 4_000],
    ['title', 'news is down'],
    ['text', 'error. Look at the encoder. Seen by Ana'],
    ['tags', 'error,stream-down,video'],
    ['id', 'news 2000'],
  ]);
});
