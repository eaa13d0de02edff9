/**
 * The data source "Tallylight Live": joins Grafana's query contract to the hub. One instance has one hub, hence one socket.
 * All queries stream; the range only says how far back points are shown.
 */
import {
  type DataQueryRequest,
  type DataQueryResponse,
  DataSourceApi,
  type DataSourceInstanceSettings,
  type TestDataSourceResponse,
} from '@grafana/data';
import { config, getBackendSrv, getTemplateSrv } from '@grafana/runtime';
import { createLiveClient } from '@tallylight/client';
import { filter, fromEvent, lastValueFrom, merge, type Observable } from 'rxjs';
import { toApiUrl } from './channel-url.ts';
import { createHub, type HubClient, type LiveHub } from './hub.ts';
import { probe } from './probe.ts';
import { isQueryTopic, type LiveJsonData, type LiveQuery, parseKeys } from './query.ts';
import { type LiveTarget, type Page, toResponses } from './responses.ts';

const PAGE: Page = {
  isHidden: () => document.hidden,
  get shown() {
    return fromEvent(document, 'visibilitychange').pipe(filter(() => !document.hidden));
  },
};

export class TallylightLive extends DataSourceApi<LiveQuery, LiveJsonData> {
  readonly #instanceUrl: string;
  readonly #hub: LiveHub;

  constructor(settings: DataSourceInstanceSettings<LiveJsonData>) {
    super(settings);
    this.#instanceUrl = settings.url ?? '';
    this.#hub = createHub({
      connect: () => this.#connect(),
      clock: {
        nowMs: () => performance.now(),
        after(ms, call) {
          const timer = setTimeout(call, ms);
          return () => clearTimeout(timer);
        },
      },
    });
  }

  override query(request: DataQueryRequest<LiveQuery>): Observable<DataQueryResponse> {
    const targets = request.targets.filter((query) => !query.hide && this.filterQuery(query));
    return merge(...targets.map((query) => toResponses(this.#hub, toTarget(query, request), PAGE)));
  }

  override filterQuery(query: LiveQuery): boolean {
    return isQueryTopic(query.topic);
  }

  override getDefaultQuery(): Partial<LiveQuery> {
    return { topic: 'bandwidth' };
  }

  override testDatasource(): Promise<TestDataSourceResponse> {
    const url = `${toApiUrl('', this.#instanceUrl)}/health`;
    return probe({
      getHealth: async () => {
        const request = { url, showErrorAlert: false, showSuccessAlert: false };
        return (await lastValueFrom(getBackendSrv().fetch<unknown>(request))).data;
      },
      connect: () => this.#connect(),
    });
  }

  #connect(): HubClient {
    return createLiveClient({
      url: toApiUrl(config.appSubUrl, this.#instanceUrl),
      client: { name: 'grafana', version: config.buildInfo.version },
    });
  }
}

function toTarget(query: LiveQuery, request: DataQueryRequest<LiveQuery>): LiveTarget {
  const typed = (query.keys ?? []).map((key) => getTemplateSrv().replace(key, request.scopedVars, 'csv')).join(',');
  return {
    topic: query.topic ?? 'bandwidth',
    keys: parseKeys(typed),
    refId: query.refId,
    spanMs: request.range.to.valueOf() - request.range.from.valueOf(),
    originMs: performance.timeOrigin,
  };
}
