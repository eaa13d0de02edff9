/**
 * One query as a stream of responses: at once what is known, then at most four times a second what is new. A hidden page
 * gets nothing until it is looked at again.
 *
 * What is not live is told again every few seconds, so that the age in its notice stays true.
 */

import type { DataQueryResponse } from '@grafana/data';
import {
  asyncScheduler,
  filter,
  interval,
  map,
  merge,
  Observable,
  of,
  type SchedulerLike,
  Subject,
  throttleTime,
} from 'rxjs';
import { LOADING } from '../shared/frame-words.ts';
import { type FrameOptions, toFrames } from './frames.ts';
import type { LiveHub, Want } from './hub.ts';
import type { Reading } from './reading.ts';
import { missingChoice } from './topics.ts';

export interface LiveTarget extends FrameOptions, Want {
  readonly spanMs: number;
}

/** The page the responses are for. */
export interface Page {
  isHidden(): boolean;
  /** Says that the page is looked at again. */
  readonly shown: Observable<unknown>;
}

/** People read four pictures a second, not forty. */
const SHORTEST_GAP_MS = 250;
const RETELL_MS = 5_000;

export function toResponses(
  hub: LiveHub,
  target: LiveTarget,
  page: Page,
  scheduler: SchedulerLike = asyncScheduler,
): Observable<DataQueryResponse> {
  const missing = missingChoice(target.topic, target.filter?.where);
  if (missing !== undefined) return of(toRefusal(target, missing));
  return new Observable((subscriber) => {
    const changes = new Subject<void>();
    const watch = hub.watch(target, () => changes.next());
    const retells = interval(RETELL_MS, scheduler).pipe(filter(() => watch.read().phase !== 'live'));
    const responses = merge(of(undefined), changes, retells, page.shown).pipe(
      filter(() => !page.isHidden()),
      throttleTime(SHORTEST_GAP_MS, scheduler, { leading: true, trailing: true }),
      map(() => toResponse(watch.read(), target)),
    );
    const subscription = responses.subscribe(subscriber);
    return () => {
      subscription.unsubscribe();
      watch.close();
    };
  });
}

/** The answer to a query that nobody can answer as it is. */
function toRefusal({ refId }: LiveTarget, message: string): DataQueryResponse {
  return { data: [], key: `tallylight-${refId}`, state: LOADING.Error, errors: [{ refId, message }] };
}

function toResponse(reading: Reading, target: LiveTarget): DataQueryResponse {
  const response = { data: toFrames(reading, target), key: `tallylight-${target.refId}` };
  if (reading.phase !== 'error') return { ...response, state: LOADING.Streaming };
  const message = reading.problem ?? 'The live channel failed.';
  return { ...response, state: LOADING.Error, errors: [{ refId: target.refId, message }] };
}
