/**
 * A dashboard as Grafana reads it: classic JSON (schema 1), which 12.4 and 13 both load. Data sources are variables, so that the
 * same file works wherever it is imported; the uid is fixed, so that links and alert rules find it.
 */
import type { Dashboard, Panel, Variable } from './dashboard.ts';
import { placePanels } from './grid.ts';
import { type Fields, type Json, PROMETHEUS } from './json.ts';
import { panelJson } from './panel-json.ts';

/** Of classic dashboards as 12.4 writes them. */
const SCHEMA_VERSION = 41;

export function dashboardJson(dashboard: Dashboard, links: readonly Dashboard[], prometheus?: string): Json {
  const { uid, title, description, variables, from = 'now-1h' } = dashboard;
  return {
    uid,
    title,
    description,
    tags: ['tallylight'],
    schemaVersion: SCHEMA_VERSION,
    version: 1,
    id: null,
    editable: true,
    graphTooltip: 1,
    liveNow: true,
    refresh: '30s',
    time: { from, to: 'now' },
    timepicker: {},
    timezone: '',
    annotations: { list: annotations(dashboard) },
    links: links
      .filter((other) => other.uid !== uid && other.variables.every(({ many }) => many))
      .map((other) => ({
        type: 'link',
        title: other.title,
        tooltip: other.description,
        url: `/d/${other.uid}`,
        icon: 'dashboard',
        keepTime: true,
        includeVars: false,
        targetBlank: false,
        asDropdown: false,
        tags: [],
      })),
    templating: { list: [...sources(dashboard, prometheus), ...variables.map(variableJson)] },
    panels: placePanels(dashboard).map(({ id, place: { x, y, w, h }, content }): Fields => {
      const gridPos = { x, y, w, h };
      return 'question' in content
        ? { id, type: 'row', title: content.question, collapsed: false, panels: [], gridPos }
        : { id, gridPos, ...panelJson(content) };
    }),
  };
}

const isLive = (panel: Panel): boolean => panel.kind === 'live';

function sources({ rows }: Dashboard, uid: string | undefined): Json[] {
  const choice = (name: string, label: string, query: string, current: Fields = {}): Json => ({
    type: 'datasource',
    name,
    label,
    query,
    hide: 0,
    multi: false,
    includeAll: false,
    refresh: 1,
    regex: '',
    options: [],
    current,
  });
  const prometheus = choice(
    'prometheus',
    'Prometheus',
    'prometheus',
    uid === undefined ? {} : { text: uid, value: uid },
  );
  return rows.some(({ panels }) => panels.some(isLive))
    ? [prometheus, choice('live', 'Tallylight Live', 'tallylight-live-datasource')]
    : [prometheus];
}

function variableJson({ name, label, metric, of, many }: Variable): Json {
  const query = `label_values(${metric}, ${of})`;
  return {
    type: 'query',
    name,
    label,
    datasource: PROMETHEUS,
    query: { query, refId: `variable-${name}` },
    definition: query,
    refresh: 2,
    regex: '',
    sort: 5,
    hide: 0,
    multi: many,
    includeAll: many,
    ...(many ? { allValue: '.*', current: { text: ['All'], value: ['$__all'] } } : { current: {} }),
    options: [],
  };
}

/** What happened, as lines over every curve: restarts and releases, from Prometheus, so that they are there for any range. */
function annotations({ uid }: Dashboard): Json[] {
  const marked = (name: string, expr: string, title: string, iconColor: string): Json => ({
    name,
    datasource: PROMETHEUS,
    enable: true,
    hide: false,
    iconColor,
    expr,
    step: '30s',
    titleFormat: title,
  });
  if (uid === 'tallylight-revenue') return [];
  return [
    marked(
      'Drops',
      'sum by (stream, reason) (increase(tallylight_stream_drops_total[1m])) > 0',
      '{{stream}} fell: {{reason}}',
      'red',
    ),
    marked(
      'Restarts',
      'sum by (stream, reason) (increase(tallylight_stream_restarts_total[1m])) > 0',
      '{{stream}} restarted: {{reason}}',
      'orange',
    ),
    marked(
      'Releases',
      'count by (version) (tallylight_build_info) unless count by (version) (tallylight_build_info offset 1m)',
      'version {{version}}',
      'blue',
    ),
  ];
}
