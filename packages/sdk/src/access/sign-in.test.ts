/** Tokens, JWT and the host's own sign-in, as far as a caller. Real keys, a real key server. */
import { once } from 'node:events';
import { createServer, IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, Socket } from 'node:net';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { afterEach, expect, test } from 'vitest';
import type { Caller } from '../model/caller.ts';
import { type ManualClock, manualClock } from '../testing/manual-clock.ts';
import type { AccessOptions } from './access-options.ts';
import type { Refused } from './refusals.ts';
import { resolveAccess } from './resolve-access.ts';
import { createSignIn } from './sign-in.ts';

const nowhere = { siteOf: () => undefined, tenantOf: () => undefined, alertSubject: () => undefined };
const request = new IncomingMessage(new Socket());
const secret = 'a secret of at least thirty-two bytes';
const NOW_S = 1_800_000_000;
const hs = { algorithms: ['HS256'], issuer: 'id', audience: 'tally', secret };

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

function signInWith(option: AccessOptions): {
  ask(token?: string): Promise<Caller | Refused>;
  clock: ManualClock;
  faults: unknown[];
} {
  const clock = manualClock();
  const faults: unknown[] = [];
  const { signIn } = createSignIn({
    settings: resolveAccess(option),
    places: nowhere,
    clock,
    faults: { report: (_part, error) => faults.push(error) },
  });
  return { ask: (token) => signIn(request, token), clock, faults };
}

const told = (answer: Caller | Refused): string => ('reason' in answer ? answer.reason : answer.subject);

/** A token of `hs` but for what is given. */
function sign(
  claims: Readonly<Record<string, unknown>> = {},
  alg = 'HS256',
  key = Buffer.from(secret),
): Promise<string> {
  const all = { iss: 'id', aud: 'tally', sub: 'ann', iat: NOW_S, exp: NOW_S + 600, roles: ['viewer'], ...claims };
  return new SignJWT(all as JWTPayload).setProtectedHeader({ alg }).sign(key);
}

test('a static token is found by its hash, until it ends', async () => {
  const token = 'correct-horse-battery';
  const { ask, clock } = signInWith({
    tokens: [{ token, subject: 'wall', roles: ['viewer'], expiresAtMs: NOW_S * 1000 + 1000 }],
  });
  expect(told(await ask(token))).toBe('wall');
  expect([told(await ask(`${token}x`)), told(await ask(''))]).toEqual(['bad-token', 'bad-token']);
  clock.advance(1000);
  expect(told(await ask(token))).toBe('expired');
});

test('a good JWT gives the roles, the scope and the end that it says', async () => {
  const { ask } = signInWith({ jwt: hs });
  const answer = (await ask(
    await sign({ roles: 'operator stranger', permissions: ['revenue', 'read:all'], sites: ['paris'], tenant: 'acme' }),
  )) as Caller;
  expect([answer.subject, answer.expiresAtMs, answer.shared]).toEqual(['ann', (NOW_S + 600) * 1000, false]);
  expect([[...answer.roles].sort(), [...answer.permissions]]).toEqual([['operator', 'viewer'], ['revenue']]);
  expect(answer.scope).toEqual({ sites: ['paris'], tenant: 'acme' });
});

test.each([
  ['another issuer', { iss: 'evil' }, 'bad-token'],
  ['another audience', { aud: 'other' }, 'bad-token'],
  ['no subject', { sub: undefined }, 'bad-token'],
  ['no end', { exp: undefined }, 'bad-token'],
  ['no beginning', { iat: undefined }, 'bad-token'],
  ['not yet', { nbf: NOW_S + 120 }, 'bad-token'],
  ['over', { exp: NOW_S - 31 }, 'expired'],
  ['too old', { iat: NOW_S - 86_500 }, 'expired'],
  ['no role of ours', { roles: ['stranger'] }, 'role'],
  ['a scope that cannot be read', { sites: { paris: true } }, 'role'],
])('a JWT with %s is refused', async (_what, claims, reason) => {
  const { ask } = signInWith({ jwt: hs });
  expect(told(await ask(await sign(claims)))).toBe(reason);
});

test('a JWT within the tolerance of clocks is taken', async () => {
  const { ask } = signInWith({ jwt: hs });
  expect(told(await ask(await sign({ exp: NOW_S - 29 })))).toBe('ann');
});

test('a JWT that is not signed, or by another algorithm or key, is refused', async () => {
  const { ask } = signInWith({ jwt: hs });
  const [, payload] = (await sign()).split('.');
  const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
  const forged = [
    none,
    `${none}x`,
    await sign({}, 'HS512'),
    await sign({}, 'HS256', Buffer.from('another secret of thirty-two bytes')),
  ];
  for (const token of forged) expect(told(await ask(token))).toBe('bad-token');
});

test('a public key is no secret: a token signed with its text is refused', async () => {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), alg: 'ES256' };
  const { ask } = signInWith({
    jwt: { algorithms: ['ES256'], issuer: 'id', audience: 'tally', jwks: { keys: [jwk] } },
  });
  const claims = { iss: 'id', aud: 'tally', sub: 'ann', iat: NOW_S, exp: NOW_S + 600, roles: ['viewer'] };
  const good = await new SignJWT(claims).setProtectedHeader({ alg: 'ES256' }).sign(privateKey);
  const confused = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256' })
    .sign(Buffer.from(JSON.stringify(jwk)));
  expect([told(await ask(good)), told(await ask(confused))]).toEqual(['ann', 'bad-token']);
});

test('keys are fetched once, an unknown key is no reason to fetch again at once, and a dead key server refuses nobody for good', async () => {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
  const { privateKey: strange } = await generateKeyPair('RS256');
  let asked = 0;
  const body = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), alg: 'RS256', kid: 'one' }] });
  const server = createServer((_request, response) => {
    asked += 1;
    response.end(body);
  }).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const jwksUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const rules = { algorithms: ['RS256'], issuer: 'id', audience: 'tally' };
  const { ask } = signInWith({ jwt: { ...rules, jwksUrl } });
  const claims = { iss: 'id', aud: 'tally', sub: 'ann', iat: NOW_S, exp: NOW_S + 600, roles: ['viewer'] };
  const signed = (kid: string, key = privateKey): Promise<string> =>
    new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid }).sign(key);
  expect(told(await ask(await signed('one')))).toBe('ann');
  for (let index = 0; index < 5; index += 1)
    expect(told(await ask(await signed(`k${index}`, strange)))).toBe('bad-token');
  expect(asked).toBe(1);

  const dead = signInWith({ jwt: { ...rules, jwksUrl: 'http://127.0.0.1:1/' } });
  expect(told(await dead.ask(await signed('one')))).toBe('sign-in');
  expect(dead.faults).toHaveLength(1);
});

test('the host may make a grant of the claims itself; what it throws refuses', async () => {
  const claims = (given: Readonly<Record<string, unknown>>) => {
    if (given.group === undefined) throw new Error('no group');
    return { roles: ['admin'] as const, shared: true };
  };
  const { ask, faults } = signInWith({ jwt: { ...hs, claims } });
  const answer = (await ask(await sign({ group: 'ops' }))) as Caller;
  expect([answer.has('admin'), answer.shared, answer.subject]).toEqual([true, true, 'ann']);
  expect([told(await ask(await sign())), faults.length]).toEqual(['sign-in', 1]);
});

test('the sign-in of the host: what it says, says nothing, throws, says wrong, or never says', async () => {
  const answers: Record<string, () => unknown> = {
    good: () => ({ subject: 'bob', roles: ['operator'] }),
    later: async () => ({ subject: 'eve', roles: ['viewer'] }),
    nobody: () => null,
    throws: () => {
      throw new Error('database is away');
    },
    rejects: () => Promise.reject(new Error('database is away')),
    wrong: () => ({ subject: 'bob', roles: ['owner'] }),
    never: () => new Promise(() => {}),
  };
  const { ask, clock, faults } = signInWith({
    authenticate: (_request, token) => answers[token ?? 'nobody']?.() as never,
  });
  const heard: string[] = [];
  for (const token of ['good', 'later', 'nobody', 'throws', 'rejects', 'wrong']) heard.push(told(await ask(token)));
  expect(heard).toEqual(['bob', 'eve', 'bad-token', 'sign-in', 'sign-in', 'sign-in']);
  expect(told(await ask())).toBe('no-token');
  const never = ask('never');
  await new Promise((resolve) => setImmediate(resolve));
  clock.advance(5000);
  expect(told(await never)).toBe('sign-in');
  expect(faults.map(String)).toEqual([
    'Error: database is away',
    'Error: database is away',
    expect.stringContaining('roles must be a list of viewer'),
    'Error: access.authenticate did not answer within 5000 ms',
  ]);
});

test('a host that never answers is asked by so many at one time and no more', async () => {
  const { ask } = signInWith({ authenticate: () => new Promise(() => {}) });
  for (let index = 0; index < 256; index += 1) void ask('never');
  expect(told(await ask('never'))).toBe('rate');
});
