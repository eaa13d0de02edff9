import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { toCsv } from './csv.ts';
import { listParameters, pageOf } from './listing.ts';
import { readQuery } from './query.ts';

test.each([
  ['=1+1', "'=1+1"],
  ['+49 30', "'+49 30"],
  ['-2', "'-2"],
  ['@sum', "'@sum"],
  ['\t=1', "'\t=1"],
  ['a,b', '"a,b"'],
  ['say "hi"', '"say ""hi"""'],
  ['=HYPERLINK("x")', '"\'=HYPERLINK(""x"")"'],
  [-5, '-5'],
  [null, ''],
  [true, 'true'],
])('the cell %j is written as %j, so that no spreadsheet runs it', (value, text) => {
  expect(toCsv(['x'], [{ x: value }])).toBe(`x\r\n${text}\r\n`);
});

const how = { keyOf: ({ id }: { id: string; value: number | null }) => id, byDefault: 'id' };
const rowsOf = (values: readonly (number | null)[]) => values.map((value, index) => ({ id: `r${index}`, value }));

function walk(rows: readonly { id: string; value: number | null }[], sort: string, limit: number): string[] {
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    const query: URLSearchParams = new URLSearchParams({
      sort,
      limit: String(limit),
      ...(cursor === null ? {} : { cursor }),
    });
    const page: ReturnType<typeof pageOf<(typeof rows)[number]>> = pageOf(rows, query, how);
    if ('problem' in page) throw new Error(page.problem.detail);
    ids.push(...page.rows.map(({ id }) => id));
    cursor = page.next;
    // A cursor that does not go on would never end.
    if (ids.length > rows.length) throw new Error('a row was told twice');
  } while (cursor !== null);
  return ids;
}

test('page after page gives every row once, sorted, unknown values last', () => {
  const values = fc.array(fc.option(fc.nat(5)), { maxLength: 30 });
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 7 }), fc.boolean(), (numbers, limit, isDown) => {
      const rows = rowsOf(numbers);
      const ids = walk(rows, isDown ? '-value' : 'value', limit);
      expect([...ids].sort()).toEqual(rows.map(({ id }) => id).sort());
      const sorted = ids.map((id) => rows.find((row) => row.id === id)?.value ?? null);
      const known = sorted.filter((value) => value !== null);
      expect(sorted.slice(0, known.length)).toEqual(known);
      expect(known).toEqual([...known].sort((a, b) => (isDown ? b - a : a - b)));
    }),
  );
});

test('a row that goes between two pages makes no other row be skipped or told twice', () => {
  const rows = rowsOf([1, 2, 3, 4, 5, 6]);
  const first = pageOf(rows, new URLSearchParams('sort=value&limit=3'), how);
  if ('problem' in first || first.next === null) throw new Error('no page');
  const left = rows.filter(({ id }) => id !== 'r0' && id !== 'r2');
  const second = pageOf(left, new URLSearchParams({ sort: 'value', limit: '3', cursor: first.next }), how);
  expect(second).toMatchObject({ rows: [{ id: 'r3' }, { id: 'r4' }, { id: 'r5' }], next: null });
});

test.each([
  'sort=secret',
  'limit=0',
  'limit=1001',
  'limit=x',
  'cursor=%00',
  'cursor=WzEsMiwzXQ',
  'sort=value&cursor=WyJpZCIsMSwiYSJd',
])('the query %s is refused with the rule', (text) => {
  const read = readQuery(listParameters(['id', 'value']), text);
  const outcome = 'problem' in read ? read : pageOf(rowsOf([1]), read.query, how);
  expect(outcome).toMatchObject({
    problem: { status: 400, code: 'bad-query', detail: expect.stringMatching(/must be/) },
  });
});
