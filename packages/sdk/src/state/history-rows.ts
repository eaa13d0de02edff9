/** What the past looks like to a reader: points of one metric over one period, of a stream or of all together. */
import { HISTORY_MINUTES, type History } from './history.ts';
import type { State } from './state.ts';

export const HISTORY_METRICS = ['bandwidth', 'sessions', 'health'] as const;
export type HistoryMetric = (typeof HISTORY_METRICS)[number];

/** `100s` is the rate window at tick resolution, the others are minutes. */
export const HISTORY_PERIODS = ['100s', '1h', '24h'] as const;
export type HistoryPeriod = (typeof HISTORY_PERIODS)[number];

const HOUR_MS = 3_600_000;
const DAY_MS = HISTORY_MINUTES * 60_000;

/** A point by its column names; `atMs` is the first of them. */
export type HistoryRow = Readonly<Record<string, number | null>>;

/** Columns of each metric, in order. */
export const HISTORY_COLUMNS: Readonly<Record<HistoryMetric, readonly string[]>> = {
  bandwidth: ['atMs', 'egressBytesPerSecond', 'ingressBytesPerSecond'],
  sessions: ['atMs', 'sessions'],
  health: ['atMs', 'score'],
};

/** The points; `undefined` when there is no such stream. Sessions and health have no points within a minute. */
export function historyRows(
  state: State,
  metric: HistoryMetric,
  period: HistoryPeriod,
  streamId: string | undefined,
  epochMs: number,
): readonly HistoryRow[] | undefined {
  const stream = streamId === undefined ? undefined : state.streams.get(streamId);
  if (streamId !== undefined && stream === undefined) return undefined;
  if (period === '100s' && metric === 'bandwidth') {
    const rates = stream === undefined ? state.total : stream.rates;
    return (rates?.points() ?? []).map(([atMs, egress, ingress]) => ({
      atMs,
      egressBytesPerSecond: egress,
      ingressBytesPerSecond: ingress,
    }));
  }
  const history: History | null = stream === undefined ? state.history : stream.history;
  const points = history?.points(epochMs - (period === '24h' ? DAY_MS : HOUR_MS), epochMs) ?? [];
  switch (metric) {
    case 'bandwidth':
      return points.map(({ atMs, egress, ingress }) => ({
        atMs,
        egressBytesPerSecond: egress,
        ingressBytesPerSecond: ingress,
      }));
    case 'sessions':
      return points.map(({ atMs, sessions }) => ({ atMs, sessions }));
    case 'health':
      return points.filter(({ health }) => health !== null).map(({ atMs, health }) => ({ atMs, score: health }));
  }
}
