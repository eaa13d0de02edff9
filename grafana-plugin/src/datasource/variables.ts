/** Query variables: streams, devices, sites and countries, each shown by its name and filled in by its id. */
import {
  CustomVariableSupport,
  type DataQueryRequest,
  type DataQueryResponse,
  type DataSourceApi,
  type MetricFindValue,
  type ScopedVars,
} from '@grafana/data';
import { from, map, type Observable } from 'rxjs';
import type { LiveJsonData, LiveQuery } from './query.ts';
import { VariableEditor } from './VariableEditor.tsx';
import type { VariableQuery } from './variable-query.ts';

type Source = DataSourceApi<LiveQuery, LiveJsonData>;

/** What the variables need of the data source. */
interface Finder {
  metricFindQuery(query: unknown, options?: { readonly scopedVars?: ScopedVars }): Promise<MetricFindValue[]>;
}

export class LiveVariables extends CustomVariableSupport<Source, VariableQuery, LiveQuery> {
  readonly #finder: Finder;
  // Grafana hands the editor the stored query, which is a text in dashboards that were written by hand.
  override editor = VariableEditor as unknown as CustomVariableSupport<Source, VariableQuery, LiveQuery>['editor'];

  constructor(finder: Finder) {
    super();
    this.#finder = finder;
  }

  override query({ targets, scopedVars }: DataQueryRequest<VariableQuery>): Observable<DataQueryResponse> {
    return from(this.#finder.metricFindQuery(targets[0], { scopedVars })).pipe(map((data) => ({ data })));
  }
}
