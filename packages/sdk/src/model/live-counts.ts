/** What the live channel counts of itself, as plain numbers: the lists that are labels, and the memory that metrics read. */
import { type Code, PRIORITIES, type Priority } from '@tallylight/protocol';
import { Histogram } from './histogram.ts';

/** How a reader that came back went on: where it was, or anew and why. */
export const RESUME_RESULTS = ['resumed', 'epoch', 'expired', 'ahead', 'filter-changed'] as const;
export type ResumeResult = (typeof RESUME_RESULTS)[number];

/** Why events were not told: forgotten by the log, more than a slow reader may let wait, or lost by a store. */
export const GAP_REASONS = ['retention', 'overflow', 'store'] as const;
export type GapReason = (typeof GAP_REASONS)[number];

/** From known to handed to the socket. */
export const DELIVERY_BOUNDS_SECONDS: readonly number[] = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5,
];

export class LiveCounts {
  /** By {@link RESUME_RESULTS}. */
  readonly resumes: Float64Array = new Float64Array(RESUME_RESULTS.length);
  /** Gaps told, by {@link GAP_REASONS}. */
  readonly gaps: Float64Array = new Float64Array(GAP_REASONS.length);
  /** Events that gave way in a slow reader's buffer, by priority. */
  readonly dropped: Float64Array = new Float64Array(PRIORITIES.length);
  /** Connections that the server ended, by code. */
  readonly ended: Map<Code, number> = new Map();
  readonly delivery: Histogram = new Histogram(DELIVERY_BOUNDS_SECONDS);
  /** Readers that take less than they are told, now, and the events that wait for them. */
  slowReaders = 0;
  waitingEvents = 0;

  /** So many readers were handed what was known `seconds` ago. */
  delivered(seconds: number, count: number): void {
    for (let told = 0; told < count; told += 1) this.delivery.observe(seconds);
  }
  resume(result: ResumeResult): void {
    bump(this.resumes, RESUME_RESULTS.indexOf(result));
  }
  gap(reason: GapReason): void {
    bump(this.gaps, GAP_REASONS.indexOf(reason));
  }
  drop(priority: Priority): void {
    bump(this.dropped, PRIORITIES.indexOf(priority));
  }
  end(code: Code): void {
    this.ended.set(code, (this.ended.get(code) ?? 0) + 1);
  }
}

function bump(counts: Float64Array, index: number): void {
  counts[index] = (counts[index] as number) + 1;
}
