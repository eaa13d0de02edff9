/** Reads the option `access.jwt`. What is accepted must be said: there is no default algorithm, issuer or audience. */
import { isRecord } from './grant.ts';
import { HS_ALGORITHMS, type JwtRules, KEY_PAIR_ALGORITHMS } from './jwt.ts';
import { fail, fieldsOf, readSecret } from './option-checks.ts';

const JWT_KEYS = [
  'algorithms',
  'issuer',
  'audience',
  'maxTokenAgeMs',
  'clockToleranceMs',
  'secret',
  'jwksUrl',
  'jwks',
  'claims',
];
const DAY_MS = 86_400_000;

/** @throws TallylightError `CONFIG` */
export function readJwt(option: unknown): JwtRules {
  const jwt = fieldsOf(option, 'access.jwt', JWT_KEYS);
  const { algorithms, secret, jwksUrl, jwks, maxTokenAgeMs = DAY_MS, clockToleranceMs = 30_000 } = jwt;
  if ([secret, jwksUrl, jwks].filter((keys) => keys !== undefined).length !== 1) {
    fail('access.jwt', 'given one of secret, jwksUrl and jwks', 'none or several');
  }
  const fitting = secret === undefined ? KEY_PAIR_ALGORITHMS : HS_ALGORITHMS;
  const isListed =
    Array.isArray(algorithms) && algorithms.length > 0 && algorithms.every((one) => fitting.includes(one));
  if (!isListed) fail('access.jwt.algorithms', `a list of ${fitting.join(', ')}`, algorithms);
  if (!isWithin(maxTokenAgeMs, 1000, 366 * DAY_MS))
    fail('access.jwt.maxTokenAgeMs', 'from 1000 to a year', maxTokenAgeMs);
  if (!isWithin(clockToleranceMs, 0, 300_000))
    fail('access.jwt.clockToleranceMs', 'from 0 to 300000', clockToleranceMs);
  return {
    algorithms: algorithms as readonly string[],
    issuer: readNames(jwt.issuer, 'access.jwt.issuer'),
    audience: readNames(jwt.audience, 'access.jwt.audience'),
    maxTokenAgeMs,
    clockToleranceMs,
    keys:
      secret !== undefined
        ? { secret: readSecret(secret, 'access.jwt.secret') }
        : jwksUrl !== undefined
          ? { jwksUrl: readJwksUrl(jwksUrl) }
          : { jwks: readJwks(jwks) },
  };
}

function readNames(value: unknown, path: string): readonly string[] {
  const names = typeof value === 'string' ? [value] : value;
  const fits = Array.isArray(names) && names.length > 0 && names.every((one) => typeof one === 'string' && one !== '');
  return fits ? (names as readonly string[]) : fail(path, 'a text or a list of texts', value);
}

function readJwksUrl(value: unknown): URL {
  const expected = 'an https address, or http of this machine';
  const url =
    typeof value === 'string' && URL.canParse(value) ? new URL(value) : fail('access.jwt.jwksUrl', expected, value);
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  return url.protocol === 'https:' || (url.protocol === 'http:' && isHere)
    ? url
    : fail('access.jwt.jwksUrl', expected, value);
}

function readJwks(value: unknown): { readonly keys: readonly object[] } {
  const keys = isRecord(value) ? value.keys : undefined;
  const fits =
    Array.isArray(keys) && keys.length > 0 && keys.every((key) => isRecord(key) && key.kty !== 'oct' && !('d' in key));
  return fits
    ? { keys: keys as readonly object[] }
    : fail('access.jwt.jwks', 'a set of public keys { keys: [ … ] }', value);
}

function isWithin(value: unknown, least: number, most: number): value is number {
  return typeof value === 'number' && value >= least && value <= most;
}
