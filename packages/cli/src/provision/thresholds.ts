/** The limits that `--threshold name=value` sets: which there are, what each must be, what it is when nobody says. */
import { ALERT_RULES, limitOf, RULE_LIMITS, type RuleLimits } from '@tallylight/sdk/alerts';
import { shown, UsageError } from '../usage-error.ts';

type LimitName = keyof RuleLimits;

const isName = (name: string): name is LimitName => Object.hasOwn(RULE_LIMITS, name);

/** Read from the metrics page of each server, so no number of a rule: the option of the SDK sets it. */
const NOT_HERE: readonly LimitName[] = ['egressCapacityBitsPerSecond'];
const PERCENT = /Percent(?:OfLastWeeks)?$/;

/** Names of limits, with the rules that compare with them. */
export function limitNames(): ReadonlyMap<LimitName, readonly string[]> {
  const rules = new Map<LimitName, string[]>();
  for (const { id, threshold } of ALERT_RULES) {
    const name = threshold === null ? undefined : limitOf(threshold);
    if (name !== undefined && !NOT_HERE.includes(name)) rules.set(name, [...(rules.get(name) ?? []), id]);
  }
  return rules;
}

export function withThresholds(given: readonly string[]): RuleLimits {
  const limits: { [K in LimitName]: number } = { ...RULE_LIMITS };
  const names = limitNames();
  for (const one of given) {
    const [, name = '', value = ''] = /^([^=]*)=(.*)$/s.exec(one) ?? [];
    if (!isName(name) || !names.has(name)) {
      throw new UsageError(
        `--threshold must be name=value with a name of ${[...names.keys()].join(', ')}; received ${shown(one)}`,
      );
    }
    const number = value.trim() === '' ? Number.NaN : Number(value);
    const { expects, holds } = ruleOf(name);
    if (!Number.isFinite(number) || !holds(number)) {
      throw new UsageError(`--threshold ${name} must be ${expects}, received ${shown(value)}`);
    }
    limits[name] = number;
  }
  return limits;
}

function ruleOf(name: LimitName): { readonly expects: string; holds(value: number): boolean } {
  // No promise is whole: without a budget every single error would burn it.
  if (name === 'availabilityPercent') {
    return { expects: 'a number from 90 to 99.999', holds: (value) => value >= 90 && value <= 99.999 };
  }
  if (name === 'stallPercent')
    return { expects: 'a number above 0, to 30', holds: (value) => value > 0 && value <= 30 };
  if (PERCENT.test(name)) return { expects: 'a number above 0, below 100', holds: (value) => value > 0 && value < 100 };
  if (name === 'frequentRestarts') {
    return {
      expects: 'a whole number from 1 to 12',
      holds: (value) => Number.isInteger(value) && value >= 1 && value <= 12,
    };
  }
  return { expects: 'a number above 0', holds: (value) => value > 0 };
}

/** The lines of `--help`. */
export function thresholdHelp(): string {
  const names = [...limitNames().keys()].sort();
  const width = Math.max(...names.map((name) => name.length));
  return names.map((name) => `      ${name.padEnd(width)}  ${RULE_LIMITS[name]}`).join('\n');
}
