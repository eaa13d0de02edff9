/** The states of the bandwidth panel that have no numbers: which one it is, in one sentence with one next step. */
import type { LoadingState } from '@grafana/data';
import { LOADING } from '../../shared/frame-words.ts';
import type { Traffic } from './sources.ts';

/** A state that is drawn instead of numbers: one sentence, one next step. */
export interface Notice {
  readonly kind: 'loading' | 'empty' | 'error';
  readonly sentence: string;
  readonly next: string;
}

export interface NoticeContext {
  readonly state: LoadingState;
  /** What the data source said went wrong. */
  readonly errorMessage: string | undefined;
}

/** Live frames without any row: what is being waited for, or why it will not come. */
export function toNoticeOfLive({ curve, streams, told, freshness, problem }: Traffic): Notice | undefined {
  const isBare = curve.timesMs.length === 0 && streams.length === 0 && (told === undefined || told.current === null);
  if (!isBare) return undefined;
  if (freshness.phase === 'error') return toErrorNotice(problem ?? 'The live channel failed.');
  if (freshness.phase !== 'loading') {
    return {
      kind: 'empty',
      sentence: 'The server has measured no bandwidth yet.',
      next: 'Play a stream; this goes on by itself.',
    };
  }
  if (problem === undefined) return { kind: 'loading', sentence: 'Connecting to the live channel.', next: '' };
  return { kind: 'loading', sentence: problem, next: 'Check that the server runs; this goes on by itself.' };
}

/** No frame that the panel can read. */
export function toNoticeWithoutFrames({ state, errorMessage }: NoticeContext): Notice {
  if (errorMessage !== undefined || state === LOADING.Error) return toErrorNotice(errorMessage ?? 'The query failed.');
  if (state === LOADING.Loading || state === LOADING.NotStarted) {
    return { kind: 'loading', sentence: 'Waiting for data.', next: '' };
  }
  return {
    kind: 'empty',
    sentence: 'There is no bandwidth in this data.',
    next: 'Choose the topic Bandwidth of Tallylight Live, or rates by stream from Prometheus.',
  };
}

function toErrorNotice(sentence: string): Notice {
  return { kind: 'error', sentence, next: 'Open the data source and press "Save & test".' };
}
