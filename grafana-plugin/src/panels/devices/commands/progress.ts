/** How far a command is, in words. A device answers with its next heartbeat at the earliest, and perhaps never. Pure. */
import { toSpanWords } from '../../../shared/words.ts';

export interface CommandRecord {
  readonly id: string;
  readonly name: string;
  /** `queued`, `delivered`, `accepted`, then `ok`, `failed` or `timeout`. */
  readonly status: string;
  readonly detail: string | null;
  readonly issuedMs: number;
  readonly endedMs: number | null;
}

export interface Progress {
  /** Steps done, of {@link STEPS}. */
  readonly step: number;
  readonly end: 'ok' | 'failed' | 'timeout' | undefined;
  readonly sentence: string;
}

/** Accepted by the server, taken by the device, answered. */
export const STEPS = ['Queued', 'Delivered', 'Answered'] as const;

export function toProgress(
  { status, detail }: Pick<CommandRecord, 'status' | 'detail'>,
  thing: string,
  heartbeatIntervalMs: number | null,
): Progress {
  const told = detail === null ? '' : `: ${detail}`;
  switch (status) {
    case 'ok':
      return { step: 3, end: 'ok', sentence: `${thing} says it is done${told}.` };
    case 'failed':
    case 'refused':
      return { step: 3, end: 'failed', sentence: `${thing} says it failed${told}.` };
    case 'timeout':
      return { step: 3, end: 'timeout', sentence: `${thing} did not answer in time.` };
    case 'accepted':
      return { step: 2, end: undefined, sentence: `${thing} has it and is at it.` };
    case 'delivered':
      return { step: 2, end: undefined, sentence: `${thing} was told; its answer comes with a later heartbeat.` };
    default: {
      const every = heartbeatIntervalMs === null ? '' : `, which comes every ${toSpanWords(heartbeatIntervalMs)}`;
      return { step: 1, end: undefined, sentence: `It goes with the next heartbeat of ${thing}${every}.` };
    }
  }
}

/** The command of an answer to `POST …/commands`; `undefined` when there is none. */
export function toIssued(answer: unknown): { readonly id: string; readonly status: string } | undefined {
  const command = typeof answer === 'object' && answer !== null && 'command' in answer ? answer.command : undefined;
  if (typeof command !== 'object' || command === null || !('id' in command) || typeof command.id !== 'string') {
    return undefined;
  }
  return {
    id: command.id,
    status: 'status' in command && typeof command.status === 'string' ? command.status : 'queued',
  };
}

/** What the menu says: `restart-player` is "Restart player". */
export function toVerb(name: string): string {
  const words = name.replace(/[-_]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const HARMLESS = /^(screen-on|identify|ping|screenshot|sync|refresh)$/;

/** Whether viewers notice; what is not known to be harmless is taken for noticeable. */
export function isNoticed(name: string): boolean {
  return !HARMLESS.test(name);
}
