import { expect, test } from 'vitest';
import { NO_NETWORK, networkText, toNetwork } from './network.ts';

test('of an address only its network is kept', () => {
  const shown = (address: string) => networkText(toNetwork(address));
  expect(shown('203.0.113.77')).toBe('203.0.113.0/24');
  expect(shown('::ffff:203.0.113.77')).toBe('203.0.113.0/24');
  expect(shown('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1::/48');
  expect(shown('2001:db8::6')).toBe('2001:db8::/48');
  expect(shown('::1')).toBe('::/48');
  expect(shown('255.255.255.255')).toBe('255.255.255.0/24');
});

test('what is no address has no network', () => {
  for (const text of ['', 'unknown', '999.1.1.1', 'zz::1', '12345::1']) expect(toNetwork(text)).toBe(NO_NETWORK);
  expect(networkText(NO_NETWORK)).toBeNull();
});
