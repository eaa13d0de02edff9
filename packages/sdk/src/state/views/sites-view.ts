/** The topic `sites`: a row for each site, with its devices by state. */
import type { DeviceState, SiteRow } from '@tallylight/protocol';
import { DEVICE_STATES } from '../../model/device-rules.ts';
import type { Site } from '../sites.ts';
import type { State } from '../state.ts';
import type { TopicView } from './view.ts';

/** Counters of the states under their names. */
export function countsByState(counts: Float64Array): Record<DeviceState, number> {
  const named: Partial<Record<DeviceState, number>> = {};
  for (let slot = 0; slot < DEVICE_STATES.length; slot += 1)
    named[DEVICE_STATES[slot] as DeviceState] = counts[slot] as number;
  return named as Record<DeviceState, number>;
}

export function siteRow(site: Site): SiteRow {
  return {
    title: site.title,
    zone: site.zone,
    location: site.location,
    contact: site.contact,
    tenant: site.tenant,
    expected: site.expected,
    total: site.total,
    ...countsByState(site.counts),
  };
}

export function createSitesView(state: State): TopicView<'sites'> {
  return {
    topic: 'sites',
    collect() {
      const changed: string[] = [...state.sites.takeRemoved()];
      for (const site of state.sites.all.values()) {
        if (!site.changed) continue;
        site.changed = false;
        changed.push(site.id);
      }
      return changed;
    },
    keys: () => state.sites.all.keys(),
    row(key) {
      const site = state.sites.get(key);
      return site && siteRow(site);
    },
  };
}
