/**
 * Which rows a scope lets through, topic by topic: which field of which row decides. The rule errs on the side of silence: what
 * is made of more than the scope (totals, countries, users, alerts of the platform) does not leave, and neither does a thing
 * whose place nobody knows. Streams belong to no tenant, so a tenant sees those that its scope lists and no others.
 */
import type { Topic } from '@tallylight/protocol';
import type { RowScope } from '../model/caller.ts';
import { isNarrowed, narrowing } from '../model/row-scope.ts';

/** What a row alone does not say: where things are now. */
export interface Places {
  /** The site of a device: null for none, `undefined` for a device that is not known. */
  siteOf(device: string): string | null | undefined;
  tenantOf(site: string): string | null | undefined;
  /** What an alert of now or of the past is about. */
  alertSubject(key: string): { readonly kind: string; readonly subject: string } | undefined;
}

type Row = Readonly<Record<string, unknown>> | undefined;

export type Sees = (topic: Topic, key: string, row: Row) => boolean;

/** Which half of a scope hides a card: the one it is made of. Cards that stand here under neither are made of everything. */
const CARDS: Readonly<Record<string, 'streams' | 'sites'>> = {
  streams: 'streams',
  sessions: 'streams',
  bandwidth: 'streams',
  health: 'streams',
  devices: 'sites',
};

/** Stands for many things at once as the subject of an alert, and for all streams as a key of bandwidth. */
const MANY = '*';
const TOTAL = 'total';

/** Equal for scopes that let the same rows through; empty for one that lets all through. */
export function scopeText(scope: RowScope): string {
  if (!isNarrowed(scope)) return '';
  const { streams, sites, tenant } = scope;
  const sorted = (ids: readonly string[] | undefined): readonly string[] | null =>
    ids ? [...new Set(ids)].sort() : null;
  return JSON.stringify([sorted(streams), sorted(sites), tenant ?? null]);
}

export function createSees(scope: RowScope, places: Places): Sees {
  if (!isNarrowed(scope)) return () => true;
  const { tenant } = scope;
  const streams = new Set(scope.streams);
  const sites = scope.sites && new Set(scope.sites);
  const narrows = narrowing(scope);

  const stream = (id: unknown): boolean => !narrows.streams || streams.has(id as string);
  const site = (id: unknown, ofTenant?: unknown): boolean =>
    !narrows.sites ||
    (typeof id === 'string' &&
      (sites === undefined || sites.has(id)) &&
      (tenant === undefined || (ofTenant === undefined ? places.tenantOf(id) : ofTenant) === tenant));
  const device = (id: unknown, at?: unknown): boolean =>
    !narrows.sites || (typeof id === 'string' && site(at === undefined ? places.siteOf(id) : at));

  function about(kind: unknown, subject: unknown): boolean {
    if (kind === 'stream') return subject === MANY ? !narrows.streams : stream(subject);
    if (kind === 'device') return subject === MANY ? !narrows.sites : device(subject);
    if (kind === 'site') return subject === MANY ? !narrows.sites : site(subject);
    return false;
  }

  function alert(key: unknown, row: Row): boolean {
    if (typeof row?.subjectKind === 'string') return about(row.subjectKind, row.subject);
    const found = typeof key === 'string' ? places.alertSubject(key) : undefined;
    return found !== undefined && about(found.kind, found.subject);
  }

  /** An event names what it is about in its payload; what names none of these is about the whole. */
  function event(payload: Row): boolean {
    if (payload === undefined) return false;
    if (typeof payload.alert === 'string') return alert(payload.alert, undefined);
    if (typeof payload.stream === 'string') return stream(payload.stream);
    return typeof payload.device === 'string' && device(payload.device, payload.site ?? undefined);
  }

  const rules: Readonly<Record<Topic, (key: string, row: Row) => boolean>> = {
    dashboard: (card) => {
      const half = Object.hasOwn(CARDS, card) ? CARDS[card] : undefined;
      return half !== undefined && !narrows[half];
    },
    streams: (key) => stream(key),
    sessions: (_key, row) => (row === undefined ? !narrows.streams : stream(row.stream)),
    bandwidth: (key) => (key === TOTAL ? !narrows.streams : stream(key)),
    geo: () => !narrows.streams,
    revenue: () => false,
    audience: () => false,
    content: () => false,
    devices: (key, row) => device(key, row === undefined ? undefined : row.site),
    sites: (key, row) => site(key, row === undefined ? undefined : row.tenant),
    activity: (_key, row) => event(row),
    alerts: (key, row) => alert(key, row),
  };

  return (topic, key, row) => rules[topic](key, row);
}
