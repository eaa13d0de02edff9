/** A panel as Grafana reads it: one function per kind, and what all of them share. */
import type { LivePanel, Panel, Query, StatPanel, TablePanel } from './dashboard.ts';
import { type Fields, LETTERS, LIVE, mappings, PROMETHEUS, thresholds } from './json.ts';
import { tableFields, tableTransformations } from './table-json.ts';

export function panelJson(panel: Panel): Fields {
  const { title, description } = panel;
  return { title, description, ...ofKind(panel) };
}

function ofKind(panel: Panel): Fields {
  switch (panel.kind) {
    case 'stat':
      return {
        ...measured('stat', panel),
        options: {
          colorMode: panel.steps === undefined && panel.words === undefined ? 'none' : 'value',
          graphMode: isPlain(panel) ? 'none' : 'area',
          justifyMode: 'auto',
          orientation: 'auto',
          textMode: panel.queries.some(({ legend }) => legend !== undefined) ? 'value_and_name' : 'value',
          reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
          wideLayout: true,
        },
      };
    case 'time':
      return {
        ...measured('timeseries', panel, {
          custom: {
            drawStyle: 'line',
            lineWidth: 1,
            fillOpacity: panel.stacked ? 25 : 8,
            gradientMode: 'none',
            showPoints: 'never',
            spanNulls: false,
            stacking: { mode: panel.stacked ? 'normal' : 'none', group: 'A' },
            ...(panel.steps === undefined ? {} : { thresholdsStyle: { mode: 'dashed' } }),
          },
          color: { mode: 'palette-classic' },
        }),
        options: {
          legend: { displayMode: 'list', placement: 'bottom', showLegend: true, calcs: [] },
          tooltip: { mode: 'multi', sort: 'desc' },
        },
      };
    case 'bars':
      return {
        ...measured('bargauge', panel, { color: { mode: 'continuous-BlPu' } }),
        options: {
          displayMode: 'basic',
          orientation: 'horizontal',
          valueMode: 'text',
          showUnfilled: true,
          reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
        },
      };
    case 'timeline':
      return {
        ...measured('state-timeline', panel, { custom: { fillOpacity: 70, lineWidth: 0 } }),
        options: {
          mergeValues: true,
          showValue: 'never',
          rowHeight: 0.8,
          legend: { displayMode: 'list', placement: 'bottom', showLegend: false },
          tooltip: { mode: 'single', sort: 'none' },
        },
      };
    case 'table':
      return tableJson(panel);
    case 'own':
      return { ...measured(`tallylight-${panel.panel}-panel`, panel), options: {} };
    case 'live':
      return liveJson(panel);
    case 'alerts':
      return {
        type: 'alertlist',
        options: {
          viewMode: 'list',
          groupMode: 'default',
          sortOrder: 3,
          maxItems: 20,
          stateFilter: { firing: true, pending: true, noData: false, normal: false, error: true, recovering: true },
          alertName: '',
          dashboardAlerts: false,
          showInstances: false,
        },
      };
  }
}

const isPlain = ({ queries }: StatPanel): boolean => queries.some(({ expr }) => /\[(?:1h|24h|30d|7d)\]/.test(expr));

function measured(
  type: string,
  panel: Exclude<Panel, { kind: 'table' | 'live' | 'alerts' }>,
  more: Fields = {},
): Fields {
  const { unit, decimals, min, max, none, steps, words, queries } = panel;
  return {
    type,
    datasource: PROMETHEUS,
    targets: queries.map((query, index) => target(query, index, query.instant === true || panel.kind === 'bars')),
    fieldConfig: {
      defaults: {
        unit,
        ...(decimals === undefined ? {} : { decimals }),
        ...(min === undefined ? {} : { min }),
        ...(max === undefined ? {} : { max }),
        noValue: none,
        mappings: mappings(words),
        thresholds: thresholds(steps),
        color: { mode: 'thresholds' },
        ...more,
      },
      overrides: [],
    },
  };
}

function target({ expr, legend }: Query, index: number, instant: boolean): Fields {
  return {
    refId: LETTERS[index] ?? `A${index}`,
    datasource: PROMETHEUS,
    editorMode: 'code',
    expr,
    legendFormat: legend ?? '__auto',
    instant,
    range: !instant,
  };
}

function tableJson(panel: TablePanel): Fields {
  return {
    type: 'table',
    datasource: PROMETHEUS,
    targets: panel.columns.map(({ expr }, index) => ({ ...target({ expr }, index, true), format: 'table' })),
    transformations: tableTransformations(panel),
    fieldConfig: tableFields(panel),
    options: {
      showHeader: true,
      cellHeight: 'sm',
      footer: { show: false, reducer: [], countRows: false },
      sortBy: [{ displayName: panel.sortBy, desc: panel.descending }],
    },
  };
}

function liveJson({ panel, topic, where, none }: LivePanel): Fields {
  return {
    type: panel === 'table' ? 'table' : `tallylight-${panel}-panel`,
    datasource: LIVE,
    targets: [{ refId: 'A', datasource: LIVE, topic, ...(where === undefined ? {} : { where }) }],
    fieldConfig: { defaults: { noValue: none, mappings: [], thresholds: thresholds(undefined) }, overrides: [] },
    options: panel === 'table' ? { showHeader: true, cellHeight: 'sm' } : {},
  };
}
