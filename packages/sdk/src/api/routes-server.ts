/** What the server says of itself: who it is, how it is, what it holds, the totals. */
import { API_PATH, type DashboardCards } from '@tallylight/protocol';
import { isNarrowed } from '../model/row-scope.ts';
import { type Route, type RouteSource, stamp } from './route.ts';
import { ref } from './row-schemas.ts';
import { boolean, count, duration, listOf, mapOf, number, object, oneOf, orNull, ratio, text, time } from './schema.ts';

const live = object({ path: text(), transports: listOf(text()), connections: count, tickMs: duration });

function cards(source: RouteSource): Partial<DashboardCards> {
  const found: Record<string, unknown> = {};
  for (const card of source.keys('dashboard')) {
    const values = source.row('dashboard', card)?.values;
    if (values !== undefined) found[card] = values;
  }
  return found as Partial<DashboardCards>;
}

function liveFacts(source: RouteSource): object {
  return {
    path: `${API_PATH}/live`,
    transports: ['websocket'],
    connections: source.liveConnections(),
    tickMs: source.tickMs,
  };
}

export const SERVER_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/info',
    name: 'getInfo',
    tag: 'server',
    role: 'viewer',
    summary: 'Which server this is.',
    answers: {
      200: object({
        name: { const: 'tallylight' },
        version: text(),
        runtime: text(),
        instance: text(),
        tickMs: duration,
        startedAtMs: number(),
        nowMs: time,
        live,
      }),
    },
    answer: (_request, source) => ({
      body: {
        name: 'tallylight',
        ...source.build,
        instance: source.instance,
        tickMs: source.tickMs,
        startedAtMs: source.startedAtMs,
        nowMs: Math.round(source.nowMs()),
        live: liveFacts(source),
      },
    }),
  },
  {
    method: 'GET',
    path: '/health',
    name: 'getHealth',
    tag: 'server',
    role: 'anyone',
    summary: 'Whether the SDK itself is well, and what is not.',
    description: 'Anyone is told the status; what ails it only a viewer who sees all.',
    answers: { 200: object({ status: oneOf('ok', 'degraded'), ailments: listOf(text()), nowMs: time }) },
    answer: ({ caller }, source) => {
      const ailments = source.ailments();
      const status = ailments.length === 0 ? 'ok' : 'degraded';
      const mayKnow = caller?.has('viewer') === true && !isNarrowed(caller.scope);
      return { body: { status, ailments: mayKnow ? ailments : [], nowMs: Math.round(source.nowMs()) } };
    },
  },
  {
    method: 'GET',
    path: '/stats',
    name: 'getStats',
    tag: 'server',
    role: 'viewer',
    whole: true,
    summary: 'What the SDK holds, against its bounds, and what it has counted of itself.',
    answers: {
      200: object({
        nowMs: time,
        ageMs: duration,
        uptimeMs: duration,
        caps: listOf(object({ name: text(), used: count, max: count, refused: count })),
        live: object({ connections: mapOf(count), messages: mapOf(count) }),
        refusals: mapOf(count),
        faults: mapOf(count),
        heartbeats: mapOf(count),
        geo: object({
          lookups: mapOf(count),
          databases: listOf(object({ database: oneOf('country', 'city', 'asn'), builtAtMs: number() })),
        }),
        collectSeconds: mapOf(number({ minimum: 0 })),
        workSeconds: mapOf(number({ minimum: 0 })),
        store: object({ degraded: orNull(boolean()), commits: count }),
        process: orNull(
          object({
            cpuSeconds: number({ minimum: 0 }),
            memoryBytes: count,
            memoryLimitBytes: orNull(number()),
            eventLoopUtilization: ratio,
            eventLoopDelaySeconds: object({ p50: number(), p99: number(), max: number() }),
            machine: object({ cpuRatio: orNull(ratio), memoryAvailableBytes: count, memoryBytes: count }),
          }),
        ),
      }),
    },
    answer: (_request, source) => ({
      body: { ...stamp(source), uptimeMs: Math.max(0, source.nowMs() - source.startedAtMs), ...source.upkeep.stats() },
    }),
  },
  {
    method: 'GET',
    path: '/dashboard',
    name: 'getDashboard',
    tag: 'server',
    role: 'viewer',
    summary: 'The totals, a card each; a card that the caller may not see is left out.',
    answers: { 200: object({ nowMs: time, ageMs: duration, cards: ref('Cards') }) },
    answer: (_request, source) => ({ body: { ...stamp(source), cards: cards(source) } }),
  },
  {
    method: 'GET',
    path: '/live/info',
    name: 'getLiveInfo',
    tag: 'server',
    role: 'viewer',
    summary: 'Where and how the live channel is spoken.',
    answers: { 200: live },
    answer: (_request, source) => ({ body: liveFacts(source) }),
  },
];
