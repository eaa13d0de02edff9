/** The live channel as an operator looks at it: who is connected and how well they follow, and whether it works at all. */
import type { Route } from './route.ts';
import { boolean, count, listOf, mapOf, object, oneOf, orNull, text, time } from './schema.ts';

export const LIVE_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/live/stats',
    name: 'getLiveStats',
    tag: 'server',
    role: 'viewer',
    whole: true,
    summary:
      'Connections by transport and by who they are, what waits for slow readers, how resumes went, what was dropped.',
    answers: {
      200: object({
        nowMs: time,
        connections: mapOf(count),
        subjects: mapOf(count),
        subscriptions: count,
        slow: count,
        waiting: count,
        channels: count,
        resumes: mapOf(count),
        gaps: mapOf(count),
        dropped: mapOf(count),
        ended: mapOf(count),
      }),
    },
    answer: (_request, source) => ({ body: { nowMs: Math.round(source.nowMs()), ...source.live.stats() } }),
  },
  {
    method: 'POST',
    path: '/live/test',
    name: 'testLive',
    tag: 'server',
    role: 'viewer',
    summary: 'Greets, subscribes and resumes as a reader would, and says what came of it.',
    answers: {
      200: object({
        ok: boolean(),
        steps: listOf(object({ step: oneOf('greet', 'subscribe', 'resume'), ok: boolean(), detail: orNull(text()) })),
      }),
    },
    answer: (_request, source) => ({ body: source.live.test() }),
  },
];
