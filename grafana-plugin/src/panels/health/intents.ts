/** What a person wants done from a row, with the words that are asked before. Pure. */
import type { Action, StreamVerb } from '../../shared/actions/action-path.ts';
import type { StreamNow } from './stream.ts';

export interface Alerting {
  readonly key: string;
  readonly summary: string;
  readonly acknowledgedBy: string | null;
}

export type Intent =
  | { readonly kind: 'verb'; readonly verb: StreamVerb }
  | { readonly kind: 'mute' }
  | { readonly kind: 'unmute' }
  | { readonly kind: 'acknowledge'; readonly alert: Alerting };

/** An intent that is asked for by a yes. */
export interface Asked {
  readonly action: Action;
  readonly verb: string;
  readonly thing: string;
  readonly consequence: string;
  readonly isDestructive: boolean;
  /** What a toast says when it is done. */
  readonly done: string;
}

export const VERB_WORDS: Readonly<Record<StreamVerb, string>> = { start: 'Start', stop: 'Stop', restart: 'Restart' };

export function isVerb(name: string): name is StreamVerb {
  return Object.hasOwn(VERB_WORDS, name);
}

/** Verbs that make sense for the state, of those that the host has. */
export function toVerbs(available: readonly string[], { state }: Pick<StreamNow, 'state'>): StreamVerb[] {
  const isOn = state === 'up' || state === 'idle' || state === 'starting';
  const fitting: readonly StreamVerb[] =
    state === 'unknown' || state === 'down' ? ['start', 'restart', 'stop'] : isOn ? ['restart', 'stop'] : ['start'];
  return fitting.filter((verb) => available.includes(verb));
}

export function toAsked(intent: Exclude<Intent, { kind: 'mute' }>, stream: StreamNow, by: string): Asked {
  const { key, name } = stream;
  switch (intent.kind) {
    case 'verb': {
      const { verb } = intent;
      return {
        action: { kind: 'stream', verb, stream: key },
        verb: VERB_WORDS[verb],
        thing: name,
        consequence: toConsequence(verb, stream),
        isDestructive: verb !== 'start',
        done: `${name}: the server was told to ${verb} it`,
      };
    }
    case 'unmute':
      return {
        action: { kind: 'unmute', target: { stream: key } },
        verb: 'Unmute',
        thing: name,
        consequence: 'From now on it is expected to be on again, and raises alerts when it is not.',
        isDestructive: false,
        done: `${name} is expected to be on again`,
      };
    case 'acknowledge': {
      const { alert } = intent;
      return {
        action: { kind: 'acknowledge', alert: alert.key, by },
        verb: 'Acknowledge',
        thing: `“${alert.summary}”`,
        consequence: `Everybody will see that ${by} has it. It stays open until it is over.`,
        isDestructive: false,
        done: `You have it: ${alert.summary}`,
      };
    }
  }
}

function toConsequence(verb: StreamVerb, { sessions }: StreamNow): string {
  if (verb === 'start') return 'The server will start it.';
  const who = sessions === null ? 'Whoever watches' : sessions === 1 ? 'One viewer' : `${sessions} viewers`;
  if (sessions === 0)
    return verb === 'stop' ? 'Nobody watches it now.' : 'It will be away for a moment. Nobody watches it now.';
  return verb === 'stop' ? `${who} will lose it.` : `${who} will see it stop for a moment.`;
}
