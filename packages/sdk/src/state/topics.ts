/**
 * State as the live channel and REST see it: for each topic its keys, its rows, and after a tick the keys that changed.
 * Finding changes is a comparison of a few numbers per thing; no row is made unless somebody asks.
 */
import { type BandwidthPoint, type DashboardCards, FIELDS, type Rows, type RowTopic } from '@tallylight/protocol';
import { bandwidthRow, dashboardCards, type EpochOffsetMs, geoRow, streamRow } from './snapshots.ts';
import type { State } from './state.ts';

/** Key of the bandwidth row of all streams together. */
export const TOTAL = 'total';

export interface Topics {
  /** Notes what changed since the last call. Called once a tick, after rates were taken. */
  collect(nowMs: number, epochMs: number): void;
  /** Keys whose row changed at the last collect, gone ones included. */
  changed(topic: RowTopic): readonly string[];
  keys(topic: RowTopic): Iterable<string>;
  /** The whole row; `undefined` when there is none (any more). */
  row<T extends RowTopic>(topic: T, key: string): Rows[T] | undefined;
  /** The row as a change: of bandwidth, only the points since it was last told. */
  change<T extends RowTopic>(topic: T, key: string): Rows[T] | undefined;
  /** Monotonic time of the last collect; the age of every row counts from here. */
  readonly collectedAtMs: number;
  readonly epochOffsetMs: EpochOffsetMs;
}

/** Topics served, in the order in which they are published. */
export const SERVED_TOPICS: readonly RowTopic[] = Object.keys(FIELDS) as RowTopic[];

export function createTopics(state: State): Topics {
  const changedKeys: Record<RowTopic, string[]> = { dashboard: [], streams: [], bandwidth: [], geo: [] };
  const toldCards = new Map<string, string>();
  let collectedAtMs = 0;
  let epochOffsetMs = 0;
  let sessionsInAll = -1;
  let cards = dashboardCards(state);

  function collectStreams(): void {
    const streams: string[] = [];
    const bandwidth: string[] = [TOTAL];
    for (const stream of state.streams.all.values()) {
      const { rates } = stream;
      if (rates !== null && rates.count > stream.toldPoints) {
        // A stream that was quiet and still is need not be told; its zeros go with the next change.
        const [, egress, ingress] = rates.points(rates.count - 1)[0] as BandwidthPoint;
        const quiet = egress === 0 && (ingress ?? 0) === 0;
        if (!quiet || !stream.toldQuiet) {
          stream.changeFrom = stream.toldPoints;
          stream.toldPoints = rates.count;
          stream.toldQuiet = quiet;
          bandwidth.push(stream.id);
          stream.changed = true;
        }
      }
      if (stream.changed) {
        stream.changed = false;
        streams.push(stream.id);
      }
    }
    for (const id of state.streams.takeRemoved()) {
      streams.push(id);
      bandwidth.push(id);
    }
    changedKeys.streams = streams;
    changedKeys.bandwidth = bandwidth;
  }

  function collectCountries(): void {
    const keys: string[] = [];
    const now = state.sessions.now;
    // A share is of all sessions, so every country with viewers changes when their number does.
    const sharesMoved = now !== sessionsInAll;
    sessionsInAll = now;
    for (const country of state.countries.all.values()) {
      const moved = country.sessions !== country.toldSessions || country.egressBytes !== country.toldBytes;
      if (!moved && !(sharesMoved && country.sessions > 0)) continue;
      if (country.toldSessions === -1 && country.egressBytes === 0 && country.sessions === 0) continue;
      country.toldSessions = country.sessions;
      country.toldBytes = country.egressBytes;
      keys.push(country.code);
    }
    changedKeys.geo = keys;
  }

  function collectDashboard(): void {
    const keys: string[] = [];
    cards = dashboardCards(state);
    for (const [card, values] of Object.entries(cards)) {
      const text = JSON.stringify(values);
      if (toldCards.get(card) === text) continue;
      toldCards.set(card, text);
      keys.push(card);
    }
    changedKeys.dashboard = keys;
  }

  function rowOf(topic: RowTopic, key: string, asChange: boolean): Rows[RowTopic] | undefined {
    switch (topic) {
      case 'dashboard': {
        return Object.hasOwn(cards, key) ? { values: cards[key as keyof DashboardCards] } : undefined;
      }
      case 'streams': {
        const stream = state.streams.get(key);
        return stream && streamRow(stream, epochOffsetMs, collectedAtMs);
      }
      case 'bandwidth': {
        if (key === TOTAL) return bandwidthRow(state.total, asChange ? state.total.count - 1 : 0);
        const stream = state.streams.get(key);
        return stream?.rates ? bandwidthRow(stream.rates, asChange ? stream.changeFrom : 0) : undefined;
      }
      case 'geo': {
        const country = state.countries.all.get(key);
        return country && country.toldSessions !== -1 ? geoRow(country, state.sessions.now) : undefined;
      }
    }
  }

  return {
    collect(nowMs, epochMs) {
      collectedAtMs = nowMs;
      epochOffsetMs = epochMs - nowMs;
      collectStreams();
      collectCountries();
      collectDashboard();
    },
    changed: (topic) => changedKeys[topic],
    *keys(topic) {
      switch (topic) {
        case 'dashboard':
          yield* Object.keys(cards);
          break;
        case 'streams':
          yield* state.streams.all.keys();
          break;
        case 'bandwidth':
          yield TOTAL;
          for (const stream of state.streams.all.values()) if (stream.rates !== null) yield stream.id;
          break;
        case 'geo':
          for (const country of state.countries.all.values()) if (country.toldSessions !== -1) yield country.code;
          break;
      }
    },
    row: <T extends RowTopic>(topic: T, key: string) => rowOf(topic, key, false) as Rows[T] | undefined,
    change: <T extends RowTopic>(topic: T, key: string) => rowOf(topic, key, true) as Rows[T] | undefined,
    get collectedAtMs() {
      return collectedAtMs;
    },
    get epochOffsetMs() {
      return epochOffsetMs;
    },
  };
}
