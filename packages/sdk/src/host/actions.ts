/**
 * What an operator may do through the API: functions of the host, or nothing. A stream is started and stopped by the host, as
 * we move no media; a command to a device waits for its next heartbeat. What a host function throws comes back as an answer.
 */
import type { Clock } from '../clock.ts';
import type { Faults } from '../faults.ts';
import { type HostActions, type StreamVerb, VERBS } from '../model/actions.ts';
import { commandLine } from '../state/device-page.ts';
import type { State } from '../state/state.ts';
import { expiresWithin } from './devices.ts';

export type ActionOutcome =
  | { readonly done: object; readonly status: number }
  | { readonly refused: 'unavailable' | 'missing' | 'wrong' | 'full' | 'failed'; readonly detail: string };

export interface Actions {
  stream(id: string, verb: StreamVerb): Promise<ActionOutcome>;
  /** `body`: `{ name, args?, expiresInMs? }`. */
  command(id: string, body: unknown): Promise<ActionOutcome>;
  /** What the host has functions for. */
  readonly available: { readonly stream: readonly StreamVerb[]; readonly device: readonly 'command'[] };
}

/** An operator waits this long for the host; what takes longer goes on and is answered with 202. */
const PATIENCE_MS = 10_000;
const COMMAND_NAME = /^[A-Za-z][A-Za-z0-9._-]{0,63}$/;
const MAX_ARGS_CHARS = 4096;

export function createActions(parts: {
  readonly actions: HostActions;
  readonly state: State;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly newId: () => string;
}): Actions {
  const { actions, state, clock, faults } = parts;

  /** Runs a function of the host: its fault, whether it is done in time. */
  async function run(act: () => unknown): Promise<{ readonly fault: string } | { readonly inTime: boolean }> {
    let stopWaiting = (): void => {};
    const late = new Promise<'late'>((resolve) => {
      stopWaiting = clock.after(PATIENCE_MS, () => resolve('late'));
    });
    const done = (async () => {
      await act();
    })();
    // After the patience is over nobody awaits it any more; its fault is still counted.
    done.catch((error: unknown) => faults.report('actions', error));
    try {
      return { inTime: (await Promise.race([done, late])) !== 'late' };
    } catch (error) {
      return { fault: error instanceof Error ? error.message : String(error) };
    } finally {
      stopWaiting();
    }
  }

  return {
    available: {
      stream: VERBS.filter((verb) => actions.stream?.[verb] !== undefined),
      device: actions.device?.command === undefined ? [] : ['command'],
    },
    async stream(id, verb) {
      const act = actions.stream?.[verb];
      if (act === undefined) return { refused: 'unavailable', detail: `the host has no actions.stream.${verb}` };
      if (state.streams.get(id) === undefined) return missing('stream', id);
      const outcome = await run(() => act(id));
      if ('fault' in outcome) return { refused: 'failed', detail: outcome.fault };
      return { done: { stream: id, action: verb, done: outcome.inTime }, status: outcome.inTime ? 200 : 202 };
    },
    async command(id, body) {
      const act = actions.device?.command;
      if (act === undefined) return { refused: 'unavailable', detail: 'the host has no actions.device.command' };
      const device = state.devices.get(id);
      if (device === undefined) return missing('device', id);
      const asked = readOrder(body);
      if ('wrong' in asked) return { refused: 'wrong', detail: asked.wrong };
      if (act !== true) {
        const outcome = await run(() => act({ device: id, name: asked.name, args: asked.args }));
        if ('fault' in outcome) return { refused: 'failed', detail: outcome.fault };
        if (!outcome.inTime) return { refused: 'failed', detail: 'actions.device.command did not answer in time' };
        if (device.removed) return missing('device', id);
      }
      const issued = state.devices.commands.issue(device, { id: parts.newId(), ...asked }, clock.monotonicMs());
      if ('full' in issued) return { refused: 'full', detail: issued.full };
      const offsetMs = clock.nowMs() - clock.monotonicMs();
      return { done: { device: id, command: commandLine(issued, offsetMs) }, status: 202 };
    },
  };
}

function missing(what: string, id: string): ActionOutcome {
  return { refused: 'missing', detail: `there is no ${what} ${JSON.stringify(id)}` };
}

type ReadOrder =
  | { readonly name: string; readonly args: Readonly<Record<string, unknown>>; readonly expiresInMs: number }
  | { readonly wrong: string };

function readOrder(body: unknown): ReadOrder {
  if (typeof body !== 'object' || body === null) return { wrong: 'the body must be a JSON object' };
  const { name, args = {}, expiresInMs } = body as Record<string, unknown>;
  if (typeof name !== 'string' || !COMMAND_NAME.test(name)) {
    return { wrong: 'name must be a letter, then up to 63 letters, digits, points, dashes or underscores' };
  }
  if (typeof args !== 'object' || args === null || Array.isArray(args) || Object.hasOwn(args, '__proto__')) {
    return { wrong: 'args must be a JSON object' };
  }
  if (JSON.stringify(args).length > MAX_ARGS_CHARS)
    return { wrong: `args must be at most ${MAX_ARGS_CHARS} characters` };
  if (expiresInMs !== undefined && (typeof expiresInMs !== 'number' || !(expiresInMs > 0))) {
    return { wrong: 'expiresInMs must be a number above 0' };
  }
  return { name, args: args as Record<string, unknown>, expiresInMs: expiresWithin(expiresInMs) };
}
