/** How well readers of the live channel follow: drops, gaps, resumes, what waits, how soon they are told, why they were let go. */
import { CODES, type Code, PRIORITIES } from '@tallylight/protocol';
import { GAP_REASONS, RESUME_RESULTS } from '../../model/live-counts.ts';
import { type Metric, whole } from '../metric.ts';

const CODE_NAMES = Object.keys(CODES) as Code[];

export function liveMetrics(): readonly Metric[] {
  return [
    whole({
      name: 'tallylight_live_dropped_total',
      kind: 'counter',
      unit: '{event}',
      help: 'Events that gave way in the buffer of a slow reader, by priority; each was told as a gap and can be fetched.',
      labels: ['priority'],
      closed: PRIORITIES,
      read: (_entity, index, state) => state.readings.live.dropped[index],
    }),
    whole({
      name: 'tallylight_live_gaps_total',
      kind: 'counter',
      unit: '{gap}',
      help: 'Gaps that readers were told, by reason.',
      labels: ['reason'],
      closed: GAP_REASONS,
      read: (_entity, index, state) => state.readings.live.gaps[index],
    }),
    whole({
      name: 'tallylight_live_resumes_total',
      kind: 'counter',
      unit: '{subscription}',
      help: 'Subscriptions that came with a cursor: resumed where it was, or begun anew and why.',
      labels: ['result'],
      closed: RESUME_RESULTS,
      read: (_entity, index, state) => state.readings.live.resumes[index],
    }),
    whole({
      name: 'tallylight_live_ended_total',
      kind: 'counter',
      unit: '{connection}',
      help: 'Live connections that the server ended, by code.',
      labels: ['code'],
      closed: CODE_NAMES,
      read: (_entity, index, state) => state.readings.live.ended.get(CODE_NAMES[index] as Code) ?? 0,
    }),
    whole({
      name: 'tallylight_live_slow_readers',
      kind: 'gauge',
      unit: '{connection}',
      help: 'Readers whose socket takes nothing now while something waits for them.',
      read: (_entity, _index, state) => state.readings.live.slowReaders,
    }),
    whole({
      name: 'tallylight_live_waiting_events',
      kind: 'gauge',
      unit: '{event}',
      help: 'Events that wait for slow readers, in all.',
      read: (_entity, _index, state) => state.readings.live.waitingEvents,
    }),
    whole({
      name: 'tallylight_live_delivery_duration_seconds',
      kind: 'histogram',
      unit: 's',
      help: 'From known to handed to the socket, for each reader that was told.',
      read: (_entity, _index, state) => state.readings.live.delivery,
    }),
  ];
}
