/**
 * Runs a panel's query as a dashboard does: again for another range, width class or refresh, the old answer stays on screen
 * until the new one comes, and leaving the page cancels it.
 */
import {
  CoreApp,
  type DataQueryRequest,
  type DataSourceApi,
  LoadingState,
  type PanelData,
  rangeUtil,
  type TimeRange,
} from '@grafana/data';
import { getDataSourceSrv } from '@grafana/runtime';
import { useEffect, useState } from 'react';
import { defer, from, switchMap } from 'rxjs';
import type { PanelEntry } from '../panels.ts';
import { runRequest } from '../services/run-request.ts';
import { templateSrv } from '../services/template-srv.ts';

export interface PanelQuery {
  readonly panel: PanelEntry;
  readonly range: TimeRange;
  /** Points that the panel can draw. */
  readonly maxDataPoints: number;
  /** Another number runs the query again. */
  readonly turn: number;
}

let requestCount = 0;

/** What the query of a panel says now; `undefined` before the first word. */
export function usePanelData({ panel, range, maxDataPoints, turn }: PanelQuery): PanelData | undefined {
  const [data, setData] = useState<PanelData>();
  useEffect(() => {
    const answers = defer(() => from(getDataSourceSrv().get({ uid: panel.dataSourceUid }))).pipe(
      switchMap((dataSource) => runRequest(dataSource, toRequest(dataSource, { panel, range, maxDataPoints, turn }))),
    );
    const subscription = answers.subscribe({
      next: (next) => setData((last) => withLast(next, last)),
      error: (error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        setData({ state: LoadingState.Error, series: [], timeRange: range, error: { message } });
      },
    });
    return () => subscription.unsubscribe();
  }, [panel, range, maxDataPoints, turn]);
  return data;
}

function toRequest(dataSource: DataSourceApi, query: PanelQuery): DataQueryRequest {
  const range = rangeUtil.convertRawToRange(query.range.raw);
  templateSrv.updateTimeRange(range);
  const { interval, intervalMs } = rangeUtil.calculateInterval(range, query.maxDataPoints, dataSource.interval);
  requestCount += 1;
  return {
    app: CoreApp.Dashboard,
    requestId: `workbench-${requestCount}`,
    timezone: 'browser',
    panelId: 1,
    panelPluginId: query.panel.pluginId,
    range,
    rangeRaw: range.raw,
    interval,
    intervalMs,
    maxDataPoints: query.maxDataPoints,
    startTime: Date.now(),
    scopedVars: {
      __interval: { text: interval, value: interval },
      __interval_ms: { text: String(intervalMs), value: intervalMs },
    },
    targets: query.panel.targets
      .map((target) => ({
        ...dataSource.getDefaultQuery?.(CoreApp.Dashboard),
        ...target,
        datasource: dataSource.getRef(),
      }))
      .filter((target) => dataSource.filterQuery?.(target) ?? true),
  };
}

/** Loading shows what was there before. */
function withLast(next: PanelData, last: PanelData | undefined): PanelData {
  const isBlank = next.state === LoadingState.Loading && next.series.length === 0;
  return isBlank && last !== undefined ? { ...next, series: last.series, timeRange: last.timeRange } : next;
}
