/**
 * Sites: places with devices, opening hours and somebody to call. Only the host names sites. How many of a site's devices are
 * in each state is kept as they change, so that a reader never walks the fleet.
 */
import { DEVICE_STATES } from '../model/device-rules.ts';
import type { Schedule } from '../model/schedule.ts';
import type { Cap } from './cap.ts';

/** Facts about a site; later ones win. */
export interface SiteFacts {
  /** Shown to people. */
  readonly title?: string | undefined;
  /** IANA time zone. */
  readonly zone?: string | undefined;
  /** When its devices are meant to be on: a schedule, or the text of one in the site's zone. @default always */
  readonly hours?: boolean | Schedule | string | undefined;
  readonly location?: string | undefined;
  readonly contact?: string | undefined;
  readonly tenant?: string | undefined;
}

export class Site {
  readonly id: string;
  readonly labels: readonly string[];
  readonly labelled: boolean;
  title: string | null = null;
  zone: string | null = null;
  location: string | null = null;
  contact: string | null = null;
  tenant: string | null = null;
  /** The text of the hours, when they were given as one. */
  hoursText: string | null = null;
  open: boolean | Schedule = true;
  expected = true;
  /** Devices by {@link DEVICE_STATES}. */
  readonly counts: Float64Array = new Float64Array(DEVICE_STATES.length);
  total = 0;
  changed = true;

  constructor(id: string, labelled: boolean) {
    this.id = id;
    this.labels = [id];
    this.labelled = labelled;
  }
}

/** Whether a person said that a thing may be off now. */
export type IsMuted = (noun: 'device' | 'site', id: string, epochMs: number) => boolean;

export interface Sites {
  get(id: string): Site | undefined;
  /** Get or create; `undefined` when there is no room. */
  declare(id: string): Site | undefined;
  /** Asks each schedule; a site whose answer changed is marked. */
  advance(epochMs: number, isMuted?: IsMuted): void;
  remove(site: Site): void;
  /** Ids removed since the last call. */
  takeRemoved(): readonly string[];
  readonly all: ReadonlyMap<string, Site>;
  readonly cap: Cap;
  readonly labelCap: Cap;
}

/** What a schedule says; one that throws leaves it as it was. */
export function isOpen(open: boolean | Schedule, epochMs: number, before: boolean): boolean {
  if (typeof open === 'boolean') return open;
  try {
    return Boolean(open(epochMs));
  } catch {
    return before;
  }
}

export function createSites(cap: Cap, labelCap: Cap): Sites {
  const all = new Map<string, Site>();
  let removed: string[] = [];
  return {
    get: (id) => all.get(id),
    declare(id) {
      let site = all.get(id);
      if (site === undefined) {
        if (!cap.admit(true)) return undefined;
        site = new Site(id, labelCap.admit(true));
        all.set(id, site);
      }
      return site;
    },
    advance(epochMs, isMuted = () => false) {
      for (const site of all.values()) {
        const expected = isOpen(site.open, epochMs, site.expected) && !isMuted('site', site.id, epochMs);
        if (expected === site.expected) continue;
        site.expected = expected;
        site.changed = true;
      }
    },
    remove(site) {
      if (!all.delete(site.id)) return;
      cap.release(true);
      if (site.labelled) labelCap.release(true);
      removed.push(site.id);
    },
    takeRemoved() {
      const gone = removed;
      removed = [];
      return gone;
    },
    all,
    cap,
    labelCap,
  };
}
