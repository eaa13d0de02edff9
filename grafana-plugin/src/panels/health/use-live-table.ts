/**
 * Rows of another topic, asked for while somebody looks at them: the sessions of the stream that was opened, its alerts. They
 * come through the data source itself, so they share its connection.
 */
import { CoreApp, type DataFrame, type DataQueryRequest, getDefaultTimeRange } from '@grafana/data';
import { getDataSourceSrv } from '@grafana/runtime';
import { useEffect, useState } from 'react';
import { from, switchMap } from 'rxjs';
import type { LiveQuery } from '../../datasource/query.ts';

export interface LiveTable {
  readonly frames: readonly DataFrame[];
  /** Why there is none, when the query failed. */
  readonly error: string | undefined;
}

const NOTHING: LiveTable = { frames: [], error: undefined };
let requestCount = 0;

/** `undefined` as uid asks nothing. */
export function useLiveTable(
  uid: string | undefined,
  topic: 'sessions' | 'alerts',
  field: 'stream' | 'subject',
  value: string,
): LiveTable {
  const [table, setTable] = useState(NOTHING);
  useEffect(() => {
    setTable(NOTHING);
    if (uid === undefined) return;
    const answers = from(getDataSourceSrv().get({ uid })).pipe(
      switchMap((source) => {
        const query: LiveQuery = { refId: 'A', topic, where: { [field]: [value] }, datasource: source.getRef() };
        return from(source.query(toRequest(query)));
      }),
    );
    const subscription = answers.subscribe({
      next: ({ data, errors, error }) => {
        const message = (errors?.[0] ?? error)?.message;
        setTable((before) => ({ frames: data.length === 0 ? before.frames : (data as DataFrame[]), error: message }));
      },
      error: (fault: unknown) =>
        setTable({ frames: [], error: fault instanceof Error ? fault.message : String(fault) }),
    });
    return () => subscription.unsubscribe();
  }, [uid, topic, field, value]);
  return table;
}

function toRequest(query: LiveQuery): DataQueryRequest<LiveQuery> {
  requestCount += 1;
  return {
    requestId: `tallylight-health-${requestCount}`,
    app: CoreApp.Dashboard,
    timezone: 'browser',
    range: getDefaultTimeRange(),
    interval: '1s',
    intervalMs: 1_000,
    scopedVars: {},
    startTime: Date.now(),
    targets: [query],
  };
}
