/** What is muted, and muting it: the one place where a person says over REST that something may be off for a while. */
import type { Route } from './route.ts';
import { ref } from './row-schemas.ts';
import { boolean, id, listOf, number, object, text, time } from './schema.ts';

const refusal = { title: 'This is no mute.', code: 'bad-mute' };
const target = {
  type: 'object',
  properties: { stream: id, device: id, site: id },
  minProperties: 1,
  maxProperties: 1,
  additionalProperties: false,
};

export const MUTE_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/mutes',
    name: 'listMutes',
    tag: 'alerts',
    role: 'viewer',
    summary: 'What is not expected for a while because a person said so.',
    answers: { 200: object({ nowMs: time, mutes: listOf(ref('Mute')) }) },
    answer: (_request, source) => ({ body: { nowMs: source.nowMs(), mutes: source.mutes.list() } }),
  },
  {
    method: 'POST',
    path: '/actions/mute',
    name: 'mute',
    tag: 'actions',
    role: 'operator',
    summary: 'Mutes a stream, device or site until then, at most 31 days.',
    body: {
      summary: 'What, until when, why, who.',
      schema: object(
        {
          target,
          untilMs: number(),
          reason: text({ maxLength: 256, pattern: '\\S', description: 'a text that says why' }),
        },
        { by: text({ maxLength: 256 }) },
      ),
      refusal,
    },
    answers: { 200: object({ mute: ref('Mute') }) },
    answer({ json, actor }, source) {
      const outcome = source.mutes.set(actor === null ? json : { ...(json as object), by: actor });
      return 'mute' in outcome ? { body: outcome } : { problem: { status: 400, ...refusal, detail: outcome.wrong } };
    },
  },
  {
    method: 'POST',
    path: '/actions/unmute',
    name: 'unmute',
    tag: 'actions',
    role: 'operator',
    summary: 'Ends a mute now.',
    body: { summary: 'What.', schema: object({ target }), refusal },
    answers: { 200: object({ ended: boolean({ description: 'Whether there was one.' }) }) },
    answer: ({ json }, source) => ({ body: { ended: source.mutes.end(json) } }),
  },
];
