/**
 * The columns of the table-like topics. A row is one key; nested parts of a row become columns of their own, because a
 * Grafana field holds one kind of value. Unknown stays null.
 */

import type { Field } from '@grafana/data';
import type { DashboardCards, GeoRow, StreamRow } from '@tallylight/protocol';
import { FIELD } from '../shared/frame-words.ts';
import type { QueryTopic } from './query.ts';

interface Column<R> {
  readonly name: string;
  readonly type: keyof typeof FIELD;
  readonly unit?: string;
  readonly read: (row: R, key: string) => unknown;
}

const STREAM_COLUMNS: readonly Column<StreamRow>[] = [
  { name: 'stream', type: 'string', read: (_, key) => key },
  { name: 'title', type: 'string', read: (row) => row.title },
  { name: 'protocol', type: 'string', read: (row) => row.protocol },
  { name: 'kind', type: 'string', read: (row) => row.kind },
  { name: 'state', type: 'string', read: (row) => row.state },
  { name: 'state since', type: 'time', read: (row) => row.stateSinceMs },
  { name: 'reason', type: 'string', read: (row) => row.reason },
  { name: 'expected', type: 'boolean', read: (row) => row.expected },
  { name: 'sessions', type: 'number', read: (row) => row.sessions },
  { name: 'egress', type: 'number', unit: 'Bps', read: (row) => row.egressBytesPerSecond },
  { name: 'ingress', type: 'number', unit: 'Bps', read: (row) => row.ingressBytesPerSecond },
  { name: 'egress total', type: 'number', unit: 'decbytes', read: (row) => row.egressBytes },
  { name: 'health', type: 'number', read: (row) => row.health?.score },
  { name: 'health band', type: 'string', read: (row) => row.health?.band },
  { name: 'health reason', type: 'string', read: (row) => row.health?.reason },
  { name: 'playlist age', type: 'number', unit: 'ms', read: (row) => row.playlistAgeMs },
  { name: 'last activity', type: 'time', read: (row) => row.lastActivityMs },
];

const GEO_COLUMNS: readonly Column<GeoRow>[] = [
  { name: 'country', type: 'string', read: (_, key) => key },
  { name: 'continent', type: 'string', read: (row) => row.continent },
  { name: 'sessions', type: 'number', read: (row) => row.sessions },
  { name: 'egress total', type: 'number', unit: 'decbytes', read: (row) => row.egressBytes },
  { name: 'share', type: 'number', unit: 'percentunit', read: (row) => row.share },
];

/** The cards side by side in one row: each number is a column, as Grafana's Stat panel likes it. */
const CARD_COLUMNS: readonly Column<Partial<DashboardCards>>[] = [
  ...(['total', 'up', 'idle', 'starting', 'down', 'off', 'unknown'] as const).map(
    (state): Column<Partial<DashboardCards>> => ({
      name: `streams ${state}`,
      type: 'number',
      read: (cards) => cards.streams?.[state],
    }),
  ),
  { name: 'sessions now', type: 'number', read: (cards) => cards.sessions?.now },
  { name: 'sessions started', type: 'number', read: (cards) => cards.sessions?.started },
  { name: 'sessions ended', type: 'number', read: (cards) => cards.sessions?.ended },
  { name: 'bandwidth current', type: 'number', unit: 'Bps', read: (cards) => cards.bandwidth?.current },
  { name: 'bandwidth average', type: 'number', unit: 'Bps', read: (cards) => cards.bandwidth?.average },
  { name: 'bandwidth peak', type: 'number', unit: 'Bps', read: (cards) => cards.bandwidth?.peak },
  { name: 'bandwidth trend', type: 'number', unit: 'percentunit', read: (cards) => cards.bandwidth?.trend },
];

/** Fields of the table of a topic, rows in the order of their keys. */
export function toTableFields(topic: Exclude<QueryTopic, 'bandwidth'>, rows: ReadonlyMap<string, unknown>): Field[] {
  if (topic === 'streams') return toFields(STREAM_COLUMNS, rows as ReadonlyMap<string, StreamRow>);
  if (topic === 'geo') return toFields(GEO_COLUMNS, rows as ReadonlyMap<string, GeoRow>);
  const cards = [...rows].map(([card, row]) => [card, (row as { readonly values: unknown }).values]);
  return toFields(CARD_COLUMNS, new Map(cards.length === 0 ? [] : [['cards', Object.fromEntries(cards)]]));
}

function toFields<R>(columns: readonly Column<R>[], rows: ReadonlyMap<string, R>): Field[] {
  const sorted = [...rows].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return columns.map(({ name, type, unit, read }) => ({
    name,
    type: FIELD[type],
    config: unit === undefined ? {} : { unit },
    values: sorted.map(([key, row]) => read(row, key) ?? null),
  }));
}
