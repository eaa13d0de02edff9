/**
 * From a query to PanelData, as Grafana's dashboards do it: packets with the same key replace each other, others are put
 * together; a streaming packet moves the time range on, computed again from what the user chose (`now-5m`).
 */
import {
  type DataQueryError,
  type DataQueryRequest,
  type DataQueryResponse,
  type DataSourceApi,
  dateMath,
  LoadingState,
  type PanelData,
  preProcessPanelData,
  type TimeRange,
} from '@grafana/data';
import { catchError, connect, defer, from, map, merge, type Observable, of, scan, takeUntil, timer } from 'rxjs';

/** A query that has not answered after this long is shown as loading. */
const LOADING_AFTER_MS = 200;

interface Answer {
  readonly packets: ReadonlyMap<string, DataQueryResponse>;
  readonly state: LoadingState;
}

/** Runs a request. Unsubscribing cancels it. */
export function runRequest(dataSource: DataSourceApi, request: DataQueryRequest): Observable<PanelData> {
  let shown: PanelData = {
    state: LoadingState.Loading,
    series: [],
    annotations: [],
    request,
    timeRange: request.range,
  };
  return defer(() => from(dataSource.query(request))).pipe(
    scan((answer: Answer, packet: DataQueryResponse) => withPacket(answer, packet), {
      packets: new Map(),
      state: LoadingState.Loading,
    }),
    map((answer) => {
      shown = preProcessPanelData(toPanelData(answer, request), shown);
      return shown;
    }),
    catchError((error: unknown) => of({ ...shown, state: LoadingState.Error, error: toError(error) })),
    connect((answers) => {
      const loading = timer(LOADING_AFTER_MS).pipe(map(() => shown));
      return merge(answers, loading.pipe(takeUntil(answers)));
    }),
  );
}

function withPacket(answer: Answer, packet: DataQueryResponse): Answer {
  const key = packet.key ?? packet.data[0]?.refId ?? 'A';
  const hasError = packet.error !== undefined || (packet.errors ?? []).length > 0;
  return {
    packets: new Map(answer.packets).set(key, packet),
    state: hasError ? LoadingState.Error : (packet.state ?? LoadingState.Done),
  };
}

function toPanelData(answer: Answer, request: DataQueryRequest): PanelData {
  const packets = [...answer.packets.values()];
  const errors = packets.flatMap((packet) => [packet.error ?? [], packet.errors ?? []].flat());
  const series = packets.flatMap((packet) => packet.data);
  return {
    state: answer.state,
    series: series.filter((frame) => frame.meta?.dataTopic !== 'annotations'),
    annotations: series.filter((frame) => frame.meta?.dataTopic === 'annotations'),
    request,
    timeRange: answer.state === LoadingState.Streaming ? moveOn(request.range) : request.range,
    ...(errors[0] === undefined ? {} : { error: errors[0], errors }),
  };
}

/** A relative range, ending now. */
function moveOn(range: TimeRange): TimeRange {
  const { raw } = range;
  const from = typeof raw.from === 'string' ? dateMath.toDateTime(raw.from, { roundUp: false }) : raw.from;
  const to = typeof raw.to === 'string' ? dateMath.toDateTime(raw.to, { roundUp: true }) : raw.to;
  return from === undefined || to === undefined ? range : { from, to, raw };
}

function toError(error: unknown): DataQueryError {
  if (error instanceof Error) return { message: error.message };
  return typeof error === 'object' && error !== null ? error : { message: String(error) };
}
