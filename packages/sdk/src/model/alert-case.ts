/**
 * What a case of an alert rule is: a few series, a moment, and which alerts stand then — these and no others of the whole list.
 * Rule files are tested with them by promtool, with the limits that the rules were made with.
 */
import type { RuleLimits } from './alert-limits.ts';

export type Labels = Readonly<Record<string, string>>;

export interface AlertCase {
  /** In words: what is so, and what follows. */
  readonly fact: string;
  /** Values in promtool's notation, one a step from the beginning; a target that answers is added. */
  readonly series: Readonly<Record<string, string>>;
  /** @default 1 */
  readonly stepMinutes?: number;
  /** When the alerts are looked at. @default 30 */
  readonly atMinutes?: number;
  /** No target is added. */
  readonly withoutTargets?: true;
  /** Labels of the alerts that fire, by the id of their rule; besides Watchdog there are no others. */
  readonly fires?: Readonly<Record<string, readonly Labels[]>>;
}

export interface RuleCases {
  readonly id: string;
  readonly firing: AlertCase;
  /** Just not. Null for the one rule that cannot be quiet. */
  readonly below: AlertCase | null;
  /** What would decide is not known. */
  readonly noData: AlertCase | null;
  readonly more?: readonly AlertCase[];
}

export type CasesOf = (limits: RuleLimits) => readonly RuleCases[];

/** Longer than any default case. */
const STEPS = 200;

/** The same value all the time. */
export const steady = (value: number, steps: number = STEPS): string => `${value}x${steps}`;
/** A counter from 0. */
export const rising = (perStep: number, steps: number = STEPS): string =>
  `0+${Number(perStep.toPrecision(12))}x${steps}`;
/** Nothing for so many steps. */
export const gap = (steps: number): string => `_x${steps}`;

/** Series of a stream; a fact that is not given has no series. */
export function stream(
  name: string,
  facts: {
    readonly up?: 0 | 1;
    readonly expected?: 0 | 1;
    readonly health?: number;
    readonly playlistAge?: string;
  },
  instance = 'a',
): Record<string, string> {
  const series: Record<string, string> = {};
  const add = (metric: string, values: string | undefined): void => {
    if (values !== undefined) series[`tallylight_stream_${metric}{stream="${name}",instance="${instance}"}`] = values;
  };
  const of = (value: number | undefined): string | undefined => (value === undefined ? undefined : steady(value));
  add('up', of(facts.up));
  add('expected', of(facts.expected));
  add('health_ratio', of(facts.health));
  add('playlist_age_seconds', facts.playlistAge);
  return series;
}

/** Series of a device with its place; levels by the end of their metric's name. */
export function device(
  name: string,
  facts: {
    readonly site?: string;
    readonly group?: string;
    readonly up?: 0 | 1;
    readonly expected?: 0 | 1;
    readonly levels?: Readonly<Record<string, number>>;
  },
): Record<string, string> {
  const { site = 'paris', group = 'none', up, expected = 1, levels = {} } = facts;
  const series: Record<string, string> = {
    [`tallylight_device_info{device="${name}",site="${site}",group="${group}",model="m",version="1"}`]: steady(1),
    [`tallylight_device_expected{device="${name}"}`]: steady(expected),
  };
  if (up !== undefined) series[`tallylight_device_up{device="${name}",group="${group}"}`] = steady(up);
  for (const [level, value] of Object.entries(levels)) {
    series[`tallylight_device_${level}{device="${name}"}`] = steady(value);
  }
  return series;
}
