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
