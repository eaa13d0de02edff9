import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { cmcdSid, deviceClass, identityText } from './session-identity.ts';

const part = fc.oneof(fc.constant(undefined), fc.string({ maxLength: 12 }));
const identity = fc.record({
  stream: fc.string({ maxLength: 12 }),
  sid: part,
  given: part,
  address: fc.string({ maxLength: 12 }),
  userAgent: fc.string({ maxLength: 12 }),
});

test('two identities have one text only when everything that counts is alike', () => {
  fc.assert(
    fc.property(identity, identity, (a, b) => {
      const counts = (one: typeof a) =>
        one.sid !== undefined
          ? ['c', one.stream, one.sid]
          : one.given !== undefined
            ? ['g', one.stream, one.given]
            : ['a', one.stream, one.address, one.userAgent];
      expect(identityText(a) === identityText(b)).toBe(JSON.stringify(counts(a)) === JSON.stringify(counts(b)));
    }),
  );
});

test('a CMCD session id is found in the query and in the header', () => {
  expect(cmcdSid('/a.m4s?CMCD=bl%3D2000%2Csid%3D%22abc-1%22', undefined)).toBe('abc-1');
  expect(cmcdSid('/a.m4s', 'sf=h,sid="abc-2",st=l')).toBe('abc-2');
  expect(cmcdSid('/a.m4s?CMCD=sid%3D%22x%22&b=1', undefined)).toBe('x');
});

test('what is not CMCD, too long or broken gives no session id and throws nothing', () => {
  expect(cmcdSid('/a.m4s?XCMCD=sid%3D%22x%22', undefined)).toBeUndefined();
  expect(cmcdSid('/a.m4s?CMCD=%E0%A4%A', undefined)).toBeUndefined();
  expect(cmcdSid(`/a.m4s?CMCD=${'a'.repeat(5000)}`, undefined)).toBeUndefined();
  fc.assert(fc.property(fc.string(), fc.string(), (query, header) => void cmcdSid(`/a?CMCD=${query}`, header)));
});

test.each([
  ['Mozilla/5.0 (SMART-TV; LINUX; Tizen 7.0) AppleWebKit/537.36', 'tv'],
  ['Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36', 'tv'],
  ['Mozilla/5.0 (QtEmbedded; U; Linux; C) MAG254 stbapp', 'stb'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)', 'mobile'],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64)', 'desktop'],
  ['Googlebot/2.1 (+http://www.google.com/bot.html)', 'bot'],
  ['VLC/3.0.20 LibVLC/3.0.20', 'other'],
  ['', 'other'],
] as const)('%s is a %s', (userAgent, expected) => {
  expect(deviceClass(userAgent)).toBe(expected);
});
