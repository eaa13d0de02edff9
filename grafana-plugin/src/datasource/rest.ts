/**
 * What the data source reads over REST: choices for pickers and variables, the past of bandwidth, of alerts and of events.
 * Lists are read to their end, within reason; the shape of an answer is not trusted.
 */
import { type BandwidthPoint, formatCursor, parseCursor } from '@tallylight/protocol';
import { type Period, toMinutes } from './back-fill.ts';
import type { LiveEvent } from './columns/activity.ts';
import type { Pick as PickName } from './topics.ts';

export type Params = Readonly<Record<string, string | number | undefined>>;
export type RestRow = Readonly<Record<string, unknown>>;

/** GETs a path below the versioned API; rejects with what Grafana's fetch rejects with. */
export type Get = (path: string, params?: Params) => Promise<unknown>;

export interface Choice {
  readonly value: string;
  readonly label: string;
}

export interface Rest {
  choices(pick: PickName, where?: Readonly<Record<string, readonly string[]>>): Promise<readonly Choice[]>;
  /** Minutes of bandwidth of a stream or the `total`, oldest first. */
  minutes(key: string, period: Period): Promise<readonly BandwidthPoint[]>;
  openAlerts(): Promise<readonly RestRow[]>;
  /** Alerts that were over at or after `fromMs`, newest first. */
  pastAlerts(fromMs: number): Promise<readonly RestRow[]>;
  /** Events that the server's log still holds, oldest first. */
  pastEvents(): Promise<readonly LiveEvent[]>;
}

const LISTS: Readonly<Record<PickName, { readonly path: string; readonly list: string; readonly title: string }>> = {
  streams: { path: 'streams', list: 'streams', title: 'title' },
  devices: { path: 'devices', list: 'devices', title: 'name' },
  sites: { path: 'sites', list: 'sites', title: 'title' },
  countries: { path: 'geo', list: 'countries', title: 'id' },
};

const PAGE_ROWS = 1_000;
/** 20 000 things: more than anybody picks from. */
const MOST_PAGES = 20;

export function createRest(get: Get): Rest {
  async function pages(
    path: string,
    list: string,
    params: Params,
    isEnough: (rows: readonly RestRow[]) => boolean = () => false,
  ): Promise<RestRow[]> {
    const all: RestRow[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const answer = toRecord(await get(path, { ...params, limit: PAGE_ROWS, cursor }));
      const rows = toRows(answer[list]);
      all.push(...rows);
      if (typeof answer.next !== 'string' || isEnough(rows)) break;
      cursor = answer.next;
    }
    return all;
  }

  return {
    async choices(pick, where = {}) {
      const { path, list, title } = LISTS[pick];
      const params = Object.fromEntries(Object.entries(where).map(([field, values]) => [field, values.join(',')]));
      const rows = await pages(path, list, params);
      return rows.flatMap((row) => {
        const { id } = row;
        if (typeof id !== 'string') return [];
        const label = pick === 'countries' ? toCountryName(id) : row[title];
        return [{ value: id, label: typeof label === 'string' && label !== '' ? label : id }];
      });
    },
    async minutes(key, period) {
      const stream = key === 'total' ? undefined : key;
      return toMinutes(await get('history', { metric: 'bandwidth', period, stream }));
    },
    openAlerts: () => pages('alerts', 'alerts', {}),
    pastAlerts: (fromMs) =>
      pages('alerts', 'alerts', { state: 'resolved', sort: '-resolvedMs' }, (rows) =>
        rows.some(({ resolvedMs }) => typeof resolvedMs === 'number' && resolvedMs < fromMs),
      ),
    async pastEvents() {
      const events: LiveEvent[] = [];
      // The answer without a cursor says where the log ends; it is read from its beginning.
      const { cursor: end } = toRecord(await get('live/poll', { topics: 'activity' }));
      const epoch = typeof end === 'string' ? parseCursor(end)?.epoch : undefined;
      if (epoch === undefined) return events;
      let cursor = formatCursor({ epoch, offsets: { activity: 0 } });
      for (let page = 0; page < MOST_PAGES; page += 1) {
        const answer = toRecord(await get('live/poll', { topics: 'activity', cursor }));
        events.push(...toRows(answer.batch).flatMap(toEvent));
        if (answer.more !== true || typeof answer.cursor !== 'string' || answer.cursor === cursor) break;
        cursor = answer.cursor;
      }
      return events;
    },
  };
}

const REGIONS = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });

/** `Germany` of `DE`; undefined of a code that is none. `ZZ` is said as what it means. */
function toCountryName(code: string): string | undefined {
  if (code === 'ZZ') return 'Unknown or private';
  return /^[A-Z]{2}$/.test(code) ? REGIONS.of(code) : undefined;
}

/** An `ev` message of the live channel as an event; nothing of another message. */
function toEvent({ op, name, atMs, eid, payload, pr }: RestRow): LiveEvent[] {
  if (op !== 'ev' || typeof name !== 'string' || typeof atMs !== 'number' || typeof eid !== 'string') return [];
  return [{ name, atMs, id: eid, payload: toRecord(payload), priority: pr } as LiveEvent];
}

function toRows(value: unknown): readonly RestRow[] {
  return Array.isArray(value) ? value.map(toRecord) : [];
}

function toRecord(value: unknown): RestRow {
  return typeof value === 'object' && value !== null ? (value as RestRow) : {};
}
