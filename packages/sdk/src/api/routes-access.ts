/** What was done and by whom, and tickets for those who can send no header. */
import type { Route } from './route.ts';
import { ref } from './row-schemas.ts';
import { duration, integer, listOf, object, text, time } from './schema.ts';

const MAX_LINES = 1000;
const DEFAULT_LINES = 100;

export const ACCESS_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/audit',
    name: 'listAudit',
    tag: 'server',
    role: 'admin',
    whole: true,
    summary: 'What was done and who was turned away, newest first; the last thousand lines.',
    description: 'Persons behind a shared token are named to a caller with the permission personal only.',
    query: {
      limit: { summary: `Lines. Default ${DEFAULT_LINES}.`, schema: integer({ minimum: 1, maximum: MAX_LINES }) },
    },
    answers: { 200: object({ nowMs: time, lines: listOf(ref('AuditLine')) }) },
    answer({ query, caller }, source) {
      const lines = source.access.audit(Number(query.get('limit') ?? DEFAULT_LINES));
      const mayName = caller?.permissions.has('personal') === true;
      return {
        body: {
          nowMs: Math.round(source.nowMs()),
          lines: mayName ? lines : lines.map((line) => ({ ...line, person: null })),
        },
      };
    },
  },
  {
    method: 'POST',
    path: '/live/ticket',
    name: 'issueTicket',
    tag: 'server',
    role: 'viewer',
    summary: 'A ticket that opens the live channel once, within half a minute, for whoever asks for it.',
    description: 'For EventSource, which can send no header: `GET live/sse?ticket=…`.',
    answers: { 200: object({ ticket: text(), expiresInMs: duration }) },
    answer({ caller }, source) {
      return caller === undefined
        ? { missing: 'there is nobody to give a ticket to' }
        : { body: source.access.ticket(caller) };
    },
  },
];
