/**
 * The frame contract of Tallylight Live, for panels. `TABLES` lists the columns of each table-like topic: a field of the frame
 * per column, found by its name (shared/table-frame.ts reads them typed). Names are never changed, new ones are added.
 *
 * - One frame per query, named as the topic; a row per key, sorted by key; the first column is the key. `cities`, `networks`
 *   (of `geo`) and `top-content` (of `content`) have a row per entry of the lists in those rows. `activity` has a row per
 *   event, newest first. `dashboard` is one row. `revenue` is one frame per currency, each with its own unit and the label
 *   `currency` on its numbers. `bandwidth` is no table: frames.ts.
 * - Unknown is null, never 0. `time` columns are epoch ms of the server; numbers are in the unit of their field
 *   (`Bps` bytes per second, `decbytes`, `ms`, `percentunit` 0–1, scores 0–100). Lists are one text parted by `, `.
 * - The last column of every table is `data age` (ms when the frame was made, the same in each row). The lamp goes by
 *   `frame.meta.custom.tallylight` (shared/live-meta.ts) instead, which can be counted on.
 * - A query may choose columns (`fields`): then only these come, in the table's order. A panel copes with a missing one.
 * - Made of what the rows have, behind the listed ones: `part <name>` and `weight <name>` of health parts that a host added
 *   (streams), `revenue <EUR> <total|today|week|month>`, the same with ` exact`, `inventory <item> <state>` and
 *   `disk <name> <free|size>` (dashboard).
 * - Frames are new objects each time and are never changed after.
 */

import type { Field } from '@grafana/data';
import type { ContentRow, GeoRow, RevenueRow, StreamRow } from '@tallylight/protocol';
import { FIELD } from '../shared/frame-words.ts';
import { ACTIVITY_COLUMNS } from './columns/activity.ts';
import { ALERT_COLUMNS } from './columns/alerts.ts';
import type { Column } from './columns/column.ts';
import { CARD_COLUMNS, joinCards, toAddedCardColumns } from './columns/dashboard.ts';
import { ofCurrency, REVENUE_COLUMNS } from './columns/money.ts';
import { DEVICE_COLUMNS, SITE_COLUMNS } from './columns/signage.ts';
import { STREAM_COLUMNS, toAddedHealthColumns } from './columns/streams.ts';
import {
  AUDIENCE_COLUMNS,
  CITY_COLUMNS,
  CONTENT_COLUMNS,
  GEO_COLUMNS,
  NETWORK_COLUMNS,
  SESSION_COLUMNS,
  TOP_CONTENT_COLUMNS,
  toPlaced,
  toTopItems,
} from './columns/viewing.ts';

/** Columns of each table, in order. */
export const TABLES = {
  streams: STREAM_COLUMNS,
  sessions: SESSION_COLUMNS,
  geo: GEO_COLUMNS,
  dashboard: CARD_COLUMNS,
  devices: DEVICE_COLUMNS,
  sites: SITE_COLUMNS,
  alerts: ALERT_COLUMNS,
  activity: ACTIVITY_COLUMNS,
  revenue: REVENUE_COLUMNS,
  audience: AUDIENCE_COLUMNS,
  content: CONTENT_COLUMNS,
  'top-content': TOP_CONTENT_COLUMNS,
  cities: CITY_COLUMNS,
  networks: NETWORK_COLUMNS,
} as const;

export type TableTopic = keyof typeof TABLES;

/** Name of the column that every table ends with: how old the rows were when the frame was made, ms. */
export const AGE_COLUMN = 'data age';

type Listed<T extends TableTopic> = (typeof TABLES)[T][number];
interface Values {
  readonly number: number | null;
  readonly string: string | null;
  readonly boolean: boolean | null;
  readonly time: number | null;
}

/** Names of the columns of a table. */
export type ColumnName<T extends TableTopic> = Listed<T>['name'] | typeof AGE_COLUMN;

/** What a cell of this column holds. */
export type Cell<T extends TableTopic, N extends ColumnName<T>> = N extends typeof AGE_COLUMN
  ? number | null
  : Values[Extract<Listed<T>, { readonly name: N }>['type']];

/** A table of a topic: a frame's worth of fields. */
export interface Table {
  readonly name: string;
  readonly fields: Field[];
}

export interface TableOptions {
  readonly ageMs: number | null;
  /** Names of the wanted columns; all when absent or empty. */
  readonly fields?: readonly string[] | undefined;
}

type Rows = ReadonlyMap<string, unknown>;

/** The tables of a topic, one of them except for `revenue`. */
export function toTables(topic: TableTopic, rows: Rows, options: TableOptions): Table[] {
  switch (topic) {
    case 'streams': {
      const streams = rows as ReadonlyMap<string, StreamRow>;
      return [toTable(topic, [...TABLES.streams, ...toAddedHealthColumns(streams.values())], streams, options)];
    }
    case 'dashboard': {
      const cards = joinCards(rows);
      if (cards === undefined) return [toTable(topic, TABLES.dashboard, new Map(), options)];
      return [
        toTable(topic, [...TABLES.dashboard, ...toAddedCardColumns(cards)], new Map([['cards', cards]]), options),
      ];
    }
    case 'revenue':
      return toRevenueTables(rows as ReadonlyMap<string, RevenueRow>, options);
    case 'top-content':
      return [toTable(topic, TABLES[topic], toTopItems(rows as ReadonlyMap<string, ContentRow>), options)];
    case 'cities':
      return [toTable(topic, TABLES[topic], toPlaced(rows as ReadonlyMap<string, GeoRow>, 'cities'), options)];
    case 'networks':
      return [toTable(topic, TABLES[topic], toPlaced(rows as ReadonlyMap<string, GeoRow>, 'networks'), options)];
    default:
      return [toTable(topic, TABLES[topic] as readonly Column<never>[], rows as ReadonlyMap<string, never>, options)];
  }
}

/** Unlike currencies are never added, and a field has one unit: so each currency is a frame. */
function toRevenueTables(rows: ReadonlyMap<string, RevenueRow>, options: TableOptions): Table[] {
  if (rows.size === 0) return [toTable('revenue', TABLES.revenue, rows, options)];
  return [...rows].sort(byKey).map(([currency, row]) => {
    const columns = ofCurrency(TABLES.revenue, currency, row.exponent);
    const { fields } = toTable('revenue', columns, new Map([[currency, row]]), options);
    const labels = { currency };
    return {
      name: `revenue ${currency}`,
      fields: fields.map((field) => (field.type === FIELD.number ? { ...field, labels } : field)),
    };
  });
}

function toTable<R>(
  name: string,
  columns: readonly Column<R>[],
  rows: ReadonlyMap<string, R>,
  { ageMs, fields }: TableOptions,
): Table {
  // Sorted as plain texts: a comparing function makes it five times slower, and 10 000 devices come with each tick.
  const keys = name === 'activity' ? [...rows.keys()].reverse() : [...rows.keys()].sort();
  const ordered = keys.map((key) => rows.get(key) as R);
  const isWanted = (column: string): boolean => fields === undefined || fields.length === 0 || fields.includes(column);
  const age: Column<R> = { name: AGE_COLUMN, type: 'number', unit: 'ms', read: () => ageMs };
  return {
    name,
    fields: [...columns, age]
      .filter((column) => isWanted(column.name))
      .map(({ name: column, type, unit, decimals, read }) => ({
        name: column,
        type: FIELD[type],
        config: { ...(unit !== undefined && { unit }), ...(decimals !== undefined && { decimals }) },
        values: keys.map((key, index) => read(ordered[index] as R, key) ?? null),
      })),
  };
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
