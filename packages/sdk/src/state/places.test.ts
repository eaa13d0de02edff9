import { describe, expect, test } from 'vitest';
import { createPlaces, type PlaceTags } from './places.ts';

const tags = (more: Partial<PlaceTags> = {}): PlaceTags => ({
  ...{ country: 'DE', city: 'Kassel', latitude: 51.3, longitude: 9.5, asn: 64500, network: 'Example Net' },
  ...more,
});

describe('towns and networks', () => {
  test('are counted while somebody watches from them, and then forgotten', () => {
    const places = createPlaces();
    const kassel = places.of(tags());
    kassel?.enter();
    kassel?.enter();
    expect(places.citiesOf('DE', 10)).toMatchObject([{ name: 'Kassel', latitude: 51.3, sessions: 2 }]);
    expect(places.networksOf('DE', 10)).toMatchObject([{ asn: 64500, name: 'Example Net', sessions: 2 }]);
    kassel?.leave();
    kassel?.leave();
    expect([places.citiesOf('DE', 10), places.networksOf('DE', 10), [...places.networks()]]).toEqual([[], [], []]);
    kassel?.enter();
    expect(places.citiesOf('DE', 10)).toMatchObject([{ name: 'Kassel', sessions: 1 }]);
  });

  test('are one town for all records that name it, however they come and go', () => {
    const places = createPlaces();
    const [one, two] = [places.of(tags()), places.of(tags({ asn: 64501 }))];
    one?.enter();
    two?.enter();
    one?.leave();
    one?.enter();
    expect(places.citiesOf('DE', 10)).toMatchObject([{ name: 'Kassel', sessions: 2 }]);
    expect(places.networksOf('DE', 10).map(({ asn, sessions }) => [asn, sessions])).toEqual([
      [64501, 1],
      [64500, 1],
    ]);
  });

  test('of one name are two where they lie apart, and of two countries never one', () => {
    const places = createPlaces();
    for (const more of [{}, { latitude: 48 }, { country: 'AT' }]) places.of(tags(more))?.enter();
    expect([places.citiesOf('DE', 10).length, places.citiesOf('AT', 10).length]).toEqual([2, 1]);
    expect(places.networks().get(64500)).toMatchObject({ sessions: 3 });
  });

  test('with too few viewers are not named, and their viewers are not lost', () => {
    const places = createPlaces(3);
    const kassel = places.of(tags());
    kassel?.enter();
    kassel?.enter();
    expect(places.citiesOf('DE', 10)).toEqual([]);
    expect(places.networksOf('DE', 10)).toMatchObject([{ sessions: 2 }]);
    kassel?.enter();
    expect(places.citiesOf('DE', 10)).toMatchObject([{ name: 'Kassel', sessions: 3 }]);
    kassel?.leave();
    expect(places.citiesOf('DE', 10)).toEqual([]);
  });

  test('are unknown until a database tells one', () => {
    const places = createPlaces();
    expect(places.of({ country: 'DE' })).toBeUndefined();
    expect([places.tellsCities, places.tellsNetworks]).toEqual([false, false]);
    places.of(tags({ city: null }));
    expect([places.tellsCities, places.tellsNetworks]).toEqual([false, true]);
  });

  test('say once that they have moved', () => {
    const places = createPlaces();
    places.of(tags())?.enter();
    expect([places.hasMoved('DE'), places.hasMoved('DE'), places.hasMoved('FR')]).toEqual([true, false, false]);
  });
});
