/**
 * docs/features.md is the promise of the project, line by line. Here stands which lines it must have; that every test it
 * names is there; and, in the output, what is still open.
 */
import { describe, expect, test } from 'vitest';
import { read } from './project.ts';

const numbers = (prefix: string, last: number, less: readonly number[] = []): string[] =>
  Array.from({ length: last }, (_, index) => index + 1)
    .filter((number) => !less.includes(number))
    .map((number) => `${prefix}${number}`);

/** Core and adapted features of the reference systems, and what none of them has. */
const IDS: readonly string[] = [
  ...numbers('S0.', 36, [35]),
  'S0.32b',
  ...numbers('S1.', 23),
  ...numbers('S2.', 26),
  ...numbers('S3.', 29),
  ...numbers('S4.', 12),
  'S4.8b',
  ...numbers('N', 17),
];
/** Left out wholly; of some others a part is, which the page says as well. */
const LEFT_OUT: readonly string[] = ['S0.35', 'S2.25b'];
/** Where a line may be open. */
const ISSUES = /^open: (issue [3-6]|later issue \((durable store|cluster|integrations|command line)\))( — .+)?$/;

interface Feature {
  readonly id: string;
  readonly what: string;
  readonly tests: readonly { readonly path: string; readonly name: string }[];
  readonly open: readonly string[];
}

const page = await read('docs/features.md');
const [promised = '', leftOut = ''] = page.split('\n## Not taken over\n');

function rowsOf(text: string): string[][] {
  return text
    .split('\n')
    .filter((line) => /^\| [SN]\d/.test(line))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
}

const features: readonly Feature[] = rowsOf(promised).map(([id = '', what = '', , proof = '']) => {
  const items = proof.split('<br>');
  return {
    id,
    what,
    tests: items.flatMap((item) => {
      const [, path, name] = /^`([^#`]+)#"(.+)"`$/.exec(item) ?? [];
      return path === undefined || name === undefined ? [] : [{ path, name }];
    }),
    open: items.filter((item) => item.startsWith('open: ')),
  };
});

test('every feature has its line, once', () => {
  const listed = features.map(({ id }) => id);
  expect([...listed].sort()).toEqual([...IDS].sort());
  expect(rowsOf(leftOut).map(([id]) => id)).toEqual(expect.arrayContaining([...LEFT_OUT]));
});

describe.each(features.map((feature) => [feature.id, feature] as const))('%s', (_id, { tests, open, what }) => {
  test('is proved by tests that exist, or says which issue brings it', async () => {
    expect(what).not.toBe('');
    expect(tests.length + open.length, 'a proof that could not be read').toBeGreaterThan(0);
    for (const item of open) expect(item).toMatch(ISSUES);
    for (const { path, name } of tests) {
      const source = await read(path);
      const quoted = [`'${name}'`, `"${name}"`, `\`${name}\``];
      expect(
        quoted.some((text) => source.includes(text)),
        `${path} has no test "${name}"`,
      ).toBe(true);
    }
  });
});

test('no proof is written in a way that nobody reads', () => {
  const written = rowsOf(promised).reduce((sum, [, , , proof = '']) => sum + proof.split('<br>').length, 0);
  expect(features.reduce((sum, { tests, open }) => sum + tests.length + open.length, 0)).toBe(written);
});

test('what is open is told', () => {
  const byIssue = new Map<string, string[]>();
  for (const { id, open } of features) {
    for (const item of open) {
      const issue = item.slice('open: '.length).replace(/ — .*/, '');
      byIssue.set(issue, [...(byIssue.get(issue) ?? []), id]);
    }
  }
  const done = features.filter(({ open }) => open.length === 0).length;
  const lines = [...byIssue].sort().map(([issue, ids]) => `  ${issue}: ${ids.join(' ')}`);
  console.info([`features: ${done} of ${features.length} done; open:`, ...lines].join('\n'));
  expect(done + new Set([...byIssue.values()].flat()).size).toBe(features.length);
});
