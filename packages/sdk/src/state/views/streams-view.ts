/** The topic `streams`: a row for each stream. */
import { streamRow } from '../snapshots.ts';
import type { State } from '../state.ts';
import type { TopicView } from './view.ts';

export function createStreamsView(state: State): TopicView<'streams'> {
  return {
    topic: 'streams',
    collect() {
      const changed: string[] = [];
      for (const stream of state.streams.all.values()) {
        if (!stream.changed) continue;
        stream.changed = false;
        changed.push(stream.id);
      }
      for (const id of state.streams.removed) changed.push(id);
      return changed;
    },
    keys: () => state.streams.all.keys(),
    row(key, { epochOffsetMs, nowMs }) {
      const stream = state.streams.get(key);
      return stream && streamRow(stream, epochOffsetMs, nowMs);
    },
  };
}
