/**
 * Where players post CMCD of event mode (and JSON mode): `POST /v1/cmcd`, optionally `?stream=` when content ids are not
 * stream ids. Players retry what is not answered with 2xx, so only a body with nothing readable in it is refused.
 */
import { problemOf } from './problem.ts';
import type { Route } from './route.ts';
import { count, id, object, text } from './schema.ts';

/** More than is taken, so that what is too large is still counted as such; beyond it the body is not even read. */
const MAX_READ_BYTES = 256 * 1024;

export const CMCD_ROUTES: readonly Route[] = [
  {
    method: 'POST',
    path: '/cmcd',
    name: 'reportPlayback',
    tag: 'sessions',
    role: 'anyone',
    summary: 'Reports of players: CMCD version 1 or 2, event mode.',
    query: { stream: { summary: 'The stream that they are about.', schema: id } },
    openQuery: true,
    body: {
      summary: 'A report a line.',
      schema: text(),
      types: ['application/cmcd', 'application/json'],
    },
    answers: { 200: object({ parsed: count, malformed: count, oversized: count }) },
    problems: [413],
    maxBodyBytes: MAX_READ_BYTES,
    answer({ body, headers, query }, source) {
      const outcome = source.cmcd(body, headers['content-type'], query.get('stream'));
      if (outcome.oversized > 0) {
        return { problem: problemOf('too-large', 'a post has at most 65536 bytes and 100 reports') };
      }
      if (outcome.malformed > 0 && outcome.parsed === 0) {
        return { problem: { status: 400, title: 'No line of the body is a CMCD report.', code: 'bad-report' } };
      }
      return { body: outcome };
    },
  },
];
