/**
 * What readers see of state: one function per noun, from the inner thing to the row of the protocol. Times in state are
 * monotonic; a row carries dates, so each function is told what the monotonic clock means now.
 */
import type { BandwidthRow, DashboardCards, GeoRow, StreamRow, StreamState } from '@tallylight/protocol';
import type { RateWindow } from '../model/window.ts';
import { alertCounts } from './alert-row.ts';
import type { Country } from './countries.ts';
import { healthRow } from './health-row.ts';
import type { Places } from './places.ts';
import type { State } from './state.ts';
import type { Stream } from './stream.ts';
import { usersCard } from './views/audience-view.ts';
import { contentCard } from './views/content-view.ts';
import { inventoryCard } from './views/inventory-card.ts';
import { revenueCard } from './views/revenue-view.ts';
import { countsByState } from './views/sites-view.ts';
import { systemCard } from './views/system-card.ts';

/** Epoch milliseconds of monotonic zero, at the last tick. */
export type EpochOffsetMs = number;

/** All states of a stream: a label. */
export const STREAM_STATES: readonly StreamState[] = ['starting', 'up', 'idle', 'down', 'off', 'unknown'];

const toDate = (monotonicMs: number | null, offsetMs: EpochOffsetMs): number | null =>
  monotonicMs === null ? null : Math.round(monotonicMs + offsetMs);

export function streamRow(stream: Stream, offsetMs: EpochOffsetMs, nowMs: number): StreamRow {
  const rates = stream.rates?.summary();
  return {
    title: stream.title,
    protocol: stream.protocol,
    kind: stream.kind,
    state: stream.state,
    stateSinceMs: Math.round(stream.stateSinceMs + offsetMs),
    reason: stream.reason,
    expected: stream.expected,
    sessions: stream.sessions,
    egressBytesPerSecond: rates?.current ?? null,
    ingressBytesPerSecond: stream.ingressCounted ? (stream.rates?.points().at(-1)?.[2] ?? null) : null,
    egressBytes: stream.egressBytes,
    health: healthRow(stream, offsetMs),
    playlistAgeMs: stream.playlistAdvancedMs === null ? null : Math.round(nowMs - stream.playlistAdvancedMs),
    lastActivityMs: toDate(stream.lastActivityMs, offsetMs),
    players: stream.players?.figures(nowMs) ?? null,
  };
}

/** `from`: number of the first point wanted, see {@link RateWindow.count}. */
export function bandwidthRow(rates: RateWindow, from: number): BandwidthRow {
  return { ...rates.summary(), points: rates.points(from) };
}

/** Towns and networks of a country that are told; the rest is in its number. */
const MOST_PLACES = 20;

export function geoRow(country: Country, sessionsInAll: number, places: Places): GeoRow {
  return {
    continent: country.continent,
    sessions: country.sessions,
    egressBytes: country.egressBytes,
    share: sessionsInAll === 0 ? null : country.sessions / sessionsInAll,
    cities: places.tellsCities
      ? places.citiesOf(country.code, MOST_PLACES).map(({ name, latitude, longitude, sessions }) => ({
          ...{ name, latitude, longitude, sessions },
        }))
      : null,
    networks: places.tellsNetworks
      ? places.networksOf(country.code, MOST_PLACES).map(({ asn, name, sessions }) => ({ asn, name, sessions }))
      : null,
  };
}

/** How many streams are in each state, and all together. */
export function streamCounts(state: State): DashboardCards['streams'] {
  const counts = { total: 0, starting: 0, up: 0, idle: 0, down: 0, off: 0, unknown: 0 };
  for (const stream of state.streams.all.values()) {
    counts.total += 1;
    counts[stream.state] += 1;
  }
  return counts;
}

export function dashboardCards(state: State): DashboardCards {
  const { current, average, peak, trend } = state.total.summary();
  let ended = 0;
  for (const count of state.sessions.ended) ended += count;
  return {
    streams: streamCounts(state),
    sessions: { now: state.sessions.now, started: state.sessions.started, ended },
    bandwidth: { current, average, peak, trend },
    devices: { total: state.devices.all.size, ...countsByState(state.devices.counts) },
    health: state.health.card(),
    alerts: alertCounts(state.alerts.all.values()),
    users: usersCard(state.audience),
    revenue: revenueCard(state.revenue),
    content: contentCard(state.content),
    inventory: inventoryCard(state.inventory),
    system: systemCard(state.readings, state.dependencies),
  };
}
