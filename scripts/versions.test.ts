import { expect, it } from 'vitest';
import { nodeRange, satisfies } from './versions.mjs';

it.each(['v22.18.0', '22.21.1', 'v24.11.0', 'v24.99.3', 'v26.0.0', 'v31.2.0', 'v26.0.0-nightly2026'])(
  '%s can build',
  (version) => {
    expect(satisfies(version, nodeRange)).toBe(true);
  },
);

it.each(['v20.20.2', 'v22.17.9', 'v23.11.0', 'v24.10.9', 'v25.5.0', 'v18.0.0'])('%s cannot build', (version) => {
  expect(satisfies(version, nodeRange)).toBe(false);
});

it('a bound with a minor holds within its major and after it', () => {
  expect(satisfies('26.1.0', '>=26.2')).toBe(false);
  expect(satisfies('26.2.0', '>=26.2')).toBe(true);
  expect(satisfies('27.0.0', '>=26.2')).toBe(true);
});

it('a range that it does not know is refused rather than guessed', () => {
  expect(() => satisfies('24.0.0', '~24')).toThrow(/received "~24"/);
  expect(() => satisfies('latest', nodeRange)).toThrow(/received "latest"/);
});
