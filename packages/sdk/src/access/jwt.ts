/**
 * JSON Web Tokens, verified by jose, which is loaded when the first one comes. What is accepted is said, never guessed from the
 * key: algorithms, issuer, audience, greatest age; an end and a subject are required. A secret verifies HS algorithms only and
 * public keys never do, so that a public key cannot be taken for a secret.
 */
import type { Claims } from './claims.ts';

export interface JwtRules {
  readonly algorithms: readonly string[];
  readonly issuer: readonly string[];
  readonly audience: readonly string[];
  readonly maxTokenAgeMs: number;
  readonly clockToleranceMs: number;
  readonly keys:
    | { readonly secret: Uint8Array }
    | { readonly jwksUrl: URL }
    | { readonly jwks: { readonly keys: readonly object[] } };
}

/** `unavailable`: the keys could not be fetched, which says nothing about the token. */
export type JwtOutcome = { readonly claims: Claims } | { readonly refused: 'bad-token' | 'expired' | 'unavailable' };

export const HS_ALGORITHMS: readonly string[] = ['HS256', 'HS384', 'HS512'];
export const KEY_PAIR_ALGORITHMS: readonly string[] = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

/** How long a fetched set is used, and how soon an unknown key may make it be fetched again: strangers can name unknown keys. */
const KEYS_MAX_AGE_MS = 600_000;
const KEYS_COOLDOWN_MS = 30_000;
const KEYS_TIMEOUT_MS = 5000;

/** Failures of the fetch, not of the token. */
const OF_THE_FETCH: ReadonlySet<string> = new Set(['ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID', 'ERR_JOSE_GENERIC']);

type Verify = (token: string, now: Date) => Promise<Claims>;

async function load({ keys, ...rules }: JwtRules): Promise<Verify> {
  const { createLocalJWKSet, createRemoteJWKSet, jwtVerify } = await import('jose');
  const expected = {
    algorithms: [...rules.algorithms],
    issuer: [...rules.issuer],
    audience: [...rules.audience],
    maxTokenAge: rules.maxTokenAgeMs / 1000,
    clockTolerance: rules.clockToleranceMs / 1000,
    requiredClaims: ['exp', 'sub', 'iat'],
  };
  if ('secret' in keys) {
    const { secret } = keys;
    return async (token, currentDate) => (await jwtVerify(token, secret, { ...expected, currentDate })).payload;
  }
  const found =
    'jwksUrl' in keys
      ? createRemoteJWKSet(keys.jwksUrl, {
          cacheMaxAge: KEYS_MAX_AGE_MS,
          cooldownDuration: KEYS_COOLDOWN_MS,
          timeoutDuration: KEYS_TIMEOUT_MS,
        })
      : createLocalJWKSet(keys.jwks as Parameters<typeof createLocalJWKSet>[0]);
  return async (token, currentDate) => (await jwtVerify(token, found, { ...expected, currentDate })).payload;
}

export interface JwtVerifier {
  /** Never rejects. */
  verify(token: string): Promise<JwtOutcome>;
}

export function createJwtVerifier(parts: {
  readonly rules: JwtRules;
  readonly nowMs: () => number;
  readonly onFault: (error: unknown) => void;
}): JwtVerifier {
  let loading: Promise<Verify> | undefined;
  return {
    async verify(token) {
      try {
        loading ??= load(parts.rules);
        const verify = await loading;
        return { claims: await verify(token, new Date(parts.nowMs())) };
      } catch (error) {
        const code = (error as { code?: unknown } | null)?.code;
        if (code === 'ERR_JWT_EXPIRED') return { refused: 'expired' };
        const isOfToken = typeof code === 'string' && /^ERR_J/.test(code) && !OF_THE_FETCH.has(code);
        if (isOfToken) return { refused: 'bad-token' };
        parts.onFault(error);
        return { refused: 'unavailable' };
      }
    },
  };
}

/** Whether a text could be a JWT: three parts. Anything else is not worth loading jose for. */
export function looksLikeJwt(token: string): boolean {
  return /^[\w-]+\.[\w-]+\.[\w-]+$/.test(token);
}
