import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Device } from './device.ts';
import { type Choice, createSorter } from './order.ts';

const ALL: Choice = { filter: undefined, text: '', groupBy: 'none', worstFirst: true };

function device(key: string, parts: Partial<Device> = {}): Device {
  return {
    key,
    name: key,
    serial: null,
    site: 'paris',
    group: null,
    state: 'playing',
    stateSinceMs: null,
    expected: true,
    lastSeenMs: null,
    heartbeatIntervalMs: 30_000,
    playing: true,
    title: 'Spring sale',
    campaign: null,
    screenOn: true,
    syncRatio: 1,
    commandsPending: 0,
    ...parts,
  };
}

const keysOf = (devices: readonly Device[], choice: Partial<Choice> = {}): string[] =>
  createSorter()(devices, { ...ALL, ...choice }).sections.flatMap((section) => section.devices.map(({ key }) => key));

describe('the order of devices', () => {
  it('is worst first: away, at fault, unknown, idle, playing, then what is meant to be off', () => {
    const fleet = [
      device('closed', { state: 'offline', expected: false }),
      device('fine'),
      device('idle', { state: 'online', playing: null }),
      device('new', { state: 'unknown' }),
      device('dark', { screenOn: false }),
      device('away', { state: 'offline' }),
      device('lost', { state: 'lost' }),
    ];
    expect(keysOf(fleet)).toEqual(['away', 'dark', 'new', 'idle', 'fine', 'closed', 'lost']);
  });

  it('is by name within, with numbers as people count', () => {
    expect(keysOf([device('Screen 10'), device('screen 9'), device('Screen 2')])).toEqual([
      'Screen 2',
      'screen 9',
      'Screen 10',
    ]);
  });

  it('is by name alone when nobody wants the worst first', () => {
    expect(keysOf([device('b'), device('c', { state: 'offline' }), device('a')], { worstFirst: false })).toEqual([
      'a',
      'b',
      'c',
    ]);
  });

  it('follows a name that changed', () => {
    const sort = createSorter();
    const fleet = [device('a'), device('b')];
    sort(fleet, ALL);
    const renamed = [device('a', { name: 'z' }), device('b')];
    expect(sort(renamed, ALL).sections[0]?.devices.map(({ key }) => key)).toEqual(['b', 'a']);
  });
});

describe('a choice of devices', () => {
  const fleet = [
    device('lobby', { serial: 'SN-77' }),
    device('menu', { state: 'online', playing: false, title: null }),
    device('hall', { state: 'offline', site: 'rome', title: null }),
  ];

  it('of those online has the ones that play', () => {
    expect(keysOf(fleet, { filter: 'online' }).sort()).toEqual(['lobby', 'menu']);
    expect(keysOf(fleet, { filter: 'playing' })).toEqual(['lobby']);
    expect(keysOf(fleet, { filter: 'offline' })).toEqual(['hall']);
  });

  it('by text looks into name, serial, site and title, for every word', () => {
    expect(keysOf(fleet, { text: 'sn-77' })).toEqual(['lobby']);
    expect(keysOf(fleet, { text: 'ROME' })).toEqual(['hall']);
    expect(keysOf(fleet, { text: 'spring paris' })).toEqual(['lobby']);
    expect(keysOf(fleet, { text: 'spring rome' })).toEqual([]);
  });

  it('loses nobody and shows nobody twice, whatever is grouped', () => {
    const states = fc.constantFrom<Device['state']>('online', 'playing', 'offline', 'unknown', 'lost');
    const one = fc.record({ state: states, site: fc.option(fc.constantFrom('a', 'b'), { nil: null }) });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 40 }), fc.boolean(), (parts, worstFirst) => {
        const many = parts.map((part, index) => device(`d${index}`, part));
        const order = createSorter()(many, { ...ALL, groupBy: 'site', worstFirst });
        const shown = order.sections.flatMap(({ devices }) => devices.map(({ key }) => key));
        expect([...shown].sort()).toEqual(many.map(({ key }) => key).sort());
        expect(order.shown).toBe(many.length);
        for (const { place, devices, counts } of order.sections) {
          expect(counts.total).toBe(devices.length);
          expect(devices.every(({ site }) => site === place)).toBe(true);
        }
      }),
    );
  });
});

describe('groups', () => {
  it('stand worst first, those without a place last', () => {
    const fleet = [
      device('a', { site: null, state: 'unknown' }),
      device('b', { site: 'oslo' }),
      device('c', { site: 'rome', state: 'offline' }),
      device('d', { site: 'brno' }),
    ];
    const { sections } = createSorter()(fleet, { ...ALL, groupBy: 'site' });
    expect(sections.map(({ place }) => place)).toEqual(['rome', 'brno', 'oslo', null]);
    expect(sections[0]?.counts).toMatchObject({ total: 1, offline: 1, online: 0 });
  });
});
