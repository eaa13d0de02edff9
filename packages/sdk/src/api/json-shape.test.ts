import { expect, test } from 'vitest';
import { JSON_BOUNDS, shapeFault } from './json-shape.ts';

const nested = (depth: number): unknown => (depth === 0 ? 1 : { a: nested(depth - 1) });

test('a body of ordinary shape passes', () => {
  expect(
    shapeFault({ target: { site: 'paris' }, untilMs: 1, args: [1, { a: null }, 'x'.repeat(4096)] }),
  ).toBeUndefined();
  expect(shapeFault(nested(JSON_BOUNDS.depth))).toBeUndefined();
});

test.each([
  ['too deep', nested(JSON_BOUNDS.depth + 1), 'at most 8 deep'],
  ['too many keys', Object.fromEntries(Array.from({ length: 65 }, (_, index) => [`k${index}`, 1])), 'at most 64 keys'],
  ['too long a list', Array.from({ length: 1001 }, () => 1), 'at most 1000 items'],
  ['too long a text', { a: 'x'.repeat(4097) }, 'at most 4096 characters'],
  ['too long a key', { ['k'.repeat(257)]: 1 }, 'at most 256 characters'],
  ['__proto__', JSON.parse('{"a":{"__proto__":{"isAdmin":true}}}'), '__proto__'],
  ['constructor', JSON.parse('{"constructor":{"prototype":{"isAdmin":true}}}'), '__proto__'],
])('one that is not is refused: %s', (_what, value, fault) => {
  expect(shapeFault(value)).toContain(fault);
});

test('a body as deep as JSON.parse takes is refused, not recursed into', () => {
  expect(shapeFault(JSON.parse('['.repeat(5000) + ']'.repeat(5000)))).toContain('deep');
});
