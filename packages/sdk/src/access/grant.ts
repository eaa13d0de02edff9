/**
 * What a credential gives, whatever it is: a static token, the claims of a JWT, the answer of the host's own sign-in. All
 * three are read here, so that one rule says what a role, a scope and a subject may be.
 */
import { shown } from '../errors.ts';
import { PERMISSIONS, type Permission, ROLES, type Role, type RowScope } from '../model/caller.ts';
import { isId } from '../model/labels.ts';

export interface Grant {
  /** Names the token, person or device in the audit and in limits; of a device it is the device's own id. */
  readonly subject: string;
  readonly roles: readonly Role[];
  /** @default none */
  readonly permissions?: readonly Permission[] | undefined;
  /** Rows that may be seen. @default all */
  readonly scope?: RowScope | undefined;
  /** It stands for many people, as Grafana's does. @default false */
  readonly shared?: boolean | undefined;
  /** When it ends, epoch ms. @default never */
  readonly expiresAtMs?: number | undefined;
}

/** More than a person would list; beyond it a tenant is the better scope. */
const MAX_SCOPE_ITEMS = 10_000;

const FIELDS = ['subject', 'roles', 'permissions', 'scope', 'shared', 'expiresAtMs'];
const SCOPE_FIELDS = ['streams', 'sites', 'tenant'];

/** The grant that `value` is; otherwise what is wrong with it: path, expectation, value received. */
export function readGrant(value: unknown, path: string): { readonly grant: Grant } | { readonly wrong: string } {
  const wrong = (at: string, expected: string, received: unknown): { readonly wrong: string } => ({
    wrong: `${path}${at} must be ${expected}, received ${shown(received)}`,
  });
  if (!isRecord(value)) return wrong('', `an object of ${FIELDS.join(', ')}`, value);
  for (const field of Object.keys(value)) {
    if (!FIELDS.includes(field)) return wrong('', `an object of ${FIELDS.join(', ')}`, field);
  }
  const { subject, roles, permissions = [], scope = {}, shared = false, expiresAtMs } = value;
  if (!isId(subject)) return wrong('.subject', 'a text of 1 to 128 bytes without control characters', subject);
  if (!isListOf(roles, ROLES) || roles.length === 0) return wrong('.roles', `a list of ${ROLES.join(', ')}`, roles);
  if (!isListOf(permissions, PERMISSIONS))
    return wrong('.permissions', `a list of ${PERMISSIONS.join(', ')}`, permissions);
  if (!isRecord(scope)) return wrong('.scope', `an object of ${SCOPE_FIELDS.join(', ')}`, scope);
  for (const field of Object.keys(scope)) {
    if (!SCOPE_FIELDS.includes(field)) return wrong('.scope', `an object of ${SCOPE_FIELDS.join(', ')}`, field);
  }
  for (const field of ['streams', 'sites'] as const) {
    const ids = scope[field];
    const isList = Array.isArray(ids) && ids.length <= MAX_SCOPE_ITEMS && ids.every((id) => typeof id === 'string');
    if (ids !== undefined && !isList) return wrong(`.scope.${field}`, `a list of at most ${MAX_SCOPE_ITEMS} ids`, ids);
  }
  if (scope.tenant !== undefined && (typeof scope.tenant !== 'string' || scope.tenant === '')) {
    return wrong('.scope.tenant', 'a text', scope.tenant);
  }
  if (typeof shared !== 'boolean') return wrong('.shared', 'true or false', shared);
  if (expiresAtMs !== undefined && !(typeof expiresAtMs === 'number' && Number.isFinite(expiresAtMs))) {
    return wrong('.expiresAtMs', 'a time in epoch milliseconds', expiresAtMs);
  }
  return { grant: { subject, roles, permissions, scope: scope as RowScope, shared, expiresAtMs } };
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isListOf<T extends string>(value: unknown, known: readonly T[]): value is readonly T[] {
  return Array.isArray(value) && value.every((entry) => known.includes(entry as T));
}
