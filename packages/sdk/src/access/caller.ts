/** Makes a caller of a grant: roles with what they include, the matrix of topics, the scope. Pure; knows no credential. */
import { TOPIC_NAMES, type Topic } from '@tallylight/protocol';
import type { Caller, Permission, Role } from '../model/caller.ts';
import type { Grant } from './grant.ts';
import { createSees, type Places, scopeText } from './scope.ts';

/** What each role may besides itself. Device, reporter and scraper are for machines: they include nothing. */
const INCLUDES: Readonly<Record<Role, readonly Role[]>> = {
  viewer: ['viewer'],
  operator: ['operator', 'viewer'],
  admin: ['admin', 'operator', 'viewer'],
  device: ['device'],
  reporter: ['reporter'],
  scraper: ['scraper'],
};

/** Who may read a topic: the role, and the permission besides. */
export const TOPIC_ACCESS: Readonly<Record<Topic, { readonly role: Role; readonly permission?: Permission }>> = {
  dashboard: { role: 'viewer' },
  streams: { role: 'viewer' },
  sessions: { role: 'viewer' },
  bandwidth: { role: 'viewer' },
  geo: { role: 'viewer' },
  revenue: { role: 'viewer', permission: 'revenue' },
  audience: { role: 'viewer' },
  content: { role: 'viewer' },
  devices: { role: 'viewer' },
  sites: { role: 'viewer' },
  activity: { role: 'viewer' },
  alerts: { role: 'viewer' },
};

export function createCaller(grant: Grant, places: Places): Caller {
  const { subject, scope = {}, shared = false, expiresAtMs } = grant;
  const roles: ReadonlySet<Role> = new Set(grant.roles.flatMap((role) => INCLUDES[role]));
  const permissions: ReadonlySet<Permission> = new Set(grant.permissions);
  const seesRevenue = permissions.has('revenue');
  const readable = new Set(
    TOPIC_NAMES.filter((topic) => {
      const { role, permission } = TOPIC_ACCESS[topic];
      return roles.has(role) && (permission === undefined || permissions.has(permission));
    }),
  );
  const sees = createSees(scope, places);
  return {
    subject,
    roles,
    permissions,
    scope,
    // The money card of the dashboard is a row that not every reader of that topic sees.
    scopeKey: `${seesRevenue ? 'revenue' : ''}${scopeText(scope)}`,
    shared,
    expiresAtMs,
    mayRead: (topic) => readable.has(topic),
    has: (role) => roles.has(role),
    sees(topic, key, row) {
      if (!seesRevenue && (topic === 'revenue' || (topic === 'dashboard' && key === 'revenue'))) return false;
      return sees(topic, key, row);
    },
  };
}

/** Who a direct request from this machine is while nobody configured access: may do everything. */
export const LOCAL: Caller = createCaller(
  {
    subject: 'local',
    roles: ['admin', 'reporter', 'scraper'],
    permissions: ['revenue', 'personal'],
  },
  { siteOf: () => undefined, tenantOf: () => undefined, alertSubject: () => undefined },
);
