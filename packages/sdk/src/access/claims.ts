/**
 * The claims of a verified JWT as a grant. Names that we do not know among roles and permissions are somebody else's and left
 * out; a scope that cannot be read refuses the token, because leaving it out would widen what it may see.
 */
import { PERMISSIONS, type Permission, ROLES, type Role } from '../model/caller.ts';
import { type Grant, isRecord, readGrant } from './grant.ts';

export type Claims = Readonly<Record<string, unknown>>;

/** What the host makes of the claims; subject and end are those of the token unless it says otherwise. */
export type ReadClaims = (claims: Claims) => Partial<Grant>;

/** The claims `roles`, `permissions`, `streams`, `sites` and `tenant`: a list, or a text of words parted by blanks. */
export function grantInClaims(claims: Claims): Partial<Grant> {
  const { streams, sites, tenant } = claims;
  const scope = {
    ...(streams === undefined ? {} : { streams: listed(streams) }),
    ...(sites === undefined ? {} : { sites: listed(sites) }),
    ...(tenant === undefined ? {} : { tenant }),
  };
  return {
    roles: known<Role>(claims.roles, ROLES),
    permissions: known<Permission>(claims.permissions, PERMISSIONS),
    scope: scope as NonNullable<Grant['scope']>,
  };
}

export function readClaims(
  claims: Claims,
  read: ReadClaims = grantInClaims,
): { readonly grant: Grant } | { readonly wrong: string } {
  const given: unknown = read(claims);
  if (!isRecord(given)) return { wrong: 'claims must be read into an object' };
  const { sub, exp } = claims;
  return readGrant({ subject: sub, expiresAtMs: Number(exp) * 1000, ...given }, 'claims');
}

function known<T extends string>(claim: unknown, names: readonly T[]): readonly T[] {
  const words = typeof claim === 'string' ? claim.split(' ') : Array.isArray(claim) ? claim : [];
  return names.filter((name) => words.includes(name));
}

/** One id may stand as a text; whatever else it is goes on to be refused. */
function listed(claim: unknown): readonly string[] {
  return (typeof claim === 'string' ? [claim] : claim) as readonly string[];
}
