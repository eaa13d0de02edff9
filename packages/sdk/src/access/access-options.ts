/** The option `access`: what the host may say. How it is read stands in resolve-access. */
import type { IncomingMessage } from 'node:http';
import type { AuditLine } from './audit.ts';
import type { ReadClaims } from './claims.ts';
import type { Grant } from './grant.ts';

/** A static token: what it gives, and the token itself or its hash. */
export interface TokenOption extends Omit<Grant, 'subject'> {
  /** @default `token-` and the first eight digits of its hash; required of a device, whose own id it is */
  readonly subject?: string | undefined;
  /** SHA-256 of the token, 64 hexadecimal digits. One of `sha256` and `token` is given. */
  readonly sha256?: string | undefined;
  /** The token itself, at least 16 characters that may stand in a header. */
  readonly token?: string | undefined;
}

export interface JwtOptions {
  /** Accepted algorithms, at least one; with a secret HS256, HS384 and HS512 only, with public keys none of these. */
  readonly algorithms: readonly string[];
  readonly issuer: string | readonly string[];
  readonly audience: string | readonly string[];
  /** Greatest age, whatever its end says, ms. @default 86400000 */
  readonly maxTokenAgeMs?: number | undefined;
  /** How far clocks may differ, ms, 0–300 000. @default 30000 */
  readonly clockToleranceMs?: number | undefined;
  /** Secret of the HS algorithms, at least 32 bytes. One of `secret`, `jwksUrl` and `jwks` is given. */
  readonly secret?: string | Uint8Array | undefined;
  /** Where the public keys are fetched, https (http of this machine). */
  readonly jwksUrl?: string | undefined;
  /** The public keys themselves, a JSON Web Key Set. */
  readonly jwks?: { readonly keys: readonly object[] } | undefined;
  /** Makes a grant of the claims. @default the claims roles, permissions, streams, sites and tenant */
  readonly claims?: ReadClaims | undefined;
}

/**
 * The host's own sign-in. Gets the request and the token that came with it (or in the first frame); nothing is `undefined` or
 * null, which refuses. What it throws, and not answering within five seconds, refuses too.
 */
export type Authenticate = (
  request: IncomingMessage,
  token: string | undefined,
) => Grant | null | undefined | Promise<Grant | null | undefined>;

export interface AccessOptions {
  readonly tokens?: readonly TokenOption[] | undefined;
  readonly jwt?: JwtOptions | undefined;
  readonly authenticate?: Authenticate | undefined;
  /** What may be read without any credential. @default nothing */
  readonly anonymous?: Omit<Grant, 'subject' | 'shared' | 'expiresAtMs'> | undefined;
  /** Pages that may ask, besides those of the own host: `https://ops.example`. @default none */
  readonly origins?: readonly string[] | undefined;
  readonly metrics?:
    | {
        /** Networks that may read the metrics page without a token, as CIDRs. @default none */
        readonly networks?: readonly string[] | undefined;
      }
    | undefined;
  readonly limits?: Partial<AccessLimits> | undefined;
  /** Signs resume tokens, so that they hold on every node and after a restart; at least 32 bytes. @default one of its own */
  readonly resumeKey?: string | undefined;
  /** Is told each line of the audit, besides the last thousand that are kept. */
  readonly audit?: ((line: AuditLine) => void) | undefined;
}

export interface AccessLimits {
  /** Requests of one subject. @default 600 */
  readonly requestsPerMinute: number;
  /** Requests of a shared token. @default 3000 */
  readonly sharedRequestsPerMinute: number;
  /** Requests of one address before it is known whose they are. @default 6000 */
  readonly addressRequestsPerMinute: number;
  /** Live connections of one subject. @default 10 */
  readonly connections: number;
  /** Live connections of a shared token. @default 1000 */
  readonly sharedConnections: number;
}

export const ACCESS_LIMITS: AccessLimits = {
  requestsPerMinute: 600,
  sharedRequestsPerMinute: 3000,
  addressRequestsPerMinute: 6000,
  connections: 10,
  sharedConnections: 1000,
};
