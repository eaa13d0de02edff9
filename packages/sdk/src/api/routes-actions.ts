/** What an operator does to streams and devices. All that changes something on behalf of a person lives under actions/. */
import type { ActionOutcome, Route, RouteAnswer } from './route.ts';
import { ref } from './row-schemas.ts';
import { anyObject, boolean, duration, id, listOf, number, object, oneOf, orNull, text, time } from './schema.ts';

const REFUSALS = {
  unavailable: { status: 501, title: 'The host has no function for this.' },
  wrong: { status: 422, title: 'This cannot be ordered.' },
  full: { status: 429, title: 'There is no room for more.' },
  failed: { status: 502, title: 'The host could not do it.' },
} as const;

const VERBS = ['start', 'stop', 'restart'] as const;

function toAnswer(outcome: ActionOutcome): RouteAnswer {
  if ('done' in outcome) return { body: outcome.done, status: outcome.status };
  const { refused, detail } = outcome;
  if (refused === 'missing') return { missing: detail };
  return { problem: { ...REFUSALS[refused], code: `action-${refused}`, detail } };
}

const acted = object({ stream: id, action: oneOf(...VERBS), done: boolean() });

export const ACTION_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/actions',
    name: 'listActions',
    tag: 'actions',
    role: 'viewer',
    summary: 'What the host lets operators do.',
    answers: { 200: object({ stream: listOf(oneOf(...VERBS)), device: listOf(oneOf('command')) }) },
    answer: (_request, source) => ({ body: source.actions.available }),
  },
  ...VERBS.map(
    (verb): Route => ({
      method: 'POST',
      path: `/actions/streams/:id/${verb}`,
      name: `${verb}Stream`,
      tag: 'actions',
      role: 'operator',
      summary: `Has the host ${verb} a stream.`,
      description: '202: the host is still at it after 10 s. 501: the host has no such function. 502: it threw.',
      params: { id: { summary: 'Stream.', schema: id } },
      answers: { 200: acted, 202: acted },
      problems: [404, 501, 502],
      answer: async ({ params }, source) => toAnswer(await source.actions.stream(params.id as string, verb)),
    }),
  ),
  {
    method: 'POST',
    path: '/actions/devices/:id/commands',
    name: 'commandDevice',
    tag: 'actions',
    role: 'operator',
    summary:
      'Queues a command for a device; it goes over its socket at once, else with its next heartbeat answer, at least once.',
    params: { id: { summary: 'Device.', schema: id } },
    body: {
      summary: 'The command.',
      schema: object(
        { name: text({ pattern: '^[A-Za-z][A-Za-z0-9._-]{0,63}$' }) },
        { args: anyObject, expiresInMs: number({ exclusiveMinimum: 0 }) },
      ),
    },
    answers: { 202: object({ device: id, command: ref('Command') }) },
    problems: [404, 422, 429, 501, 502],
    maxBodyBytes: 16 * 1024,
    answer: async ({ params, body }, source) =>
      toAnswer(await source.actions.command(params.id as string, parseJson(body))),
  },
  {
    method: 'POST',
    path: '/actions/cleanup',
    name: 'cleanUp',
    tag: 'actions',
    role: 'operator',
    whole: true,
    summary: 'Runs the sweeps now and tells what they removed.',
    description:
      'Sessions and players that went silent, commands that nobody answered; devices that are lost, if asked.',
    body: {
      summary: 'What to remove besides.',
      schema: object({}, { lostDevices: boolean({ description: 'Also devices that are lost.' }) }),
      optional: true,
      refusal: { title: 'This is no clean-up.', code: 'bad-cleanup' },
    },
    answers: {
      200: object({
        nowMs: time,
        removed: object({
          sessions: { type: 'integer', minimum: 0 },
          players: { type: 'integer', minimum: 0 },
          commands: { type: 'integer', minimum: 0 },
          devices: listOf(id),
        }),
      }),
    },
    answer: ({ json }, source) => ({
      body: source.upkeep.cleanup({ lostDevices: (json as { lostDevices?: boolean }).lostDevices === true }),
    }),
  },
  {
    method: 'POST',
    path: '/actions/selftest',
    name: 'selfTest',
    tag: 'actions',
    role: 'operator',
    whole: true,
    summary: 'Tries each part of the SDK now and tells which of them do not work.',
    description:
      'The answer is 200 when the test ran; `ok` says how it went. A part that is not configured is `skipped`.',
    answers: {
      200: object({
        nowMs: time,
        ok: boolean(),
        checks: listOf(
          object({
            name: text(),
            state: oneOf('ok', 'failed', 'skipped'),
            detail: orNull(text()),
            durationMs: duration,
          }),
        ),
      }),
    },
    answer: async (_request, source) => ({ body: await source.upkeep.selftest() }),
  },
];

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}
