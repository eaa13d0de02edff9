import { expect, test } from 'vitest';
import { silentLogger } from '../logger.ts';
import { createTrustedProxies } from '../model/address.ts';
import { createLocalOnly, isLoopbackHost } from './local-only.ts';

const direct = { host: 'localhost:4100' };

function rule(options: { trusted?: string[]; production?: boolean; lines?: string[] } = {}) {
  const trusted = options.trusted ?? [];
  return createLocalOnly({
    trustedProxies: createTrustedProxies(trusted),
    hasTrustedProxies: trusted.length > 0,
    production: options.production ?? false,
    logger: { ...silentLogger, warn: (_fields, message) => options.lines?.push(message) },
  });
}

test.each([
  ['127.0.0.1', direct],
  ['::1', { host: '[::1]:4100' }],
  ['::ffff:127.0.0.1', { host: '127.0.0.2' }],
  ['127.0.0.1', { ...direct, origin: 'http://localhost:4200' }],
  ['127.0.0.1', { ...direct, origin: 'http://127.0.0.1:3000' }],
])('a direct request from this machine is served (%s %j)', (peer, headers) => {
  expect(rule().refusal({ peer, headers })).toBeUndefined();
});

test.each([
  ['peer', '192.0.2.7', direct],
  ['peer', undefined, direct],
  ['host', '127.0.0.1', { host: 'tally.example' }],
  ['host', '127.0.0.1', {}],
  ['host', '127.0.0.1', { host: 'localhost.evil.example' }],
  ['host', '127.0.0.1', { host: '127.evil.example' }],
  ['origin', '127.0.0.1', { ...direct, origin: 'https://evil.example' }],
  ['origin', '127.0.0.1', { ...direct, origin: 'null' }],
  ['forwarded', '127.0.0.1', { ...direct, 'x-forwarded-for': '127.0.0.1' }],
  ['forwarded', '127.0.0.1', { ...direct, 'x-forwarded-host': 'localhost' }],
  ['forwarded', '127.0.0.1', { ...direct, forwarded: 'for=127.0.0.1' }],
  ['forwarded', '127.0.0.1', { ...direct, via: '1.1 proxy' }],
] as const)('anything else is refused: %s (%s %j)', (reason, peer, headers) => {
  expect(rule().refusal({ peer, headers })).toBe(reason);
});

test('a trusted proxy may speak for this machine, and for nobody else', () => {
  const access = rule({ trusted: ['127.0.0.0/8'] });
  const through = (xForwardedFor: string) =>
    access.refusal({ peer: '127.0.0.1', headers: { ...direct, 'x-forwarded-for': xForwardedFor } });
  expect(['127.0.0.1', '::1, 127.0.0.1'].map(through)).toEqual([undefined, undefined]);
  const foreign = ['203.0.113.9', '127.0.0.1, 203.0.113.9', '203.0.113.9, 127.0.0.1'];
  const unreadable = ['', 'unknown', 'not an address', '127.0.0.1,'.repeat(100)];
  for (const hops of [...foreign, ...unreadable]) expect(through(hops), hops).toBe('forwarded');
});

test('in production nothing is served until access is configured', () => {
  expect(rule({ production: true }).refusal({ peer: '127.0.0.1', headers: direct })).toBe('production');
});

test('how to open it is said once for each reason', () => {
  const lines: string[] = [];
  const access = rule({ lines });
  for (let index = 0; index < 5; index += 1) access.refusal({ peer: '192.0.2.7', headers: direct });
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('trustedProxies');
  expect(lines[0]).not.toContain('192.0.2.7');
});

test('loopback hosts are known by their form, not by how they begin', () => {
  expect(['localhost', 'LOCALHOST:1', '127.1.2.3:80', '[::1]'].map(isLoopbackHost)).toEqual([true, true, true, true]);
  expect(['localhost.', 'a@localhost', '127.0.0.1.example', '[::2]', '', ':80'].map(isLoopbackHost)).toEqual(
    Array(6).fill(false),
  );
});
