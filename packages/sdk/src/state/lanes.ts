/**
 * The lanes of a table of sessions: found by stream and country, made at first sight, let go when nobody is in them for two
 * looks, so that a stranger who comes from everywhere leaves nothing behind.
 */
import type { Country } from './countries.ts';
import { Lane, MAX_LANES, type SessionTable } from './session-page.ts';
import type { Stream } from './stream.ts';

export interface Lanes {
  /** The lane of this stream and country, made at first sight; `undefined` when there is no room. */
  of(stream: Stream, country: Country): Lane | undefined;
  /** Lets go of lanes that had no session at this look and at the one before. */
  prune(): void;
  /** Lets go of those of a stream that goes; what is still counted through them is for `heir`. */
  removeAllOf(stream: Stream, heir: Stream): void;
}

/** @param all lanes by their place, kept here: rows hold the place */
export function createLanes(table: SessionTable, all: (Lane | null)[]): Lanes {
  const free: number[] = [];
  const byStream = new Map<Stream, Map<Country, Lane>>();
  /** Sessions come in bursts of one stream and country; the last one found is as a rule the next one. */
  let last: Lane | undefined;

  function drop(lane: Lane): void {
    all[lane.place] = null;
    free.push(lane.place);
    lane.place = -1;
    if (lane === last) last = undefined;
  }

  return {
    of(stream, country) {
      if (last !== undefined && last.stream === stream && last.country === country) return last;
      let byCountry = byStream.get(stream);
      if (byCountry === undefined) {
        byCountry = new Map();
        byStream.set(stream, byCountry);
      }
      let lane = byCountry.get(country);
      if (lane === undefined) {
        const place = free.pop() ?? all.length;
        if (place >= MAX_LANES) return undefined;
        lane = new Lane(stream, country, table, place);
        all[place] = lane;
        byCountry.set(country, lane);
      }
      last = lane;
      return lane;
    },
    prune() {
      for (const lane of all) {
        if (lane === null) continue;
        if (lane.sessions > 0) lane.wasEmpty = false;
        else if (!lane.wasEmpty) lane.wasEmpty = true;
        else {
          const byCountry = byStream.get(lane.stream);
          byCountry?.delete(lane.country);
          if (byCountry?.size === 0) byStream.delete(lane.stream);
          drop(lane);
        }
      }
    },
    removeAllOf(stream, heir) {
      for (const lane of byStream.get(stream)?.values() ?? []) {
        drop(lane);
        lane.stream = heir;
        lane.requests = heir.requests;
      }
      byStream.delete(stream);
    },
  };
}
