import { describe, expect, it } from 'vitest';
import { CODES, type Code, mayReconnect } from './codes.ts';

const codes = Object.entries(CODES) as [Code, (typeof CODES)[Code]][];

describe('close codes', () => {
  it.each(codes)('%s lies in a range that tells whether to come back', (_, { close }) => {
    expect(close).toBeGreaterThanOrEqual(4400);
    expect(close).toBeLessThanOrEqual(4599);
    expect(mayReconnect(close)).toBe(close >= 4500);
  });

  it('are not shared by two codes', () => {
    expect(new Set(codes.map(([, { close }]) => close)).size).toBe(codes.length);
  });

  it('of the standard, of later versions and none at all ask to come back', () => {
    for (const close of [0, 1000, 1001, 1005, 1006, 1011, 1015, 3000, 4000, 4399, 4500, 4599, 4999]) {
      expect(mayReconnect(close), String(close)).toBe(true);
    }
    for (const close of [4400, 4450, 4499]) expect(mayReconnect(close), String(close)).toBe(false);
  });

  it.each(codes)('%s has an HTTP status of an error, never 401, and says what it means', (_, { status, meaning }) => {
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(600);
    expect(status).not.toBe(401);
    expect(meaning).toMatch(/^[A-Z].*\.$/);
  });
});
