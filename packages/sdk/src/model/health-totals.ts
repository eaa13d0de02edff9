/**
 * What health is made of, counted over a window. Sums only, so that two windows add up to one and the order of things within
 * a window changes nothing. What players report comes with CMCD; of a stream whose players tell nothing those are 0.
 */

export interface HealthTotals {
  /** Time during which it was known whether the stream was up. */
  readonly observedMs: number;
  /** Part of it that the stream was up. */
  readonly availableMs: number;
  /** Requests that say something of the stream: neither refused for the asker's fault nor aborted. Probes are among them. */
  readonly requests: number;
  /** Requests that the server failed or let wait too long. */
  readonly failures: number;
  /** Good answers with a response score. */
  readonly scored: number;
  /** Sum of their scores, each 0–1. */
  readonly score: number;
  /** Sum of their times to first byte. */
  readonly responseMs: number;
  /** Restarts that nobody asked for. */
  readonly restarts: number;
  /** Time that players played, and that they stood still for want of media; only of players that tell both. */
  readonly playedMs: number;
  readonly stalledMs: number;
  /** Playbacks that began, the sum of their scores, each 0–1, and of their times to the first picture. */
  readonly startups: number;
  readonly startupScore: number;
  readonly startupMs: number;
  /** Media time of pictures that were delivered, and the same weighted by bitrate over the best bitrate there is. */
  readonly pictureMs: number;
  readonly pictureShareMs: number;
}

/** Those of every stream. */
export const BASIC_TOTALS: readonly (keyof HealthTotals)[] = [
  'observedMs',
  'availableMs',
  'requests',
  'failures',
  'scored',
  'score',
  'responseMs',
];

/** All of them, in the order in which they are kept. */
export const HEALTH_TOTALS: readonly (keyof HealthTotals)[] = [
  ...BASIC_TOTALS,
  'restarts',
  'playedMs',
  'stalledMs',
  'startups',
  'startupScore',
  'startupMs',
  'pictureMs',
  'pictureShareMs',
];

export const NO_TOTALS: HealthTotals = {
  observedMs: 0,
  availableMs: 0,
  requests: 0,
  failures: 0,
  scored: 0,
  score: 0,
  responseMs: 0,
  restarts: 0,
  playedMs: 0,
  stalledMs: 0,
  startups: 0,
  startupScore: 0,
  startupMs: 0,
  pictureMs: 0,
  pictureShareMs: 0,
};

export function addTotals(one: HealthTotals, other: HealthTotals): HealthTotals {
  const sum: Record<keyof HealthTotals, number> = { ...one };
  for (const name of HEALTH_TOTALS) sum[name] += other[name];
  return sum;
}
