/** Joins access with state: where things are, what its routes need, and forgetting a person. No rule of its own. */
import { type Access, createAccess } from './access/access.ts';
import { ERASED } from './access/audit.ts';
import type { RefusalReason } from './access/refusals.ts';
import type { Places } from './access/scope.ts';
import type { AccessRouteSource } from './api/route.ts';
import type { Clock } from './clock.ts';
import type { Faults } from './faults.ts';
import type { ErasedTraces } from './host/api.ts';
import type { Logger } from './logger.ts';
import type { TrustedProxies } from './model/address.ts';
import type { State } from './state/state.ts';

/** Where users are known by hashes that only their makers can make. */
export interface KnownUsers {
  /** Takes one out of the audience; whether it was there. */
  eraseUser(userId: string): boolean;
  /** All hashes that it may have on open sessions. */
  hashesOf(userId: string): readonly number[];
}

export interface Admission {
  readonly access: Access;
  readonly routes: AccessRouteSource;
  erase(name: string, users: KnownUsers): ErasedTraces;
}

/** @throws TallylightError `CONFIG` when the option `access` is wrong */
export function createAdmission(parts: {
  readonly option: unknown;
  readonly state: State;
  readonly trustedProxies: TrustedProxies;
  readonly hasTrustedProxies: boolean;
  readonly production: boolean;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly faults: Faults;
  readonly onRefusal: (reason: RefusalReason) => void;
}): Admission {
  const { state, faults } = parts;
  const access = createAccess({ ...parts, places: placesOf(state) });
  const { audit } = access;
  return {
    access,
    routes: { audit: audit.last, ticket: access.ticket },
    erase(name, users) {
      const traces = { audience: false, sessions: 0, audit: 0, mutes: 0, alerts: 0 };
      faults.guard('erase', () => {
        traces.audience = users.eraseUser(name);
        const hashes = users.hashesOf(name);
        state.sessions.each(0, ({ extras }, slot) => {
          if (extras === undefined || !hashes.includes(extras.userOf(slot))) return true;
          extras.forgetUser(slot);
          traces.sessions += 1;
          return true;
        });
        traces.mutes = state.mutes.forgetPerson(name, ERASED);
        traces.alerts = state.alerts.forgetPerson(name, ERASED);
        traces.audit = audit.erase(name);
        // That somebody was forgotten is on the record; who it was is not.
        audit.note({
          kind: 'erase',
          subject: null,
          person: null,
          network: null,
          what: 'erase',
          target: null,
          result: 'ok',
        });
      });
      return traces;
    },
  };
}

function placesOf(state: State): Places {
  return {
    siteOf(id) {
      const device = state.devices.get(id);
      return device === undefined ? undefined : (device.site?.id ?? null);
    },
    tenantOf: (id) => state.sites.get(id)?.tenant,
    alertSubject(key) {
      const open = state.alerts.get(key);
      if (open !== undefined) return open;
      const past = state.alerts.history.findLast((one) => one.key === key);
      return past && { kind: past.subjectKind, subject: past.subject };
    },
  };
}
