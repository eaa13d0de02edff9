import { expect, test } from 'vitest';
import { faultOf } from './check.ts';
import { readJsonBody } from './json-body.ts';
import { badQuery, readQuery } from './query.ts';
import { boolean, integer, listOf, number, object, oneOf, orNull, text } from './schema.ts';

const schema = object(
  { by: text({ minLength: 1, maxLength: 4 }), count: integer({ minimum: 1, maximum: 9 }) },
  { more: orNull(number()), is: boolean(), kinds: listOf(oneOf('a', 'b'), { maxItems: 2 }) },
);
const good = { by: 'ana', count: 3 };

test('what fits has no fault', () => {
  for (const value of [good, { ...good, more: null }, { ...good, more: 0.5, is: false, kinds: ['a', 'b'] }]) {
    expect(faultOf(schema, value, 'body')).toBeUndefined();
  }
});

test.each([
  [undefined, 'body', 'a JSON object of by, count, more, is, kinds', 'undefined'],
  [[], 'body', expect.stringContaining('a JSON object'), 'an array'],
  [{ by: 'ana' }, 'body.count', 'a whole number from 1 to 9', 'nothing'],
  [{ ...good, by: '' }, 'body.by', 'a text of 1 to 4 characters', '""'],
  [{ ...good, by: 'maria' }, 'body.by', 'a text of 1 to 4 characters', '"maria"'],
  [{ ...good, count: 2.5 }, 'body.count', 'a whole number from 1 to 9', '2.5'],
  [{ ...good, count: 0 }, 'body.count', 'a whole number from 1 to 9', '0'],
  [{ ...good, count: '3' }, 'body.count', 'a whole number from 1 to 9', '"3"'],
  [{ ...good, more: Number.NaN }, 'body.more', 'a number', 'NaN'],
  [{ ...good, kinds: ['a', 'c'] }, 'body.kinds[1]', 'one of a, b', '"c"'],
  [{ ...good, kinds: ['a', 'b', 'a'] }, 'body.kinds', expect.stringContaining('a list'), 'an array'],
  [{ ...good, extra: 1 }, 'body', 'made of by, count, more, is, kinds', '"extra"'],
  [JSON.parse('{"by":"ana","count":3,"__proto__":{}}'), 'body', 'without __proto__', '"__proto__"'],
  [JSON.parse('{"by":"ana","count":3,"toString":1}'), 'body', expect.stringContaining('made of'), '"toString"'],
])('%j is a fault with its place and its rule', (value, path, rule, received) => {
  expect(faultOf(schema, value, 'body')).toEqual({ path, rule, received });
});

test('a body that is no JSON is refused as its route says, an empty one only where it may be left out', () => {
  const refusal = { title: 'No.', code: 'bad-x' };
  const body = { summary: '', schema: object({}, { is: boolean() }), refusal };
  expect(readJsonBody(body, Buffer.from('{'))).toMatchObject({ problem: { status: 400, code: 'bad-x', path: 'body' } });
  expect(readJsonBody(body, Buffer.alloc(0))).toMatchObject({ problem: { code: 'bad-x' } });
  expect(readJsonBody({ ...body, optional: true }, Buffer.alloc(0))).toEqual({ json: {} });
  expect(readJsonBody(body, Buffer.from('{"is":true}'))).toEqual({ json: { is: true } });
});

test('an empty parameter was not given, and what nobody declared is refused, however it is called', () => {
  const declared = { kind: { summary: '', schema: oneOf('a', 'b') } };
  const read = readQuery(declared, 'kind=');
  expect('query' in read && read.query.has('kind')).toBe(false);
  for (const name of ['kinds', 'toString', '__proto__', 'constructor']) {
    expect(readQuery(declared, `${name}=a`)).toMatchObject({ problem: { rule: 'one of kind' } });
  }
  expect(badQuery({ path: 'query.kind', rule: 'one of a, b', received: '"c"' }).detail).toBe(
    'query.kind must be one of a, b, received "c"',
  );
});
