/** `GET sessions`: who watches a stream, or from a country, page by page. Never all of them at once, and never who they are. */
import { narrowing } from '../model/row-scope.ts';
import { listParameters, readCursor, readLimit, readSort, writeCursor } from './listing.ts';
import { problemOf } from './problem.ts';
import { badQuery } from './query.ts';
import { type Route, stamp } from './route.ts';
import { ref, SESSION_FIELDS } from './row-schemas.ts';
import { duration, id, listOf, object, orNull, text, time } from './schema.ts';
import { FORMAT, tableOf } from './tabular.ts';

const COLUMNS: readonly string[] = ['id', ...Object.keys(SESSION_FIELDS)];
/** As they stand in the table, which costs nothing; any other order looks at each of them. */
const AS_THEY_STAND = 'place';
const SORTABLE = [AS_THEY_STAND, 'startedMs', 'lastSeenMs', 'watchMs', 'requests', 'egressBytes'];

export const SESSION_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/sessions',
    name: 'listSessions',
    tag: 'sessions',
    role: 'viewer',
    summary: 'Viewing sessions of a stream, a country, a user, or of all three, page by page; files come by page too.',
    description:
      'One of stream, country and user must be given; to ask for a user takes the permission `personal`. The next page of a file stands in its Link header. The lines of `attribution` must be shown wherever town or provider are.',
    query: {
      stream: { summary: 'Of this stream.', schema: id },
      country: {
        summary: 'From this country.',
        schema: text({ pattern: '^[A-Za-z]{2}$', description: 'two letters' }),
      },
      user: { summary: 'Of this user, as the host calls them.', schema: text({ maxLength: 1024 }) },
      ...listParameters(SORTABLE),
      format: FORMAT,
    },
    answers: {
      200: object({
        nowMs: time,
        ageMs: duration,
        sessions: listOf(ref('Session')),
        attribution: listOf(text()),
        next: orNull(text()),
      }),
    },
    line: ref('Session'),
    answer({ query, caller }, source) {
      const stream = query.get('stream') ?? undefined;
      const country = query.get('country')?.toUpperCase();
      const user = query.get('user') ?? undefined;
      if (stream === undefined && country === undefined && user === undefined) {
        const fault = { path: 'query', rule: 'stream=, country= or user=', received: 'none of them' };
        return { problem: badQuery(fault, 'bad-filter') };
      }
      if (user !== undefined && caller?.permissions.has('personal') !== true) {
        return { problem: problemOf('forbidden', 'to ask for the sessions of a user takes the permission personal') };
      }
      if (stream === undefined && caller !== undefined && narrowing(caller.scope).streams) {
        const fault = { path: 'query', rule: 'stream=, as this caller sees some streams only', received: 'none' };
        return { problem: badQuery(fault, 'bad-filter') };
      }
      const sort = readSort(query, AS_THEY_STAND);
      const read = readCursor(query, sort.text);
      if ('problem' in read) return read;
      const after = read.place === null ? null : ([Number(read.place[0]), read.place[1]] as const);
      const { rows, last } = source.sessions.list(
        { stream, country, user },
        {
          field: sort.field === AS_THEY_STAND ? null : sort.field,
          isDown: sort.isDown,
          after,
          limit: readLimit(query),
        },
      );
      const next = last === null ? null : writeCursor(sort.text, last[0], last[1]);
      const file = tableOf(query, 'sessions', COLUMNS, () => rows, next);
      return file ?? { body: { ...stamp(source), sessions: rows, attribution: source.attribution(), next } };
    },
  },
];
