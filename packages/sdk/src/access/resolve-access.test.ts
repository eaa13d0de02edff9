import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { ACCESS_LIMITS } from './access-options.ts';
import { resolveAccess } from './resolve-access.ts';

const token = 'correct-horse-battery';
const sha = createHash('sha256').update(token).digest('hex');
const jwt = {
  algorithms: ['ES256'],
  issuer: 'https://id.example',
  audience: 'tally',
  jwksUrl: 'https://id.example/jwks',
};

test('nothing given is the rule of this machine', () => {
  expect(resolveAccess(undefined)).toMatchObject({ isOpen: false, tokens: [], limits: ACCESS_LIMITS });
  // Where metrics may be read from and what signs resume tokens lets nobody in.
  expect(resolveAccess({ metrics: { networks: ['10.0.0.0/8'] }, resumeKey: 'k'.repeat(32) }).isOpen).toBe(false);
});

test('every default of the limits, spelled out', () => {
  expect(ACCESS_LIMITS).toEqual({
    requestsPerMinute: 600,
    sharedRequestsPerMinute: 3000,
    addressRequestsPerMinute: 6000,
    connections: 10,
    sharedConnections: 1000,
  });
});

test('a token in the clear is kept as its hash, and has a name made of it', () => {
  const [plain] = resolveAccess({ tokens: [{ token, roles: ['viewer'] }] }).tokens;
  const [hashed] = resolveAccess({ tokens: [{ sha256: sha, roles: ['viewer'] }] }).tokens;
  expect(plain).toEqual(hashed);
  expect(plain?.grant.subject).toBe(`token-${sha.slice(0, 8)}`);
  expect(JSON.stringify(plain)).not.toContain(token);
});

test.each([
  [
    { token: 'x' },
    'access must be an object of tokens, jwt, authenticate, anonymous, origins, metrics, limits, resumeKey, audit, received "token"',
  ],
  [
    { tokens: [{ roles: ['viewer'] }] },
    'access.tokens[0] must be given one of sha256 and token, received "both or neither"',
  ],
  [
    { tokens: [{ token: 'short', roles: ['viewer'] }] },
    'access.tokens[0].token must be at least 16 characters of A-Z a-z 0-9 - . _ ~ + /, received "something else"',
  ],
  [
    { tokens: [{ sha256: 'abc', roles: ['viewer'] }] },
    'access.tokens[0].sha256 must be 64 hexadecimal digits, received "something else"',
  ],
  [
    { tokens: [{ token, roles: ['boss'] }] },
    'access.tokens[0].roles must be a list of viewer, operator, admin, device, reporter, scraper, received an array',
  ],
  [
    { tokens: [{ token, roles: ['device'] }] },
    'access.tokens[0].subject must be the id of the device, received undefined',
  ],
  [
    { tokens: [{ token, roles: ['viewer'], scope: { site: 'paris' } }] },
    'access.tokens[0].scope must be an object of streams, sites, tenant, received "site"',
  ],
  [
    { tokens: [{ token, roles: ['viewer'], scope: { sites: 'paris' } }] },
    'access.tokens[0].scope.sites must be a list of at most 10000 ids, received "paris"',
  ],
  [
    {
      tokens: [
        { token, roles: ['viewer'] },
        { sha256: sha, roles: ['admin'] },
      ],
    },
    'access.tokens[1] must be a token that does not stand there twice, received "one that does"',
  ],
  [
    { anonymous: { roles: ['operator'] } },
    'access.anonymous.roles must be viewer, reporter or scraper, received "operator"',
  ],
  [
    { origins: ['ops.example'] },
    'access.origins[0] must be an origin such as "https://ops.example", received "ops.example"',
  ],
  [{ origins: ['*'] }, 'access.origins[0] must be an origin such as "https://ops.example", received "*"'],
  [{ resumeKey: 'short' }, 'access.resumeKey must be at least 32 bytes, received "something else"'],
  [{ limits: { connections: 0 } }, 'access.limits.connections must be an integer from 1 to 1000000000, received 0'],
  [
    { metrics: { networks: ['everywhere'] } },
    'access.metrics.networks[0] must be an address or a CIDR such as "10.0.0.0/8" with a prefix of at least 1, received "everywhere"',
  ],
  [{ authenticate: true }, 'access.authenticate must be a function, received true'],
  [{ jwt: { ...jwt, algorithms: ['none'] } }, /^access.jwt.algorithms must be a list of RS256,/],
  [{ jwt: { ...jwt, algorithms: ['HS256'] } }, /^access.jwt.algorithms must be a list of RS256,/],
  [{ jwt: { ...jwt, algorithms: [] } }, /^access.jwt.algorithms/],
  [
    { jwt: { ...jwt, jwksUrl: undefined, secret: 'k'.repeat(32) } },
    /^access.jwt.algorithms must be a list of HS256, HS384, HS512,/,
  ],
  [
    { jwt: { ...jwt, algorithms: ['HS256'], jwksUrl: undefined, secret: 'k'.repeat(31) } },
    'access.jwt.secret must be at least 32 bytes, received "something else"',
  ],
  [
    { jwt: { ...jwt, secret: 'k'.repeat(32) } },
    'access.jwt must be given one of secret, jwksUrl and jwks, received "none or several"',
  ],
  [
    { jwt: { ...jwt, jwksUrl: 'http://id.example/jwks' } },
    'access.jwt.jwksUrl must be an https address, or http of this machine, received "http://id.example/jwks"',
  ],
  [{ jwt: { ...jwt, issuer: undefined } }, 'access.jwt.issuer must be a text or a list of texts, received undefined'],
  [{ jwt: { ...jwt, audience: [] } }, 'access.jwt.audience must be a text or a list of texts, received an array'],
  [
    { jwt: { ...jwt, jwksUrl: undefined, jwks: { keys: [{ kty: 'oct', k: 'x' }] } } },
    'access.jwt.jwks must be a set of public keys { keys: [ … ] }, received an object',
  ],
] as const)('a wrong option stops construction and shows no secret: %j', (option, message) => {
  const thrown = expect.objectContaining({
    code: 'CONFIG',
    message: typeof message === 'string' ? message : expect.stringMatching(message),
  });
  expect(() => resolveAccess(option)).toThrow(thrown);
});
