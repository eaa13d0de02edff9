/**
 * The topic `bandwidth`: the rates of all streams together and of each one. A change carries the points since the row was
 * last told, so that a stream that was quiet and still is need not be told.
 */
import type { BandwidthPoint } from '@tallylight/protocol';
import { bandwidthRow } from '../snapshots.ts';
import type { State } from '../state.ts';
import type { TopicView } from './view.ts';

/** Key of the row of all streams together; no stream may have this name. */
export const TOTAL = 'total';

export function createBandwidthView(state: State): TopicView<'bandwidth'> {
  return {
    topic: 'bandwidth',
    collect() {
      const changed: string[] = state.total.count > 0 ? [TOTAL] : [];
      for (const stream of state.streams.all.values()) {
        const { rates } = stream;
        if (rates === null || rates.count === stream.toldPoints) continue;
        const [, egress, ingress] = rates.points(rates.count - 1)[0] as BandwidthPoint;
        const quiet = egress === 0 && (ingress ?? 0) === 0;
        if (quiet && stream.toldQuiet) continue;
        stream.changeFrom = stream.toldPoints;
        stream.toldPoints = rates.count;
        stream.toldQuiet = quiet;
        // Its row in `streams` shows the rate too.
        stream.changed = true;
        changed.push(stream.id);
      }
      for (const id of state.streams.removed) changed.push(id);
      return changed;
    },
    *keys() {
      if (state.total.count > 0) yield TOTAL;
      for (const stream of state.streams.all.values()) if (stream.rates !== null) yield stream.id;
    },
    row(key) {
      if (key === TOTAL) return bandwidthRow(state.total, 0);
      const rates = state.streams.get(key)?.rates;
      return rates ? bandwidthRow(rates, 0) : undefined;
    },
    change(key) {
      if (key === TOTAL) return bandwidthRow(state.total, state.total.count - 1);
      const stream = state.streams.get(key);
      return stream?.rates ? bandwidthRow(stream.rates, stream.changeFrom) : undefined;
    },
  };
}
