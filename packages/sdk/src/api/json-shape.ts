/**
 * Bounds of what a JSON body may look like, whatever it means: how deep, how many keys, how long a text, and no key that is a
 * way into a prototype. Held while it is parsed, once, before anybody reads a field of it.
 */

export const JSON_BOUNDS = {
  /** The deepest of ours (an alert's labels) is four deep. */
  depth: 8,
  keys: 64,
  items: 1000,
  textChars: 4096,
} as const;

const POISON: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** What is wrong with the shape of `value`, in words that name no content; `undefined` when it fits. */
export function shapeFault(value: unknown, depth = 0): string | undefined {
  if (typeof value === 'string') {
    return value.length > JSON_BOUNDS.textChars ? `texts of at most ${JSON_BOUNDS.textChars} characters` : undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth >= JSON_BOUNDS.depth) return `at most ${JSON_BOUNDS.depth} deep`;
  if (Array.isArray(value)) {
    if (value.length > JSON_BOUNDS.items) return `lists of at most ${JSON_BOUNDS.items} items`;
    for (const item of value) {
      const fault = shapeFault(item, depth + 1);
      if (fault !== undefined) return fault;
    }
    return undefined;
  }
  const entries = Object.entries(value);
  if (entries.length > JSON_BOUNDS.keys) return `objects of at most ${JSON_BOUNDS.keys} keys`;
  for (const [key, field] of entries) {
    if (POISON.has(key)) return 'without keys such as __proto__';
    if (key.length > 256) return 'keys of at most 256 characters';
    const fault = shapeFault(field, depth + 1);
    if (fault !== undefined) return fault;
  }
  return undefined;
}
