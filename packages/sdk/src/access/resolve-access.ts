/**
 * Reads the option `access`, once, at construction, with path, expectation and received value in the message. A token given in
 * the clear is hashed here and forgotten; no message ever shows a secret.
 */
import { TallylightError } from '../errors.ts';
import { createNetworks, type NetworkTest } from '../model/address.ts';
import { ACCESS_LIMITS, type AccessLimits, type Authenticate } from './access-options.ts';
import type { AuditLine } from './audit.ts';
import type { ReadClaims } from './claims.ts';
import { type Grant, isRecord, readGrant } from './grant.ts';
import type { JwtRules } from './jwt.ts';
import { fail, fieldsOf, functionOr, readSecret } from './option-checks.ts';
import { readOrigin } from './origins.ts';
import { readJwt } from './resolve-jwt.ts';
import { MAX_TOKEN_CHARS } from './token-place.ts';
import { type HashedToken, sha256 } from './tokens.ts';

/** The option as the rest of access uses it. */
export interface ResolvedAccess {
  /** Whether anybody can sign in, so that the rule of this machine no longer holds. */
  readonly isOpen: boolean;
  readonly tokens: readonly HashedToken[];
  readonly jwt: JwtRules | undefined;
  readonly claims: ReadClaims | undefined;
  readonly authenticate: Authenticate | undefined;
  readonly anonymous: Grant | undefined;
  readonly origins: ReadonlySet<string>;
  readonly metricsNetworks: NetworkTest | undefined;
  readonly limits: AccessLimits;
  readonly resumeKey: Uint8Array | undefined;
  readonly audit: ((line: AuditLine) => void) | undefined;
}

export const ANONYMOUS = 'anonymous';

const KEYS = ['tokens', 'jwt', 'authenticate', 'anonymous', 'origins', 'metrics', 'limits', 'resumeKey', 'audit'];
const MAX_TOKENS = 100_000;
const MACHINE_ONLY = ['device'];

/** @throws TallylightError `CONFIG` */
export function resolveAccess(option: unknown): ResolvedAccess {
  const { tokens, jwt, authenticate, anonymous, origins, metrics, limits, resumeKey, audit } = fieldsOf(
    option ?? {},
    'access',
    KEYS,
  );
  const rules = jwt === undefined ? undefined : readJwt(jwt);
  const hashed = readTokens(tokens ?? []);
  const hook = functionOr<Authenticate>(authenticate, 'access.authenticate');
  const nobody = anonymous === undefined ? undefined : readAnonymous(anonymous);
  const { networks } = fieldsOf(metrics ?? {}, 'access.metrics', ['networks']);
  return Object.freeze({
    isOpen: hashed.length > 0 || rules !== undefined || hook !== undefined || nobody !== undefined,
    tokens: hashed,
    jwt: rules,
    claims: functionOr<ReadClaims>(isRecord(jwt) ? jwt.claims : undefined, 'access.jwt.claims'),
    authenticate: hook,
    anonymous: nobody,
    origins: readOrigins(origins ?? []),
    metricsNetworks: networks === undefined ? undefined : createNetworks(networks, 'access.metrics.networks'),
    limits: readLimits(limits ?? {}),
    resumeKey: resumeKey === undefined ? undefined : readSecret(resumeKey, 'access.resumeKey'),
    audit: functionOr<(line: AuditLine) => void>(audit, 'access.audit'),
  });
}

function readTokens(value: unknown): readonly HashedToken[] {
  if (!Array.isArray(value) || value.length > MAX_TOKENS)
    fail('access.tokens', `a list of at most ${MAX_TOKENS}`, value);
  const seen = new Set<string>();
  return (value as readonly unknown[]).map((entry, index) => {
    const path = `access.tokens[${index}]`;
    if (!isRecord(entry)) return fail(path, 'an object', entry);
    const { token, sha256: given, ...rest } = entry;
    const hash = readHash(path, token, given);
    const hex = hash.toString('hex');
    if (seen.has(hex)) fail(path, 'a token that does not stand there twice', 'one that does');
    seen.add(hex);
    const read = readGrant({ ...rest, subject: rest.subject ?? `token-${hex.slice(0, 8)}` }, path);
    if ('wrong' in read) throw new TallylightError('CONFIG', read.wrong);
    if (read.grant.roles.includes('device') && rest.subject === undefined) {
      fail(`${path}.subject`, 'the id of the device', undefined);
    }
    return { sha256: hash, grant: read.grant };
  });
}

/** Never shows what it received: it may be the token. */
function readHash(path: string, token: unknown, given: unknown): Buffer {
  if ((token === undefined) === (given === undefined)) fail(path, 'given one of sha256 and token', 'both or neither');
  if (token !== undefined) {
    const fits = typeof token === 'string' && /^[A-Za-z0-9\-._~+/]{16,}=*$/.test(token);
    if (!fits || token.length > MAX_TOKEN_CHARS) {
      fail(`${path}.token`, 'at least 16 characters of A-Z a-z 0-9 - . _ ~ + /', 'something else');
    }
    return sha256(token as string);
  }
  if (typeof given !== 'string' || !/^[0-9a-f]{64}$/i.test(given)) {
    fail(`${path}.sha256`, '64 hexadecimal digits', 'something else');
  }
  return Buffer.from(given as string, 'hex');
}

function readAnonymous(value: unknown): Grant {
  if (!isRecord(value)) return fail('access.anonymous', 'an object of roles, permissions, scope', value);
  const read = readGrant({ ...value, subject: ANONYMOUS }, 'access.anonymous');
  if ('wrong' in read) throw new TallylightError('CONFIG', read.wrong);
  const refused = read.grant.roles.find(
    (role) => MACHINE_ONLY.includes(role) || role === 'operator' || role === 'admin',
  );
  if (refused !== undefined) fail('access.anonymous.roles', 'viewer, reporter or scraper', refused);
  return read.grant;
}

function readOrigins(value: unknown): ReadonlySet<string> {
  if (!Array.isArray(value)) return fail('access.origins', 'a list of origins such as "https://ops.example"', value);
  return new Set(
    value.map((entry: unknown, index) => {
      return readOrigin(entry) ?? fail(`access.origins[${index}]`, 'an origin such as "https://ops.example"', entry);
    }),
  );
}

function readLimits(value: unknown): AccessLimits {
  const given = fieldsOf(value, 'access.limits', Object.keys(ACCESS_LIMITS));
  for (const [name, limit] of Object.entries(given)) {
    const fits = limit === undefined || (Number.isInteger(limit) && (limit as number) >= 1 && (limit as number) <= 1e9);
    if (!fits) fail(`access.limits.${name}`, 'an integer from 1 to 1000000000', limit);
  }
  return { ...ACCESS_LIMITS, ...Object.fromEntries(Object.entries(given).filter(([, limit]) => limit !== undefined)) };
}
