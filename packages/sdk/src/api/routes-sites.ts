/** Sites with their devices by state, and what all screens together have shown. */
import { listParameters, pageOf } from './listing.ts';
import { type Route, rowsOf, stamp } from './route.ts';
import { ref } from './row-schemas.ts';
import { count, duration, listOf, object, orNull, text, time } from './schema.ts';
import { FORMAT, tableOf } from './tabular.ts';

const SITES_SORTABLE = ['id', 'title', 'zone', 'tenant', 'total', 'online', 'playing', 'offline', 'unknown', 'lost'];
const CAMPAIGN_COLUMNS = ['campaign', 'playSeconds', 'starts'];
const next = orNull(text());

export const SITE_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/proof-of-play',
    name: 'getProofOfPlay',
    tag: 'devices',
    role: 'viewer',
    whole: true,
    summary: 'How long and how often each campaign was on, over all devices.',
    query: { format: FORMAT },
    answers: { 200: object({ nowMs: time, ageMs: duration, campaigns: listOf(ref('Campaign')) }) },
    line: ref('Campaign'),
    answer({ query }, source) {
      const campaigns = source.devices.proofOfPlay();
      const file = tableOf(query, 'proof-of-play', CAMPAIGN_COLUMNS, () => campaigns);
      return file ?? { body: { ...stamp(source), campaigns } };
    },
  },
  {
    method: 'GET',
    path: '/sites',
    name: 'listSites',
    tag: 'devices',
    role: 'viewer',
    summary: 'Sites with their devices by state.',
    query: {
      tenant: { summary: 'Only of this tenant.', schema: text({ maxLength: 128 }) },
      ...listParameters(SITES_SORTABLE),
    },
    answers: { 200: object({ nowMs: time, ageMs: duration, total: count, sites: listOf(ref('Site')), next }) },
    answer({ query }, source) {
      const tenant = query.get('tenant');
      const rows = rowsOf(source, 'sites', 'id').filter((row) => tenant === null || row.tenant === tenant);
      const page = pageOf(rows, query, { keyOf: (row) => row.id, byDefault: 'id' });
      if ('problem' in page) return page;
      return { body: { ...stamp(source), total: rows.length, sites: page.rows, next: page.next } };
    },
  },
];
