import { expect, test } from 'vitest';
import {
  ALERT_CASES,
  ALERT_LIMITS,
  ALERT_RULES,
  alertName,
  findAlertRule,
  keyCondition,
  limitOf,
  RECORDING_RULES,
  RULE_LIMITS,
  type RuleLimits,
} from '../alerts.ts';
import { ENVIRONMENT, resolveOptions } from '../options.ts';

test('every rule has an id of its own, a team, and what to do', () => {
  const ids = ALERT_RULES.map((rule) => rule.id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const rule of ALERT_RULES) {
    expect(rule.id).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(`tl-${rule.id}`.length).toBeLessThanOrEqual(40);
    expect(['video', 'signage', 'payments']).toContain(rule.team);
    expect(rule.runbook.length, rule.id).toBeGreaterThan(40);
    expect(rule.description.length, rule.id).toBeGreaterThan(20);
    expect(rule.board !== null || rule.promql !== null, `${rule.id} is evaluated by somebody`).toBe(true);
    expect(findAlertRule(alertName(rule.id))).toBe(rule);
  }
});

test('what a rule yields to, or is the same as, exists', () => {
  const ids = new Set(ALERT_RULES.map((rule) => rule.id));
  for (const rule of ALERT_RULES) {
    for (const other of [...rule.yieldsTo, keyCondition(rule)]) expect(ids, `${rule.id} → ${other}`).toContain(other);
  }
});

test('a rule that yields to another stands behind it in the list, where the board reads it', () => {
  const place = new Map(ALERT_RULES.map((rule, index) => [rule.id, index]));
  for (const rule of ALERT_RULES) {
    if (rule.board === null) continue;
    for (const better of rule.yieldsTo) {
      if (findAlertRule(better)?.board?.on !== rule.board.on) continue;
      expect(place.get(better), `${better} before ${rule.id}`).toBeLessThan(place.get(rule.id) as number);
    }
  }
});

test('thresholds come from options that exist, with the defaults of the list', () => {
  const options = resolveOptions({}, {}) as unknown as Record<string, unknown>;
  expect(options.alerts).toEqual(ALERT_LIMITS);
  for (const { id, threshold } of ALERT_RULES) {
    if (threshold?.option == null) continue;
    let value: unknown = options;
    for (const key of threshold.option.split('.')) value = (value as Record<string, unknown>)[key];
    expect(value, `${id}: ${threshold.option}`).toBeTypeOf('number');
  }
  expect(Object.keys(ENVIRONMENT).length).toBeGreaterThan(0);
});

test('an expression of ours names only recording rules of ours', () => {
  const recorded = new Set(RECORDING_RULES.map(({ record }) => record));
  for (const rule of ALERT_RULES) {
    for (const name of rule.promql?.(RULE_LIMITS).match(/\btallylight:[a-z0-9_:]+/g) ?? []) {
      expect(recorded, `${rule.id}: ${name}`).toContain(name);
    }
  }
});

test('every limit is the threshold of a rule, and changes the expressions of exactly those rules that name it', () => {
  const named = new Set(ALERT_RULES.flatMap(({ threshold }) => (threshold === null ? [] : (limitOf(threshold) ?? []))));
  expect([...named].sort()).toEqual(Object.keys(RULE_LIMITS).sort());
  for (const limit of named) {
    const other: RuleLimits = { ...RULE_LIMITS, [limit]: RULE_LIMITS[limit] * 0.97 + 0.01 };
    const changed = ALERT_RULES.filter((rule) => rule.promql?.(other) !== rule.promql?.(RULE_LIMITS));
    const naming = ALERT_RULES.filter(({ threshold }) => threshold !== null && limitOf(threshold) === limit);
    // The capacity of the link is a metric; the number of a rule also stands in those that yield to it.
    if (limit === 'egressCapacityBitsPerSecond') expect(changed).toEqual([]);
    else expect(changed, limit).toEqual(expect.arrayContaining(naming));
    const ids = naming.map(({ id }) => id);
    for (const rule of changed.filter((one) => !naming.includes(one))) {
      expect(
        rule.yieldsTo.some((id) => ids.includes(id)),
        `${rule.id} changes with ${limit}`,
      ).toBe(true);
    }
  }
});

test.each(Object.entries(ALERT_CASES))(
  'cases of %s: each rule fires, just does not, and is silent without data',
  (_name, casesOf) => {
    for (const { id, firing, below, noData } of casesOf(RULE_LIMITS)) {
      expect(findAlertRule(id)?.id, id).toBe(id);
      if (id === 'watchdog') continue;
      expect(firing.fires?.[id]?.length, `${id} fires`).toBeGreaterThan(0);
      for (const quiet of [below, noData]) {
        expect(quiet?.fact.length, id).toBeGreaterThan(10);
        expect(quiet?.fires?.[id] ?? [], `${id}: ${quiet?.fact}`).toEqual([]);
      }
      for (const labels of firing.fires?.[id] ?? []) {
        expect(Object.keys(labels), id).toEqual(expect.arrayContaining([...(findAlertRule(id)?.labels ?? [])]));
      }
    }
  },
);

test('every rule that is generated has its cases, once', () => {
  const ids = Object.values(ALERT_CASES).flatMap((casesOf) => casesOf(RULE_LIMITS).map(({ id }) => id));
  expect(ids.sort()).toEqual(
    ALERT_RULES.filter(({ promql }) => promql !== null)
      .map(({ id }) => id)
      .sort(),
  );
});
