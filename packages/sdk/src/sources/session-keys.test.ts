import { expect, test } from 'vitest';
import { createCalendar } from '../model/calendar.ts';
import { createSessionKeys } from './session-keys.ts';

const identity = { stream: 'news', sid: undefined, given: undefined, address: '192.0.2.7', userAgent: 'player' };

test('the key turns at business midnight, not at that of UTC, and yesterday’s is still known', () => {
  const keys = createSessionKeys(createCalendar({ zone: 'Asia/Tokyo', weekStart: 'monday' }).dayOf);
  const at = (iso: string): string => keys.key(identity, Date.parse(iso));
  const first = at('2026-11-21T14:59:59Z');
  expect(keys.previousKey(identity)).toBe(undefined);
  const next = at('2026-11-21T15:00:00Z');
  expect(next).not.toBe(first);
  expect(keys.previousKey(identity)).toBe(first);
  // Midnight of UTC changes nothing.
  expect(at('2026-11-22T00:00:01Z')).toBe(next);
});

test('a key is 22 letters that carry nothing of who it is', () => {
  const keys = createSessionKeys(() => 0);
  expect(keys.key(identity, 0)).toMatch(/^[A-Za-z0-9_-]{22}$/);
  expect(createSessionKeys(() => 0).key(identity, 0)).not.toBe(keys.key(identity, 0));
});

test('a user has one hash for a day, and is found under the one before for sessions that are still open', () => {
  const keys = createSessionKeys((epochMs) => Math.floor(epochMs / 1000));
  const anybody = { stream: 'news', sid: undefined, given: undefined, address: '192.0.2.1', userAgent: '' };
  keys.key(anybody, 0);
  const before = keys.user('alice');
  expect(keys.user('alice')).toBe(before);
  expect(keys.user('bob')).not.toBe(before);
  expect(keys.users('alice')).toEqual([before]);
  keys.key(anybody, 1000);
  expect(keys.user('alice')).not.toBe(before);
  expect(keys.users('alice')).toEqual([keys.user('alice'), before]);
  expect(createSessionKeys(() => 0).user('alice')).not.toBe(before);
  for (const name of ['alice', '', '😀'])
    expect(Number.isSafeInteger(keys.user(name)) && keys.user(name) > 0).toBe(true);
});
