/**
 * How a definition of health is made from what the host says: a preset, and what it changes of it. Presets are the
 * meanings that hosts differ in; they share the rules of health-parts.ts and health-player-parts.ts.
 */
import type { HealthComponent, HealthDefinition } from './health.ts';
import {
  clamp,
  errorsPart,
  plainUptime,
  responsePart,
  type UptimeCurve,
  uptimeAbove,
  uptimeNines,
  uptimePart,
} from './health-parts.ts';
import { bitrateShare, stallRatio, startup } from './health-player-parts.ts';

/** The parts that every stream has. */
export const HEALTH_PARTS = ['uptime', 'errors', 'response'] as const;
export type HealthPart = (typeof HEALTH_PARTS)[number];

export const HEALTH_PRESETS = ['standard', 'strict', 'nines', 'signage', 'players'] as const;
export type HealthPreset = (typeof HEALTH_PRESETS)[number];

interface PresetRules {
  readonly weights: Readonly<Record<HealthPart, number>>;
  readonly uptime: UptimeCurve;
  /** Besides the three; one of the host with the same name takes the place of one of these. @default none */
  readonly components?: readonly HealthComponent[];
}

const RULES: Readonly<Record<HealthPreset, PresetRules>> = {
  standard: { weights: { uptime: 40, errors: 35, response: 25 }, uptime: plainUptime },
  // Half an hour down in a day is nothing to `standard`; here everything under 90 % is worth nothing.
  strict: { weights: { uptime: 40, errors: 35, response: 25 }, uptime: uptimeAbove(0.9) },
  nines: { weights: { uptime: 40, errors: 35, response: 25 }, uptime: uptimeNines },
  // A screen network is watched by heartbeats and probes, not by viewers: uptime alone must give a score.
  signage: { weights: { uptime: 70, errors: 20, response: 10 }, uptime: plainUptime },
  // What viewers see weighs as much as the server allows; without players that report, the three alone give a score.
  players: {
    weights: { uptime: 30, errors: 20, response: 10 },
    uptime: plainUptime,
    components: [stallRatio(20), startup(10), bitrateShare(10)],
  },
};

/** Share of the weights that must be known. */
export const MIN_KNOWN_WEIGHT = 0.5;
/** A stream that is down is never better than poor. */
export const GATE = 49;
export const HEALTH_WINDOW_MS = 900_000;
/** Components of the host: each is a series for each stream. */
export const MAX_ADDED_COMPONENTS = 8;

export interface HealthChoices {
  readonly windowMs?: number | undefined;
  readonly preset?: HealthPreset | undefined;
  readonly weights?: Readonly<Partial<Record<HealthPart, number>>> | undefined;
  readonly components?: readonly HealthComponent[] | undefined;
  readonly minKnownWeight?: number | undefined;
  readonly gate?: number | false | undefined;
}

/** The definition that these choices make; they are checked where they are given. */
export function defineHealth(choices: HealthChoices = {}): HealthDefinition {
  const { windowMs = HEALTH_WINDOW_MS, preset = 'standard', minKnownWeight = MIN_KNOWN_WEIGHT, gate = GATE } = choices;
  const { weights: ofPreset, uptime, components: ready = [] } = RULES[preset];
  const weights = { ...ofPreset, ...choices.weights };
  const added = choices.components ?? [];
  return {
    windowMs,
    minKnownWeight,
    gate,
    components: [
      { id: 'uptime', weight: weights.uptime, evaluate: (facts) => uptimePart(facts, facts.windowMs, uptime) },
      { id: 'errors', weight: weights.errors, evaluate: errorsPart },
      { id: 'response', weight: weights.response, evaluate: responsePart },
      ...ready.filter(({ id }) => added.every((component) => component.id !== id)),
      ...added,
    ],
  };
}

/** Whether `value` says weights: known parts only, none negative, not all of them 0. */
export function isWeights(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const entries = Object.entries(value);
  return (
    entries.every(([id, weight]) => HEALTH_PARTS.some((part) => part === id) && isWeight(weight)) &&
    HEALTH_PARTS.some((part) => (value as Partial<Record<HealthPart, number>>)[part] !== 0)
  );
}

/** Whether `value` is a list of components whose names do not clash. */
export function isComponents(value: unknown): boolean {
  if (!Array.isArray(value) || value.length > MAX_ADDED_COMPONENTS) return false;
  const taken = new Set<unknown>(HEALTH_PARTS);
  return value.every((entry: unknown) => {
    if (typeof entry !== 'object' || entry === null) return false;
    const { id, weight, evaluate } = entry as Partial<HealthComponent>;
    if (typeof id !== 'string' || !/^[a-z][a-z0-9_]{0,31}$/.test(id) || taken.has(id)) return false;
    taken.add(id);
    return isWeight(weight) && typeof evaluate === 'function';
  });
}

function isWeight(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 1000;
}

/** A burn that would eat the budget of 30 days in two: the rate at which people are called. */
const PAGE_BURN = 14.4;

/**
 * A component for hosts with an objective: how fast failures use up its budget. 1 while they stay within it, 0 at the rate
 * that would spend 30 days of it in two. `objective`: share of good requests that is promised, such as 0.999.
 */
export function budgetBurn(objective: number, weight: number): HealthComponent {
  return {
    id: 'budget_burn',
    weight,
    evaluate({ requests, failures }) {
      if (requests === 0) return undefined;
      const burn = failures / requests / (1 - objective);
      return burn <= 1 ? 1 : 1 - clamp(Math.log(burn) / Math.log(PAGE_BURN));
    },
  };
}
