/**
 * Which devices are shown and in what order: chosen by state and text, in groups, what needs a hand first, then by name. The
 * order by name is kept while no name changed and the rest is one pass, so that a tick of ten thousand devices costs little.
 */
import type { DeviceState } from '@tallylight/protocol';
import { type Device, RANKS, toRank } from './device.ts';
import type { Grouping } from './option-values.ts';

/** `online` is all that are reachable; the ones that play are among them. */
export type StateFilter = 'online' | 'playing' | 'offline' | 'unknown' | 'lost';

export interface Counts {
  readonly total: number;
  /** Reachable, those that play with them. */
  readonly online: number;
  readonly playing: number;
  readonly offline: number;
  readonly unknown: number;
  readonly lost: number;
}

export interface Choice {
  readonly filter: StateFilter | undefined;
  readonly text: string;
  readonly groupBy: Grouping;
  readonly worstFirst: boolean;
}

export interface Section {
  /** Name of the site or group; null for devices without one. */
  readonly place: string | null;
  readonly devices: readonly Device[];
  /** Of the devices of this place that are shown. */
  readonly counts: Counts;
}

export interface Order {
  /** One without a heading unless grouped. */
  readonly sections: readonly Section[];
  readonly shown: number;
}

const FILTERS: Readonly<Record<StateFilter, readonly DeviceState[]>> = {
  online: ['online', 'playing'],
  playing: ['playing'],
  offline: ['offline'],
  unknown: ['unknown'],
  lost: ['lost'],
};

export function toCounts(devices: readonly Device[]): Counts {
  const states: Record<DeviceState, number> = { online: 0, playing: 0, offline: 0, unknown: 0, lost: 0 };
  for (const { state } of devices) states[state] += 1;
  const { online, playing, offline, unknown, lost } = states;
  return { total: devices.length, online: online + playing, playing, offline, unknown, lost };
}

/** A sorter of its own for each panel: it keeps the order by name. */
export function createSorter(): (devices: readonly Device[], choice: Choice) => Order {
  let named: readonly Device[] = [];
  let byName: readonly number[] = [];
  return (devices, choice) => {
    if (!haveSameNames(named, devices)) byName = sortByName(devices);
    named = devices;
    const places = new Map<string | null, Device[]>();
    const isWanted = toTest(choice);
    const { groupBy } = choice;
    let list: Device[] | undefined;
    let listed: string | null = null;
    for (const index of byName) {
      const device = devices[index];
      if (device === undefined || (isWanted !== undefined && !isWanted(device))) continue;
      const place = groupBy === 'none' ? null : device[groupBy];
      if (list === undefined || place !== listed) {
        list = places.get(place) ?? [];
        places.set(place, list);
        listed = place;
      }
      list.push(device);
    }
    const sections = [...places].map(([place, list]) => ({
      place,
      devices: choice.worstFirst ? worstFirst(list) : list,
      counts: toCounts(list),
    }));
    return {
      sections: sortSections(sections, choice),
      shown: sections.reduce((sum, section) => sum + section.devices.length, 0),
    };
  };
}

/** Nothing when all are wanted. */
function toTest({ filter, text }: Choice): ((device: Device) => boolean) | undefined {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const states = filter === undefined ? undefined : FILTERS[filter];
  if (states === undefined && words.length === 0) return undefined;
  return (device) => {
    if (states !== undefined && !states.includes(device.state)) return false;
    if (words.length === 0) return true;
    const { name, key, serial, site, group, title } = device;
    const said = `${name}\n${key}\n${serial ?? ''}\n${site ?? ''}\n${group ?? ''}\n${title ?? ''}`.toLowerCase();
    return words.every((word) => said.includes(word));
  };
}

function worstFirst(devices: readonly Device[]): readonly Device[] {
  const ranks: Device[][] = Array.from({ length: RANKS }, () => []);
  for (const device of devices) ranks[toRank(device)]?.push(device);
  return ranks.flat();
}

function sortSections(sections: readonly Section[], choice: Choice): readonly Section[] {
  if (sections.length < 2) return sections;
  const broken = new Map(
    sections.map((section) => [section, section.devices.reduce((sum, one) => sum + (toRank(one) <= 1 ? 1 : 0), 0)]),
  );
  const brokenOf = (section: Section): number => broken.get(section) ?? 0;
  return [...sections].sort((a, b) => {
    if (choice.worstFirst && brokenOf(a) !== brokenOf(b)) return brokenOf(b) - brokenOf(a);
    if (a.place === null || b.place === null) return a.place === b.place ? 0 : a.place === null ? 1 : -1;
    return a.place < b.place ? -1 : 1;
  });
}

function haveSameNames(before: readonly Device[], now: readonly Device[]): boolean {
  if (before.length !== now.length) return false;
  for (let index = 0; index < now.length; index += 1) {
    const one = before[index];
    const other = now[index];
    if (one !== other && (one?.name !== other?.name || one?.key !== other?.key)) return false;
  }
  return true;
}

/** `Screen 9` before `Screen 10`. Plain texts made once are much cheaper than a comparing collator. */
function sortByName(devices: readonly Device[]): number[] {
  const texts = devices.map(({ name, key }) => {
    const padded = name.toLowerCase().replace(/\d+/g, (digits) => digits.padStart(8, '0'));
    return `${padded}\n${key}`;
  });
  return devices.map((_, index) => index).sort((a, b) => ((texts[a] ?? '') < (texts[b] ?? '') ? -1 : 1));
}
