import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseFrame } from './messages.ts';

/** Any text that a program can hold, lone surrogates too. */
const anyText = fc.array(fc.nat(0xffff)).map((units) => String.fromCharCode(...units));

describe('a frame', () => {
  it('is one message or a list of them', () => {
    expect(parseFrame('{"op":"pos"}')).toEqual([{ op: 'pos' }]);
    expect(parseFrame('[{"op":"pos"},{"op":"set"}]')).toEqual([{ op: 'pos' }, { op: 'set' }]);
    expect(parseFrame('[]')).toEqual([]);
  });

  it.each(['', '{', 'null', '7', '"op"', 'true', '[1]', '[null]', '[[{"op":"pos"}]]', '[{"op":"pos"},3]', '\u0000'])(
    'is not read from %j',
    (text) => {
      expect(parseFrame(text)).toBeUndefined();
    },
  );

  it('is never a throw, whatever arrives', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.json()), (text) => {
        for (const message of parseFrame(text) ?? []) expect(typeof message).toBe('object');
      }),
    );
  });

  it('does not reach the prototype of anything else', () => {
    parseFrame('{"op":"pos","__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}');
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});
