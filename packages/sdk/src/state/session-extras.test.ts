import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCap } from './cap.ts';
import { Country } from './countries.ts';
import { createPlaces } from './places.ts';
import { userText } from './session-extras.ts';
import { createSessionWatch, watchTerms } from './session-watch.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { Stream } from './stream.ts';

const news = new Stream('news', true, true, 0);
const france = new Country('FR', 'EU');
const table = (): Sessions => createSessions({ cap: createCap('sessions', 100), idleFloorMs: 30_000, emit: () => {} });

test('a page without towns and users has no columns for them', () => {
  const sessions = table();
  const plain = { stream: news, country: france, deviceClass: 'tv', endsByIdleness: true } as const;
  const one = sessions.open({ ...plain, key: 'one' }, 0);
  expect(one?.page.extras).toBeUndefined();
  const two = sessions.open({ ...plain, key: 'two', extra: { user: 7 } }, 0);
  const slots = [one, two].map((session) => two?.page.extras?.userOf(session?.slot ?? -1));
  expect(slots).toEqual([0, 7]);
});

test('a town counts its sessions until each of them ends, and a slot given out again knows nothing of before', () => {
  const sessions = table();
  const places = createPlaces();
  const place = places.of({
    country: 'FR',
    city: 'Lyon',
    latitude: 45.75,
    longitude: 4.85,
    asn: 64_496,
    network: 'Net',
  });
  const plain = { stream: news, country: france, deviceClass: 'tv', endsByIdleness: true } as const;
  const one = sessions.open({ ...plain, key: 'one', extra: { place, user: 7 } }, 0);
  sessions.open({ ...plain, key: 'two', extra: { place } }, 10_000);
  expect(places.citiesOf('FR', 9)).toMatchObject([{ name: 'Lyon', sessions: 2 }]);
  sessions.sweep(35_000);
  expect(places.citiesOf('FR', 9)).toMatchObject([{ name: 'Lyon', sessions: 1 }]);
  const again = sessions.open({ ...plain, key: 'three' }, 36_000);
  expect(again?.slot).toBe(one?.page === again?.page ? 0 : -1);
  expect([again?.page.extras?.placeOf(again.slot), again?.page.extras?.userOf(again.slot)]).toEqual([undefined, 0]);
  sessions.closeAllOf(news, new Stream('other', true, true, 0), 40_000);
  expect(places.citiesOf('FR', 9)).toEqual([]);
});

test('law: two users have two texts, of ten letters and digits at most', () => {
  const user = fc.integer({ min: 1, max: 2 ** 48 - 1 });
  fc.assert(
    fc.property(user, user, (one, other) => {
      expect(userText(one)).toMatch(/^[0-9a-z]{1,10}$/);
      expect(userText(one) === userText(other)).toBe(one === other);
    }),
  );
});

test('a filter of the live table names a stream, a user or a country; the first of them says what is looked at', () => {
  expect(watchTerms({ user: 'abc' })).toEqual({ streams: [], countries: [], users: ['abc'] });
  expect(watchTerms({ user: 'abc', country: 'FR' })).toEqual({ streams: [], countries: [], users: ['abc'] });
  expect(watchTerms({ user: 'abc', stream: ['a', 'b'] })).toEqual({ streams: ['a', 'b'], countries: [], users: [] });
  expect(watchTerms({ deviceClass: 'tv' })).toBeUndefined();
  const watch = createSessionWatch();
  const [one, two] = [1, 2].map(() => watch.add({ streams: [], countries: [], users: ['abc'] }));
  one?.();
  one?.();
  expect([...watch.users]).toEqual([['abc', 1]]);
  two?.();
  expect([...watch.users]).toEqual([]);
});
