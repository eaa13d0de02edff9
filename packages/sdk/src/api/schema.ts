/**
 * JSON Schema (2020-12) as plain objects: the one description of what goes in and out, read by three: the check of queries and
 * bodies, the OpenAPI document, and the tests that hold every answer against it. Objects are closed unless said otherwise.
 */

export type JsonSchema = { readonly [keyword: string]: unknown };

export type Fields = Readonly<Record<string, JsonSchema>>;

/** A field for each field of `T`: a row that gains one does not compile until it is described. */
export type FieldsOf<T> = { readonly [K in keyof T]-?: JsonSchema };

type Keywords = { readonly [keyword: string]: unknown };

export const text = (keywords: Keywords = {}): JsonSchema => ({ type: 'string', ...keywords });
export const number = (keywords: Keywords = {}): JsonSchema => ({ type: 'number', ...keywords });
export const integer = (keywords: Keywords = {}): JsonSchema => ({ type: 'integer', ...keywords });
export const boolean = (keywords: Keywords = {}): JsonSchema => ({ type: 'boolean', ...keywords });
export const oneOf = (...values: readonly string[]): JsonSchema => ({ type: 'string', enum: values });
export const listOf = (items: JsonSchema, keywords: Keywords = {}): JsonSchema => ({
  type: 'array',
  items,
  ...keywords,
});

/** 0 and more. */
export const count: JsonSchema = integer({ minimum: 0 });
export const bytes: JsonSchema = integer({ minimum: 0, description: 'Bytes.' });
export const rate: JsonSchema = number({ minimum: 0, description: 'Bytes per second.' });
export const ratio: JsonSchema = number({ minimum: 0, maximum: 1, description: 'A share, 0 to 1.' });
export const duration: JsonSchema = number({ minimum: 0, description: 'Milliseconds.' });
export const time: JsonSchema = integer({ description: 'Epoch milliseconds of the server.' });
/** Exact, of any size. */
export const minorUnits: JsonSchema = text({
  pattern: '^-?\\d+$',
  description: 'Whole minor units, as an exact decimal text.',
});
/** Name of a stream, device, site. */
export const id: JsonSchema = text({ minLength: 1, maxLength: 128 });

/** The schema, or null for what is not known. */
export function orNull(schema: JsonSchema): JsonSchema {
  const { type, enum: values } = schema;
  if (typeof type !== 'string') return { anyOf: [schema, { type: 'null' }] };
  return { ...schema, type: [type, 'null'], ...(Array.isArray(values) ? { enum: [...values, null] } : {}) };
}

/** A closed object; all fields are there, but for the optional ones. */
export function object(fields: Fields, optional: Fields = {}): JsonSchema {
  const required = Object.keys(fields);
  return {
    type: 'object',
    properties: { ...fields, ...optional },
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  };
}

/** An object whose keys are ids. */
export const mapOf = (values: JsonSchema): JsonSchema => ({ type: 'object', additionalProperties: values });

/** Whatever the host or a device put there. */
export const anyObject: JsonSchema = { type: 'object' };
