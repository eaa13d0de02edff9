/**
 * Devices over REST: heartbeats in, lists and pages out. A heartbeat is the only thing here that a device sends; what
 * an operator does stands in routes-actions.
 */
import type { DeviceRow } from '@tallylight/protocol';
import { listParameters, pageOf } from './listing.ts';
import { readList } from './query.ts';
import { type Route, type RouteAnswer, type RouteSource, rowsOf, stamp } from './route.ts';
import { DEVICE_FIELDS, DEVICE_STATES, ref } from './row-schemas.ts';
import {
  anyObject,
  boolean,
  count,
  duration,
  type Fields,
  id,
  listOf,
  number,
  object,
  oneOf,
  orNull,
  text,
  time,
} from './schema.ts';
import { FORMAT, type Line, tableOf } from './tabular.ts';

const SORTABLE = [
  'id',
  'name',
  'site',
  'group',
  'state',
  'stateSinceMs',
  'lastSeenMs',
  'cpuRatio',
  'temperatureCelsius',
];

/** Columns of the export: fields of the row, and what plays in columns of its own. */
const EXPORTED: readonly string[] = [
  'id',
  'name',
  'serial',
  'site',
  'group',
  'model',
  'version',
  'state',
  'stateSinceMs',
  'expected',
  'lastSeenMs',
  'title',
  'campaign',
  'contentId',
  'screenOn',
  'contentSyncRatio',
  'clockSkewMs',
  'cpuRatio',
  'memoryBytes',
  'diskFreeBytes',
  'temperatureCelsius',
  'receivedBytes',
  'sentBytes',
];
const itemText = orNull(text());
const described: Fields = { ...DEVICE_FIELDS, id, title: itemText, campaign: itemText, contentId: itemText };
const line = object(Object.fromEntries(EXPORTED.map((column) => [column, described[column] ?? {}])));

const filters = {
  site: { summary: 'Only of these sites.', schema: listOf(id) },
  group: { summary: 'Only of these groups.', schema: listOf(text({ maxLength: 128 })) },
  state: { summary: 'Only in these states.', schema: listOf(oneOf(...DEVICE_STATES)) },
  q: { summary: 'Looked for in id, name and serial number.', schema: text({ maxLength: 128 }) },
};
const params = { id: { summary: 'Device.', schema: id } };
const next = orNull(text());
const maybe = orNull;

type ListedDevice = DeviceRow & { readonly id: string };

export const DEVICE_ROUTES: readonly Route[] = [
  {
    method: 'POST',
    path: '/devices/:id/heartbeat',
    name: 'sendHeartbeat',
    tag: 'devices',
    role: 'device',
    summary: 'A device says that it is there; the answer brings its commands.',
    description: 'A field that cannot be is left out and named in `ignored`; the rest of the heartbeat counts.',
    params,
    openQuery: true,
    body: {
      summary: 'What the device knows; each field may be left out.',
      schema: object(
        {},
        {
          playing: maybe(object({ title: text() }, { campaign: maybe(text()), contentId: maybe(text()) })),
          version: maybe(text()),
          cpuRatio: maybe(number({ minimum: 0, maximum: 1 })),
          memoryBytes: maybe(count),
          diskFreeBytes: maybe(count),
          temperatureCelsius: maybe(number({ minimum: -60, maximum: 150 })),
          receivedBytes: maybe(count),
          sentBytes: maybe(count),
          screenOn: maybe(boolean()),
          contentInSync: { anyOf: [boolean(), number({ minimum: 0, maximum: 1 }), { type: 'null' }] },
          localTimeMs: maybe(number({ minimum: 0 })),
          seq: maybe(count),
          playbacks: listOf(
            object(
              { playing: maybe(object({ title: text() }, { campaign: maybe(text()), contentId: maybe(text()) })) },
              { agoMs: number({ minimum: 0 }), n: maybe(count) },
            ),
            { maxItems: 50 },
          ),
          acks: listOf(object({ id: text(), status: oneOf('accepted', 'ok', 'failed') }, { detail: maybe(text()) }), {
            maxItems: 50,
          }),
        },
      ),
    },
    answers: {
      200: object({
        ok: { const: true },
        intervalMs: duration,
        nowMs: time,
        ignored: listOf(text()),
        commands: listOf(object({ id: text(), name: text(), args: anyObject, expiresInMs: duration })),
      }),
    },
    problems: [413, 429],
    answer({ params: { id: device }, body }, source) {
      const outcome = source.devices.heartbeat(device as string, body);
      if ('answer' in outcome) return { body: outcome.answer };
      const { refused, detail } = outcome;
      if (refused === 'full') {
        return { problem: { status: 429, title: 'There is no room for this device.', code: 'devices-full', detail } };
      }
      return { problem: { status: 400, title: 'This is no heartbeat.', code: refused, detail } };
    },
  },
  {
    method: 'GET',
    path: '/devices',
    name: 'listDevices',
    tag: 'devices',
    role: 'viewer',
    summary: 'Devices, page by page; a file holds all that match, or one page when limit or cursor is given.',
    query: { ...filters, ...listParameters(SORTABLE), format: FORMAT },
    answers: { 200: object({ nowMs: time, ageMs: duration, total: count, devices: listOf(ref('Device')), next }) },
    line,
    answer({ query }, source) {
      const chosen = chosenDevices(query, source);
      const page = pageOf(chosen, query, { keyOf: (row) => row.id, byDefault: 'id' });
      if ('problem' in page) return page;
      const isPaged = query.has('limit') || query.has('cursor');
      const file = tableOf(
        query,
        'devices',
        EXPORTED,
        () => (isPaged ? page.rows : chosen).map(toLine),
        isPaged ? page.next : null,
      );
      return file ?? { body: { ...stamp(source), total: chosen.length, devices: page.rows, next: page.next } };
    },
  },
  {
    method: 'GET',
    path: '/devices/:id',
    name: 'getDevice',
    tag: 'devices',
    role: 'viewer',
    summary: 'One device, with its proof of play and its last commands.',
    params,
    answers: {
      200: object({
        nowMs: time,
        ageMs: duration,
        device: object({
          id,
          ...DEVICE_FIELDS,
          playbackStarts: count,
          proofOfPlay: listOf(ref('Campaign')),
          commands: listOf(ref('Command')),
        }),
      }),
    },
    problems: [404],
    answer({ params: { id: device = '' } }, source) {
      const row = source.row('devices', device);
      if (row === undefined) return noDevice(device);
      return { body: { ...stamp(source), device: { id: device, ...row, ...source.devices.page(device) } } };
    },
  },
  {
    method: 'GET',
    path: '/devices/:id/timeline',
    name: 'getDeviceTimeline',
    tag: 'devices',
    role: 'viewer',
    summary: 'What a device played in the last 24 h, and when it was away.',
    params,
    answers: {
      200: object({
        nowMs: time,
        ageMs: duration,
        device: id,
        cut: boolean({ description: 'Bounds made it let go of a part.' }),
        spans: listOf(
          object({
            fromMs: time,
            toMs: orNull(time),
            state: oneOf('playing', 'idle', 'offline', 'unknown'),
            title: itemText,
            campaign: itemText,
            contentId: itemText,
          }),
        ),
      }),
    },
    problems: [404],
    answer({ params: { id: device = '' } }, source) {
      const timeline = source.devices.timeline(device);
      return timeline === undefined ? noDevice(device) : { body: { ...stamp(source), device, ...timeline } };
    },
  },
];

const noDevice = (device: string): RouteAnswer => ({ missing: `there is no device ${JSON.stringify(device)}` });

function chosenDevices(query: URLSearchParams, source: RouteSource): ListedDevice[] {
  const site = readList(query, 'site');
  const group = readList(query, 'group');
  const state = readList(query, 'state');
  const q = query.get('q')?.toLowerCase();
  return rowsOf(source, 'devices', 'id').filter(
    (row) =>
      (site === undefined || site.has(row.site ?? '')) &&
      (group === undefined || group.has(row.group ?? '')) &&
      (state === undefined || state.has(row.state)) &&
      (q === undefined || `${row.id}\n${row.name ?? ''}\n${row.serial ?? ''}`.toLowerCase().includes(q)),
  );
}

function toLine({ nowPlaying, ...row }: ListedDevice): Line {
  const all: Line = {
    ...row,
    title: nowPlaying?.title ?? null,
    campaign: nowPlaying?.campaign ?? null,
    contentId: nowPlaying?.contentId ?? null,
  };
  return Object.fromEntries(EXPORTED.map((column) => [column, all[column] ?? null]));
}
