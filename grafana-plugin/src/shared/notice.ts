/**
 * When a panel has nothing to show, why, in one sentence and one next step. Pure; StateNotice.tsx draws it. The words of what
 * is missing are the panel's own.
 */
import { LOADING } from './frame-words.ts';
import type { LivePhase } from './live-meta.ts';

export interface Notice {
  readonly kind: 'loading' | 'empty' | 'stale' | 'error' | 'no-permission';
  readonly sentence: string;
  readonly next: string;
}

export interface NoticeWords {
  /** Nothing in the frames is for this panel: `There are no devices in this data.` and what to choose instead. */
  readonly absent: { readonly sentence: string; readonly next: string };
  /** The live channel answers, and there is nothing: `No device has been heard of yet.` and what would change that. */
  readonly bare: { readonly sentence: string; readonly next: string };
}

export interface QueryOutcome {
  /** `PanelData.state`. */
  readonly state: string;
  readonly errorMessage: string | undefined;
}

/** For a panel without a frame that it can read. */
export function toAbsentNotice({ state, errorMessage }: QueryOutcome, { absent }: NoticeWords): Notice {
  if (errorMessage !== undefined || state === LOADING.Error) return toErrorNotice(errorMessage ?? 'The query failed.');
  if (state === LOADING.Loading || state === LOADING.NotStarted) {
    return { kind: 'loading', sentence: 'Waiting for data.', next: '' };
  }
  return { kind: 'empty', ...absent };
}

export interface LiveOutcome {
  readonly phase: LivePhase | 'off';
  readonly problem: string | undefined;
}

/** For a panel whose frames of Tallylight Live hold no row. */
export function toBareNotice({ phase, problem }: LiveOutcome, { bare }: NoticeWords): Notice {
  if (phase === 'error') return toErrorNotice(problem ?? 'The live channel failed.');
  if (phase !== 'loading') return { kind: 'empty', ...bare };
  if (problem === undefined) return { kind: 'loading', sentence: 'Connecting to the live channel.', next: '' };
  return { kind: 'loading', sentence: problem, next: 'Check that the server runs; this goes on by itself.' };
}

const REFUSAL = /\b(403|may not|forbidden|not allowed|permission|access denied|token)\b/i;

/** An error of the query or channel; a refusal is told apart, because another person has to mend it. */
export function toErrorNotice(sentence: string): Notice {
  return REFUSAL.test(sentence)
    ? {
        kind: 'no-permission',
        sentence,
        next: 'Whoever looks after the data source can give its token this permission.',
      }
    : { kind: 'error', sentence, next: 'Open the data source and press "Save & test".' };
}
