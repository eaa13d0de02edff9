/** Metrics of viewers: sessions, countries, geo look-ups. */
import { OTHER } from '../../model/labels.ts';
import { DEVICE_CLASSES } from '../../model/session-identity.ts';
import { GEO_RESULTS } from '../../state/readings.ts';
import { SESSION_END_REASONS } from '../../state/sessions.ts';
import type { State } from '../../state/state.ts';
import { VIEWER_WINDOWS } from '../../state/viewer-windows.ts';
import { type Metric, metric, seconds, whole } from '../metric.ts';
import { ofCountries } from '../views.ts';

/** Networks with a series of their own. */
const MOST_NETWORKS = 20;

interface NetworkEntity {
  readonly labels: readonly string[];
  readonly sessions: number;
}

/** The most watched ones, and the rest together. */
function networksOf(state: State): readonly NetworkEntity[] {
  const sorted = [...state.places.networks()].sort(([, a], [, b]) => b.sessions - a.sessions);
  const entities: NetworkEntity[] = sorted.slice(0, MOST_NETWORKS).map(([asn, { name, sessions }]) => ({
    labels: [`${asn}`, name ?? ''],
    sessions,
  }));
  const rest = sorted.slice(MOST_NETWORKS).reduce((sum, [, { sessions }]) => sum + sessions, 0);
  if (sorted.length > MOST_NETWORKS) entities.push({ labels: [OTHER, ''], sessions: rest });
  return entities;
}

export function viewerMetrics(): readonly Metric[] {
  return [
    ofCountries({
      name: 'tallylight_clients',
      kind: 'gauge',
      unit: '{client}',
      help: 'Viewing sessions now by country (ISO alpha-2; ZZ unknown or private).',
      read: (country) => country.sessions,
    }),
    ofCountries({
      name: 'tallylight_client_sessions_total',
      kind: 'counter',
      unit: '{session}',
      help: 'Viewing sessions started, by country and device class.',
      labels: ['country', 'device_class'],
      closed: DEVICE_CLASSES,
      read: (country, index, state) => state.sessions.startedBy.get(country)?.[index] ?? 0,
    }),
    whole({
      name: 'tallylight_unique_viewers',
      kind: 'gauge',
      unit: '{viewer}',
      help: 'Different viewers in the window, whatever they watched; an estimate of 1.6 %.',
      labels: ['window'],
      closed: VIEWER_WINDOWS,
      read: (_entity, window, state) => state.sessions.viewers.count(window),
    }),
    whole({
      name: 'tallylight_client_sessions_ended_total',
      kind: 'counter',
      unit: '{session}',
      help: 'Viewing sessions ended, by reason.',
      labels: ['reason'],
      closed: SESSION_END_REASONS,
      read: (_entity, index, state) => state.sessions.ended[index],
    }),
    ofCountries({
      name: 'tallylight_client_egress_bytes_total',
      kind: 'counter',
      unit: 'By',
      help: 'Body bytes by country: a second view of stream egress, never to be added to it.',
      read: (country) => country.egressBytes,
    }),
    metric({
      name: 'tallylight_network_clients',
      kind: 'gauge',
      unit: '{client}',
      help: 'Viewing sessions now in the most watched networks, where a database tells them; the rest is other.',
      labels: ['asn', 'network'],
      entities: networksOf,
      read: ({ sessions }) => sessions,
    }),
    whole({
      name: 'tallylight_geoip_lookups_total',
      kind: 'counter',
      unit: '{lookup}',
      help: 'Look-ups of a viewer’s country, by result.',
      labels: ['result'],
      closed: GEO_RESULTS,
      read: (_entity, index, state) => state.readings.geoLookups[index],
    }),
    metric({
      name: 'tallylight_geoip_database_timestamp_seconds',
      kind: 'gauge',
      unit: 's',
      help: 'When the loaded geo database was built.',
      labels: ['database'],
      entities: (state: State) =>
        state.readings.geoDatabases.map(({ database, builtAtMs }) => ({ labels: [database], builtAtMs })),
      read: (database) => seconds(database.builtAtMs),
    }),
  ];
}
