/**
 * Health of a stream, 0–100: the weighted mean of what is known of it over the window. Unknown is not a score: where less
 * than half of the weight is known the answer is `undefined`. A stream that is down now while it is meant to be on never
 * scores above the gate, however good its past was. Bands and their damping are in health-band.ts, presets in health-presets.ts.
 */
import { clamp } from './health-parts.ts';
import type { HealthTotals } from './health-totals.ts';

/** What a component is judged by. */
export interface HealthWindowFacts extends HealthTotals {
  readonly stream: string;
  readonly windowMs: number;
}

/** One of the things that health is made of. */
export interface HealthComponent {
  /** Names it in rows and as a label: lower-case letters, digits and `_`, at most 32. */
  readonly id: string;
  /** Its share against the other weights; 0 leaves it out of the score and still shows it. */
  readonly weight: number;
  /** 0–1, or `undefined` where nothing is known. A value outside is cut to the range. */
  evaluate(facts: HealthWindowFacts): number | undefined;
}

export interface HealthDefinition {
  readonly windowMs: number;
  /** Uptime, errors, response, then what the host added. */
  readonly components: readonly HealthComponent[];
  /** Share of the weights that must be known for a score, 0–1. */
  readonly minKnownWeight: number;
  /** Highest score of a stream that is down while it is meant to be on; `false` caps none. */
  readonly gate: number | false;
}

export interface HealthVerdict {
  /** 0–100, not rounded; `undefined` while unknown. */
  readonly score: number | undefined;
  /** Sub-scores in the order of the components, 0–1 each. */
  readonly parts: readonly (number | undefined)[];
  /** Known share of the weights, 0–1. */
  readonly coverage: number;
  /** The component that costs most, by its place; -1 when none costs anything. */
  readonly worst: number;
  /** Points that the worst component costs. */
  readonly worstPoints: number;
  /** The stream is down and the gate holds its score, whatever the parts say. */
  readonly gated: boolean;
}

/** Judges one window. `isDown`: down now while it is meant to be on. */
export function evaluateHealth(
  definition: HealthDefinition,
  facts: HealthWindowFacts,
  isDown: boolean,
  onFault: (error: unknown) => void = () => {},
): HealthVerdict {
  const { components } = definition;
  const parts: (number | undefined)[] = [];
  let weights = 0;
  let known = 0;
  let sum = 0;
  let least = 1;
  let most = 0;
  for (const component of components) {
    const part = subScore(component, facts, onFault);
    parts.push(part);
    weights += component.weight;
    if (part === undefined || component.weight === 0) continue;
    known += component.weight;
    sum += component.weight * part;
    if (part < least) least = part;
    if (part > most) most = part;
  }
  const coverage = weights === 0 ? 0 : known / weights;
  if (known === 0 || coverage < definition.minKnownWeight) {
    return { score: undefined, parts, coverage, worst: -1, worstPoints: 0, gated: false };
  }
  let worst = -1;
  let worstPoints = 0;
  for (let place = 0; place < components.length; place += 1) {
    const points = (100 * (components[place] as HealthComponent).weight * (1 - (parts[place] ?? 1))) / known;
    if (points <= worstPoints) continue;
    worstPoints = points;
    worst = place;
  }
  // A mean of floats may leave the range of its terms by the last digit.
  const score = 100 * Math.min(most, Math.max(least, sum / known));
  const gated = isDown && definition.gate !== false;
  return {
    score: gated ? Math.min(score, definition.gate) : score,
    parts,
    coverage,
    worst,
    worstPoints,
    gated,
  };
}

function subScore(
  component: HealthComponent,
  facts: HealthWindowFacts,
  onFault: (error: unknown) => void,
): number | undefined {
  try {
    const part: unknown = component.evaluate(facts);
    if (typeof part !== 'number' || Number.isNaN(part)) return undefined;
    return clamp(part);
  } catch (error) {
    onFault(error);
    return undefined;
  }
}
