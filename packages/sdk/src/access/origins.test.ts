import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isAllowedOrigin, readOrigin } from './origins.ts';
import { bearerToken, hasTokenInQuery } from './token-place.ts';

const list = new Set(['https://ops.example']);
const allows = (origin: string, host = 'tally.example'): boolean => isAllowedOrigin(origin, host, list);

test('pages of the own host and of the list may ask', () => {
  const good = ['https://ops.example', 'https://OPS.example', 'https://ops.example:443', 'https://tally.example'];
  expect(good.map((origin) => allows(origin))).toEqual(good.map(() => true));
  expect([allows('http://tally.example:8080', 'tally.example:8080'), allows('http://tally.example')]).toEqual([
    true,
    true,
  ]);
});

test.each([
  'https://evil.example',
  'null',
  '',
  'https://ops.example.evil.example',
  'https://ops.example@evil.example',
  'https://evil.example/https://ops.example',
  'https://evil.example#https://ops.example',
  'https://evil.example\\.ops.example',
  'https://xops.example',
  'http://ops.example',
  'https://ops.example:8443',
  'https://tally.example:8443',
  'file://ops.example',
  'javascript:alert(1)',
  'https://ops.example https://evil.example',
])('a page elsewhere may not: %s', (origin) => {
  expect(allows(origin)).toBe(false);
});

test('whatever the text, an origin is let in only when a browser would call it one of the list or the own host', () => {
  const piece = fc.constantFrom(
    'https://',
    'http://',
    'ops.example',
    'tally.example',
    'evil',
    '.',
    '@',
    ':',
    '443',
    '/',
    '#',
    ' ',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const text = pieces.join('');
      if (!allows(text)) return;
      const { origin, username, pathname } = new URL(text);
      expect(['https://ops.example', 'https://tally.example', 'http://tally.example']).toContain(origin);
      expect([username, pathname]).toEqual(['', '/']);
    }),
    { numRuns: 5000 },
  );
});

test('an origin is read as browsers write it', () => {
  expect(['https://OPS.example:443', 'http://[::1]:80', 'https://ops.example/'].map(readOrigin)).toEqual([
    'https://ops.example',
    'http://[::1]',
    undefined,
  ]);
});

test('a token in the address is seen, whatever it is called', () => {
  const bad = [
    'token=x',
    'a=1&access_token=x',
    'TOKEN=x',
    'api_key=',
    '%74oken=x',
    'jwt=a.b.c',
    'authorization=Bearer+x',
  ];
  expect(bad.map(hasTokenInQuery)).toEqual(bad.map(() => true));
  expect(['', 'q=token', 'cursor=abc', 'ticket=x', 'tokens=1'].map(hasTokenInQuery)).toEqual(Array(5).fill(false));
});

test('a bearer token is read strictly', () => {
  const read = (authorization?: string) => bearerToken(authorization === undefined ? {} : { authorization });
  expect([read(), read('Bearer abc.DEF-1_2~+/=='), read('bearer  abc')]).toEqual([
    undefined,
    'abc.DEF-1_2~+/==',
    'abc',
  ]);
  for (const bad of [
    'abc',
    'Basic abc',
    'Bearer',
    'Bearer a b',
    'Bearer a,b',
    'Bearer é',
    `Bearer ${'a'.repeat(9000)}`,
  ]) {
    expect(read(bad), bad).toBeNull();
  }
});
