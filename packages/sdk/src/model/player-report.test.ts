import { describe, expect, it } from 'vitest';
import { toPlayerReport } from './player-report.ts';

const item = (value: unknown, type: string): object => ({ value, params: { [type]: true } });

describe('a player report', () => {
  it('has bits and milliseconds as bytes and milliseconds', () => {
    const report = toPlayerReport({ br: 3200, d: 2000, bl: 4100, mtp: 25_400, ot: 'v', sf: 'h', st: 'l', sid: 'a' });
    expect(report).toMatchObject({ bitrateBytesPerSecond: 400_000, durationMs: 2000, bufferMs: 4100 });
    expect(report.throughputBytesPerSecond).toBe(3_175_000);
  });

  it('takes of a list the item for its own object type', () => {
    const br = [item(3200, 'v'), item(128, 'a')];
    expect(toPlayerReport({ v: 2, br, ot: 'a' }).bitrateBytesPerSecond).toBe(16_000);
    expect(toPlayerReport({ v: 2, br, ot: 'v' }).bitrateBytesPerSecond).toBe(400_000);
    expect(toPlayerReport({ v: 2, br, ot: 'av' }).bitrateBytesPerSecond).toBe(400_000);
  });

  it('believes the emptier of two buffers', () => {
    expect(toPlayerReport({ v: 2, bl: [item(4000, 'v'), item(1500, 'a')] }).bufferMs).toBe(1500);
  });

  it.each([
    ['a word', { br: 'abc' }],
    ['a negative number', { br: -1 }],
    ['not a number', { br: Number.NaN }],
    ['more than any player decodes', { br: 1e12 }],
    ['an empty list', { br: [] }],
    ['a list of words', { br: ['abc', { value: 'x' }, null] }],
    ['yes', { br: true }],
  ])('does not know a bitrate that is %s', (_name, raw) => {
    expect(toPlayerReport(raw).bitrateBytesPerSecond).toBeNull();
  });

  it('starved is yes, and nothing that only looks like it', () => {
    expect(toPlayerReport({ bs: true }).starved).toBe(true);
    for (const bs of [1, 'false', 'true', false]) expect(toPlayerReport({ bs }).starved).toBe(false);
  });

  it('has no session id beyond 64 characters', () => {
    expect(toPlayerReport({ sid: 'a'.repeat(64) }).sid).toHaveLength(64);
    expect(toPlayerReport({ sid: 'a'.repeat(65) }).sid).toBeNull();
    expect(toPlayerReport({ sid: 12 }).sid).toBeNull();
  });
});
