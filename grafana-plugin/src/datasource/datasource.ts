/**
 * The data source "Tallylight Live": joins Grafana's query contract to the hub. One instance has one hub, hence one socket.
 * Queries stream, the range only says how far back points are shown; annotations and variables are asked for once, over REST.
 */
import {
  type DataQueryRequest,
  type DataQueryResponse,
  DataSourceApi,
  type DataSourceInstanceSettings,
  type MetricFindValue,
  type ScopedVars,
  type TestDataSourceResponse,
} from '@grafana/data';
import { config, getBackendSrv, getTemplateSrv } from '@grafana/runtime';
import { createLiveClient, webSocketTransport } from '@tallylight/client';
import { filter, from, fromEvent, lastValueFrom, merge, type Observable } from 'rxjs';
import { type MarkRange, toAlertMarks, toEventMarks, toMarkFrame } from './annotations.ts';
import { toApiUrl } from './channel-url.ts';
import { createHub, type HubClient, type LiveHub, type Want, type Watch } from './hub.ts';
import { keepChoices } from './kept-choices.ts';
import { probe } from './probe.ts';
import { isQueryTopic, type LiveJsonData, type LiveQuery } from './query.ts';
import { type LiveTarget, type Page, toResponses } from './responses.ts';
import { type Choice, createRest, type Get, type Rest } from './rest.ts';
import { ANNOTATION_QUERY, type TargetContext, toFilledQuery, toTarget } from './target.ts';
import { allFilters, isPick, type Pick as PickName } from './topics.ts';
import { parseVariableQuery } from './variable-query.ts';
import { toVariableText } from './variable-values.ts';
import { LiveVariables } from './variables.ts';

const PAGE: Page = {
  isHidden: () => document.hidden,
  get shown() {
    return fromEvent(document, 'visibilitychange').pipe(filter(() => !document.hidden));
  },
};

export class TallylightLive extends DataSourceApi<LiveQuery, LiveJsonData> {
  readonly #instanceUrl: string;
  readonly #hub: LiveHub;
  readonly #rest: Rest;
  /** What the query editor offers. */
  readonly choices: (pick: PickName) => Promise<readonly Choice[]>;

  override annotations = {
    getDefaultQuery: (): Partial<LiveQuery> => ({ topic: 'alerts' }),
    prepareQuery: ({ name, target }: { name?: string; target?: LiveQuery }): LiveQuery => ({
      topic: 'alerts',
      ...target,
      refId: target?.refId || name || 'annotations',
      queryType: ANNOTATION_QUERY,
    }),
  };

  constructor(settings: DataSourceInstanceSettings<LiveJsonData>) {
    super(settings);
    this.#instanceUrl = settings.url ?? '';
    this.#rest = createRest(this.#get);
    this.choices = keepChoices(
      (pick) => this.#rest.choices(pick),
      () => performance.now(),
    );
    this.variables = new LiveVariables(this);
    this.#hub = createHub({
      connect: () => this.#connect(),
      fetchMinutes: (key, period) => this.#rest.minutes(key, period),
      fetchEvents: () => this.#rest.pastEvents(),
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
    const context = this.#toContext(request);
    const targets = request.targets.filter((query) => !query.hide && this.filterQuery(query));
    return merge(
      ...targets.map((query) => {
        const target = toTarget(query, context);
        if (query.queryType !== ANNOTATION_QUERY) return toResponses(this.#hub, target, PAGE);
        const { from: begin, to } = request.range;
        return from(this.#marks(target, { fromMs: begin.valueOf(), toMs: to.valueOf() }));
      }),
    );
  }

  override filterQuery(query: LiveQuery): boolean {
    return isQueryTopic(query.topic);
  }

  override getDefaultQuery(): Partial<LiveQuery> {
    return { topic: 'bandwidth' };
  }

  override getQueryDisplayText({ topic = 'bandwidth', keys = [] }: LiveQuery): string {
    return [topic, ...keys].join(' ');
  }

  /** For Explore, which knows nothing of a dashboard's variables. */
  override interpolateVariablesInQueries(queries: LiveQuery[], scopedVars: ScopedVars): LiveQuery[] {
    return queries.map((query) => ({ ...toFilledQuery(query, toFill(scopedVars)), datasource: this.getRef() }));
  }

  /** Values of a variable: names to show, ids to fill in. Rejects with what is wrong in the text of the query. */
  override async metricFindQuery(
    query: unknown,
    options: { readonly scopedVars?: ScopedVars } = {},
  ): Promise<MetricFindValue[]> {
    const text = typeof query === 'object' && query !== null && 'query' in query ? query.query : query;
    const { pick, where } = parseVariableQuery(String(text ?? ''), toFill(options.scopedVars ?? {}));
    return (await this.#rest.choices(pick, where)).map(({ value, label }) => ({ value, text: label }));
  }

  /** Fields for ad-hoc filters. */
  override async getTagKeys(): Promise<MetricFindValue[]> {
    return [...allFilters().values()].map(({ field, label }) => ({ value: field, text: label }));
  }

  override async getTagValues({ key }: { readonly key: string }): Promise<MetricFindValue[]> {
    const { choices = [] } = allFilters().get(key) ?? {};
    if (!isPick(choices)) return choices.map((value) => ({ value, text: value }));
    return (await this.choices(choices)).map(({ value, label }) => ({ value, text: label }));
  }

  /** For pages of the app: follows a topic over the connection that all queries share. */
  watch(want: Want, onChange: () => void): Watch {
    return this.#hub.watch(want, onChange);
  }

  /** When the last incident ended, epoch ms; null when the server remembers none. What is only worth a line is no incident. */
  async lastIncidentMs(): Promise<number | null> {
    const ended = (await this.#rest.pastAlerts(0))
      .filter(({ severity }) => severity !== 'info')
      .map(({ resolvedMs }) => (typeof resolvedMs === 'number' ? resolvedMs : 0));
    return ended.length === 0 ? null : Math.max(...ended);
  }

  override testDatasource(): Promise<TestDataSourceResponse> {
    return probe({
      getHealth: () => this.#get('health'),
      connectWebSocket: () => this.#connect([webSocketTransport()]),
      connectAnyhow: () => this.#connect(),
    });
  }

  async #marks({ topic, filter: chosen, refId }: LiveTarget, range: MarkRange): Promise<DataQueryResponse> {
    const marks =
      topic === 'activity'
        ? toEventMarks(await this.#rest.pastEvents(), range, chosen?.where)
        : toAlertMarks(
            (await Promise.all([this.#rest.pastAlerts(range.fromMs), this.#rest.openAlerts()])).flat(),
            range,
            chosen?.where,
          );
    return { data: [toMarkFrame(marks, refId)] };
  }

  #toContext({ range, scopedVars, filters = [] }: DataQueryRequest<LiveQuery>): TargetContext {
    return {
      spanMs: range.to.valueOf() - range.from.valueOf(),
      originMs: performance.timeOrigin,
      uid: this.uid,
      adHoc: filters,
      fill: toFill(scopedVars),
    };
  }

  #get: Get = async (path, params) => {
    const url = `${toApiUrl('', this.#instanceUrl)}/${path}`;
    const request = { url, params, showErrorAlert: false, showSuccessAlert: false };
    return (await lastValueFrom(getBackendSrv().fetch<unknown>(request))).data;
  };

  #connect(transports?: Parameters<typeof createLiveClient>[0]['transports']): HubClient {
    return createLiveClient({
      url: toApiUrl(config.appSubUrl, this.#instanceUrl),
      client: { name: 'grafana', version: config.buildInfo.version },
      ...(transports && { transports }),
    });
  }
}

function toFill(scopedVars: ScopedVars): (text: string) => string {
  return (text) => getTemplateSrv().replace(text, scopedVars, toVariableText);
}
