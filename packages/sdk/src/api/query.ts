/** Query parameters as routes declare them. What is not declared is refused: a misspelt filter must not show everything. */
import { type Fault, faultOf } from './check.ts';
import type { Problem } from './problem.ts';
import type { JsonSchema } from './schema.ts';

export interface Parameter {
  readonly summary: string;
  /** Of one text, whole number or list (its items parted by commas). */
  readonly schema: JsonSchema;
}

export type Parameters = Readonly<Record<string, Parameter>>;

/** What was asked; an empty parameter was not given. Only parameters that were declared are in it. */
export function readQuery(
  declared: Parameters,
  text: string,
): { readonly query: URLSearchParams } | { readonly problem: Problem } {
  const query = new URLSearchParams();
  for (const [name, value] of new URLSearchParams(text)) {
    const path = `query.${name.slice(0, 64)}`;
    const parameter = Object.hasOwn(declared, name) ? declared[name] : undefined;
    if (parameter === undefined) {
      const names = Object.keys(declared);
      const rule = names.length === 0 ? 'left out: this path has no parameters' : `one of ${names.join(', ')}`;
      return { problem: badQuery({ path, rule, received: JSON.stringify(name.slice(0, 64)) }) };
    }
    if (query.has(name)) return { problem: badQuery({ path, rule: 'given once', received: 'it twice' }) };
    if (value === '') continue;
    const fault = faultOf(parameter.schema, typed(parameter.schema, value), path);
    if (fault !== undefined) return { problem: badQuery(fault) };
    query.set(name, value);
  }
  return { query };
}

/** The items of a list parameter; `undefined` when it was not given. */
export function readList(query: URLSearchParams, name: string): ReadonlySet<string> | undefined {
  const value = query.get(name);
  return value === null ? undefined : new Set(value.split(','));
}

function typed({ type }: JsonSchema, value: string): unknown {
  if (type === 'integer') return /^-?\d{1,16}$/.test(value) ? Number(value) : value;
  return type === 'array' ? value.split(',') : value;
}

/** A 400 that says where, what would be right and what was there. */
export function badQuery(fault: Fault, code = 'bad-query'): Problem {
  return {
    status: 400,
    title: 'The query cannot be understood.',
    code,
    detail: `${fault.path} must be ${fault.rule}, received ${fault.received}`,
    ...fault,
  };
}
