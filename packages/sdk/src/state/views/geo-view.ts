/** The topic `geo`: a row for each country that has or had viewers. */
import { geoRow } from '../snapshots.ts';
import type { State } from '../state.ts';
import type { TopicView } from './view.ts';

export function createGeoView(state: State): TopicView<'geo'> {
  let sessionsInAll = -1;
  return {
    topic: 'geo',
    collect() {
      const changed: string[] = [];
      const now = state.sessions.now;
      // A share is of all sessions, so every country with viewers changes when their number does.
      const sharesMoved = now !== sessionsInAll;
      sessionsInAll = now;
      for (const country of state.countries.all.values()) {
        const isNew = country.toldSessions === -1;
        if (isNew && country.sessions === 0 && country.egressBytes === 0) continue;
        const placesMoved = state.places.hasMoved(country.code);
        const moved =
          placesMoved || country.sessions !== country.toldSessions || country.egressBytes !== country.toldBytes;
        if (!moved && !(sharesMoved && country.sessions > 0)) continue;
        country.toldSessions = country.sessions;
        country.toldBytes = country.egressBytes;
        changed.push(country.code);
      }
      return changed;
    },
    *keys() {
      for (const country of state.countries.all.values()) if (country.toldSessions !== -1) yield country.code;
    },
    row(key) {
      const country = state.countries.all.get(key);
      return country && country.toldSessions !== -1 ? geoRow(country, state.sessions.now, state.places) : undefined;
    },
  };
}
