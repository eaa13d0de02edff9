/**
 * The kinds of rule that an option may have, and the walk that holds a tree of them against what was given. A message says
 * path, expectation and received value; a wrong environment variable is named too.
 */
import { shown, TallylightError } from './errors.ts';
import { missingLoggerMethods, silentLogger } from './logger.ts';

/** A tree of options: a {@link Leaf} is a rule, an object a branch. */
export type OptionTree = { readonly [key: string]: unknown };

/** An environment variable that sets an option. */
export interface Variable {
  readonly name: string;
  readonly text: string;
}

/** What a value must be, and what it is when nobody says. */
interface Rule {
  readonly fallback: unknown;
  readonly expects: string;
  holds(value: unknown): boolean;
  /** Reads the text of an environment variable; `undefined` when it cannot be read. */
  read(text: string): unknown;
}

/** Marks a rule among the branches of the tree. */
export class Leaf {
  readonly rule: Rule;
  constructor(rule: Rule) {
    this.rule = rule;
  }
}

export function integer(fallback: number, min: number, max: number): Leaf {
  return new Leaf({
    fallback,
    expects: `an integer from ${min} to ${max}`,
    holds: (value) => typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max,
    read: (value) => (/^-?\d+$/.test(value) ? Number(value) : undefined),
  });
}

export function boolean(fallback: boolean): Leaf {
  return new Leaf({
    fallback,
    expects: 'true or false',
    holds: (value) => typeof value === 'boolean',
    read: (value) =>
      value === 'true' || value === '1' ? true : value === 'false' || value === '0' ? false : undefined,
  });
}

export function text(fallback: string): Leaf {
  return new Leaf({
    fallback,
    expects: 'a text of 1 to 128 characters',
    holds: (value) => typeof value === 'string' && value.length >= 1 && value.length <= 128,
    read: (value) => value,
  });
}

export function list(): Leaf {
  return new Leaf({
    fallback: [],
    expects: 'a list of CIDRs such as ["10.0.0.0/8"]',
    holds: (value) => Array.isArray(value) && value.every((entry) => typeof entry === 'string'),
    read: (value) =>
      value
        .split(',')
        .map((entry) => entry.trim())
        .filter((entry) => entry !== ''),
  });
}

export function path(fallback: string, mayBeOff: boolean): Leaf {
  return new Leaf({
    fallback,
    expects: `a path that starts with "/" and does not end with it${mayBeOff ? ', or false' : ''}`,
    holds: (value) =>
      (mayBeOff && value === false) || (typeof value === 'string' && /^(?:\/[A-Za-z0-9._~-]+)+$/.test(value)),
    read: (value) => (mayBeOff && value === 'false' ? false : value),
  });
}

export function logger(): Leaf {
  return new Leaf({
    fallback: silentLogger,
    expects: 'a logger with the methods debug, info, warn and error',
    holds: (value) => missingLoggerMethods(value).length === 0,
    read: () => undefined,
  });
}

export function textRegistry(): Leaf {
  return new Leaf({
    fallback: undefined,
    expects: 'a registry with a method metrics and a text contentType',
    holds: (value) => {
      const registry = value as { metrics?: unknown; contentType?: unknown } | null;
      return typeof registry?.metrics === 'function' && typeof registry.contentType === 'string';
    },
    read: () => undefined,
  });
}

/** A number of any size between the bounds. */
export function number(fallback: number | undefined, min: number, max: number): Leaf {
  return new Leaf({
    fallback,
    expects: `a number from ${min} to ${max}`,
    holds: (value) => typeof value === 'number' && value >= min && value <= max,
    read: (value) => (value.trim() === '' ? undefined : Number(value)),
  });
}

export function oneOf(fallback: string, values: readonly string[]): Leaf {
  return new Leaf({
    fallback,
    expects: `one of ${values.join(', ')}`,
    holds: (value) => values.some((one) => one === value),
    read: (value) => value,
  });
}

/** Whatever `holds` says of it; code only, no environment. */
export function held(fallback: unknown, expects: string, holds: (value: unknown) => boolean): Leaf {
  return new Leaf({ fallback, expects, holds, read: () => undefined });
}

export function anything(): Leaf {
  return new Leaf({
    fallback: undefined,
    expects: 'an object',
    holds: (value) => typeof value === 'object' && value !== null,
    read: () => undefined,
  });
}

/** Fills `rules` with what was given and with the environment; throws `CONFIG` at the first value that breaks its rule. */
export function fill(
  rules: OptionTree,
  given: unknown,
  at: string,
  environment: ReadonlyMap<string, Variable>,
): OptionTree {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new TallylightError('CONFIG', `${at === '' ? 'options' : at} must be an object, received ${shown(given)}`);
  }
  const values = given as OptionTree;
  for (const key of Object.keys(values)) {
    if (Object.hasOwn(rules, key)) continue;
    const known = Object.keys(rules).join(', ');
    throw new TallylightError(
      'CONFIG',
      `${at === '' ? '' : `${at}.`}${key} must be one of the known options (${known}), received ${shown(values[key])}`,
    );
  }
  const filled: Record<string, unknown> = {};
  for (const [key, rule] of Object.entries(rules)) {
    const path = at === '' ? key : `${at}.${key}`;
    const value = values[key];
    filled[key] =
      rule instanceof Leaf
        ? settle(rule.rule, value, path, environment.get(path))
        : fill(rule as OptionTree, value ?? {}, path, environment);
  }
  return Object.freeze(filled);
}

function settle(rule: Rule, given: unknown, path: string, variable: Variable | undefined): unknown {
  if (variable !== undefined) {
    const read = rule.read(variable.text);
    if (read !== undefined && rule.holds(read)) return read;
    throw new TallylightError(
      'CONFIG',
      `${path} must be ${rule.expects}, received ${shown(variable.text)} from ${variable.name}`,
    );
  }
  if (given === undefined) return rule.fallback;
  if (rule.holds(given)) return given;
  throw new TallylightError('CONFIG', `${path} must be ${rule.expects}, received ${shown(given)}`);
}
