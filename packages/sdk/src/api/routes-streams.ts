/** Streams, their bandwidth, and where their viewers are. */
import { listParameters, pageOf } from './listing.ts';
import { readList } from './query.ts';
import { type Route, rowsOf, stamp } from './route.ts';
import { BANDWIDTH_FIELDS, ref, STREAM_FIELDS, STREAM_STATES } from './row-schemas.ts';
import { count, duration, id, listOf, object, oneOf, orNull, text, time } from './schema.ts';

const SORTABLE = [
  'id',
  'title',
  'state',
  'stateSinceMs',
  'sessions',
  'egressBytesPerSecond',
  'ingressBytesPerSecond',
  'egressBytes',
  'lastActivityMs',
];
/** There are 250 countries; a map wants them all. */
const ALL_COUNTRIES = 1000;
const next = orNull(text());

export const STREAM_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/streams',
    name: 'listStreams',
    tag: 'streams',
    role: 'viewer',
    summary: 'Streams, page by page.',
    query: {
      state: { summary: 'Only in these states.', schema: listOf(oneOf(...STREAM_STATES)) },
      protocol: { summary: 'Only of these protocols.', schema: listOf(text({ maxLength: 64 })) },
      q: { summary: 'Looked for in id and title.', schema: text({ maxLength: 128 }) },
      ...listParameters(SORTABLE),
    },
    answers: { 200: object({ nowMs: time, ageMs: duration, total: count, streams: listOf(ref('Stream')), next }) },
    answer({ query }, source) {
      const state = readList(query, 'state');
      const protocol = readList(query, 'protocol');
      const q = query.get('q')?.toLowerCase();
      const chosen = rowsOf(source, 'streams', 'id').filter(
        (row) =>
          (state === undefined || state.has(row.state)) &&
          (protocol === undefined || protocol.has(row.protocol)) &&
          (q === undefined || `${row.id}\n${row.title ?? ''}`.toLowerCase().includes(q)),
      );
      const page = pageOf(chosen, query, { keyOf: (row) => row.id, byDefault: 'id' });
      if ('problem' in page) return page;
      return { body: { ...stamp(source), total: chosen.length, streams: page.rows, next: page.next } };
    },
  },
  {
    method: 'GET',
    path: '/streams/:id',
    name: 'getStream',
    tag: 'streams',
    role: 'viewer',
    summary: 'One stream, with its bandwidth.',
    params: { id: { summary: 'Stream.', schema: id } },
    answers: {
      200: object({
        nowMs: time,
        ageMs: duration,
        stream: object({ id, ...STREAM_FIELDS, bandwidth: orNull(object(BANDWIDTH_FIELDS)) }),
      }),
    },
    problems: [404],
    answer({ params: { id: stream = '' } }, source) {
      const row = source.row('streams', stream);
      if (row === undefined) return { missing: `there is no stream ${JSON.stringify(stream)}` };
      const bandwidth = source.row('bandwidth', stream) ?? null;
      return { body: { ...stamp(source), stream: { id: stream, ...row, bandwidth } } };
    },
  },
  {
    method: 'GET',
    path: '/bandwidth',
    name: 'getBandwidth',
    tag: 'streams',
    role: 'viewer',
    summary: 'Rates of the last 100 s, of all together and of each stream.',
    query: listParameters(['id', 'current', 'average', 'peak', 'peakAtMs', 'trend']),
    answers: { 200: object({ nowMs: time, ageMs: duration, total: count, bandwidth: listOf(ref('Bandwidth')), next }) },
    answer({ query }, source) {
      const rows = rowsOf(source, 'bandwidth', 'id');
      const page = pageOf(rows, query, { keyOf: (row) => row.id, byDefault: 'id' });
      if ('problem' in page) return page;
      return { body: { ...stamp(source), total: rows.length, bandwidth: page.rows, next: page.next } };
    },
  },
  {
    method: 'GET',
    path: '/geo',
    name: 'getGeo',
    tag: 'sessions',
    role: 'viewer',
    summary: 'Viewers by country. The lines of `attribution` must be shown wherever this is.',
    query: {
      continent: { summary: 'Only of this continent.', schema: oneOf('AF', 'AN', 'AS', 'EU', 'NA', 'OC', 'SA') },
      ...listParameters(['id', 'sessions', 'egressBytes', 'share'], ALL_COUNTRIES),
    },
    answers: {
      200: object({
        nowMs: time,
        ageMs: duration,
        total: count,
        countries: listOf(ref('Country')),
        attribution: listOf(text()),
        next,
      }),
    },
    answer({ query }, source) {
      const continent = query.get('continent');
      const rows = rowsOf(source, 'geo', 'id').filter((row) => continent === null || row.continent === continent);
      const page = pageOf(rows, query, { keyOf: (row) => row.id, byDefault: 'id', limit: ALL_COUNTRIES });
      if ('problem' in page) return page;
      const attribution = source.attribution();
      return { body: { ...stamp(source), total: rows.length, countries: page.rows, attribution, next: page.next } };
    },
  },
];
