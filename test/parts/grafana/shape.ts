/** A strict shape: which keys an object must have, which it may have, and what each value is. Anything else is a problem. */

export type Shape =
  | ((value: unknown) => string | undefined)
  | { readonly listOf: Shape }
  | { readonly mapOf: Shape }
  | { readonly keys: Readonly<Record<string, Shape>>; readonly optional?: Readonly<Record<string, Shape>> };

export const text: Shape = (value) => (typeof value === 'string' && value !== '' ? undefined : 'a text');
export const truth: Shape = (value) => (typeof value === 'boolean' ? undefined : 'true or false');
export const count: Shape = (value) => (Number.isInteger(value) && Number(value) >= 0 ? undefined : 'a whole number');
export const is =
  (...values: readonly unknown[]): Shape =>
  (value) =>
    values.includes(value) ? undefined : `one of ${values.join(', ')}`;
export const like =
  (pattern: RegExp): Shape =>
  (value) =>
    typeof value === 'string' && pattern.test(value) ? undefined : `a text like ${pattern}`;
export const listOf = (shape: Shape): Shape => ({ listOf: shape });
export const mapOf = (shape: Shape): Shape => ({ mapOf: shape });

/** What is wrong, each with its path. */
export function checkShape(value: unknown, shape: Shape, path = 'it'): string[] {
  if (typeof shape === 'function') {
    const expected = shape(value);
    return expected === undefined ? [] : [`${path} must be ${expected}, received ${JSON.stringify(value)}`];
  }
  if ('listOf' in shape) {
    if (!Array.isArray(value) || value.length === 0) return [`${path} must be a list that is not empty`];
    return value.flatMap((one, index) => checkShape(one, shape.listOf, `${path}[${index}]`));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${path} must be an object`];
  const entries = Object.entries(value);
  if ('mapOf' in shape) return entries.flatMap(([key, one]) => checkShape(one, shape.mapOf, `${path}.${key}`));
  const known = { ...shape.keys, ...shape.optional };
  return [
    ...Object.keys(shape.keys)
      .filter((key) => !Object.hasOwn(value, key))
      .map((key) => `${path}.${key} is missing`),
    ...entries.flatMap(([key, one]) => {
      const of = Object.hasOwn(known, key) ? known[key] : undefined;
      return of === undefined ? [`${path}.${key} is not known to Grafana`] : checkShape(one, of, `${path}.${key}`);
    }),
  ];
}
