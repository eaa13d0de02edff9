/**
 * Holds a value against the schema that its route declares, so that what is documented and what is enforced is one thing. It
 * knows the keywords that our requests use, no others; answers are not checked here but in the tests.
 */
import { shown } from '../errors.ts';
import type { JsonSchema } from './schema.ts';

/** What is wrong: where, what would be right, what was there. */
export interface Fault {
  readonly path: string;
  readonly rule: string;
  readonly received: string;
}

/** The first fault; `undefined` when it fits. */
export function faultOf(schema: JsonSchema, value: unknown, path: string): Fault | undefined {
  if (!fits(schema, value)) return { path, rule: ruleOf(schema), received: shown(value) };
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      const fault = faultOf((schema.items ?? {}) as JsonSchema, item, `${path}[${index}]`);
      if (fault !== undefined) return fault;
    }
    return undefined;
  }
  return typeof value === 'object' && value !== null ? fieldFault(schema, value, path) : undefined;
}

function fieldFault(schema: JsonSchema, value: object, path: string): Fault | undefined {
  const properties = (schema.properties ?? {}) as Readonly<Record<string, JsonSchema>>;
  for (const name of (schema.required ?? []) as readonly string[]) {
    if (Object.hasOwn(value, name)) continue;
    return { path: `${path}.${name}`, rule: ruleOf(properties[name] ?? {}), received: 'nothing' };
  }
  for (const [name, field] of Object.entries(value)) {
    if (name === '__proto__') return { path, rule: 'without __proto__', received: shown(name) };
    const known = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (known === undefined) {
      if (schema.additionalProperties !== false) continue;
      return { path, rule: `made of ${Object.keys(properties).join(', ') || 'nothing'}`, received: shown(name) };
    }
    const fault = faultOf(known, field, `${path}.${name}`);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function fits(schema: JsonSchema, value: unknown): boolean {
  const { type, enum: values } = schema;
  const types = (typeof type === 'string' ? [type] : (type ?? [typeOf(value)])) as readonly string[];
  if (!types.includes(typeOf(value)) && !(types.includes('number') && typeOf(value) === 'integer')) return false;
  if (Array.isArray(values) && !values.includes(value)) return false;
  if (typeof value === 'number') return isWithin(value, schema.minimum, schema.maximum);
  if (typeof value === 'string') {
    if (typeof schema.pattern === 'string' && !new RegExp(schema.pattern, 'u').test(value)) return false;
    return isWithin([...value].length, schema.minLength, schema.maxLength);
  }
  if (Array.isArray(value)) return isWithin(value.length, schema.minItems, schema.maxItems);
  if (typeof value !== 'object' || value === null) return true;
  return isWithin(Object.keys(value).length, schema.minProperties, schema.maxProperties);
}

function isWithin(value: number, least: unknown, most: unknown): boolean {
  return (typeof least !== 'number' || value >= least) && (typeof most !== 'number' || value <= most);
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number')
    return Number.isSafeInteger(value) ? 'integer' : Number.isFinite(value) ? 'number' : 'NaN';
  return typeof value;
}

/** What the schema asks for, in words. */
export function ruleOf(schema: JsonSchema): string {
  const { type, enum: values, description } = schema;
  if (Array.isArray(values)) return `one of ${values.join(', ')}`;
  switch (Array.isArray(type) ? type[0] : type) {
    case 'integer':
      return `a whole number${between(schema.minimum, schema.maximum, '')}`;
    case 'number':
      return `a number${between(schema.minimum, schema.maximum, '')}`;
    case 'string':
      if (typeof schema.pattern === 'string' && typeof description === 'string') return description;
      return `a text${between(schema.minLength, schema.maxLength, ' characters')}`;
    case 'boolean':
      return 'true or false';
    case 'array':
      return `a list, each item ${ruleOf((schema.items ?? {}) as JsonSchema)}`;
    default: {
      const names = Object.keys((schema.properties ?? {}) as object);
      if (schema.maxProperties === 1) return `an object with one of ${names.join(', ')}`;
      return names.length === 0 ? 'a JSON object' : `a JSON object of ${names.join(', ')}`;
    }
  }
}

function between(least: unknown, most: unknown, what: string): string {
  if (least !== undefined && most !== undefined) return ` ${what === '' ? 'from' : 'of'} ${least} to ${most}${what}`;
  if (least !== undefined) return ` of at least ${least}${what}`;
  return most === undefined ? '' : ` of at most ${most}${what}`;
}
