/** What a panel may ask of Tallylight Live, and what a data source instance is set up with. */
import type { DataQuery, DataSourceJsonData } from '@grafana/data';
import type { QueryTopic } from './topics.ts';

export { isQueryTopic, QUERY_TOPICS, type QueryTopic } from './topics.ts';

export interface LiveQuery extends DataQuery {
  readonly topic?: QueryTopic;
  /** Only rows with these keys; all when absent or empty. */
  readonly keys?: readonly string[];
  /** Only rows where each of these fields has one of its values; a field without values does not choose. */
  readonly where?: Readonly<Record<string, readonly string[]>>;
  /** Names of the wanted columns; all when absent or empty. */
  readonly fields?: readonly string[];
  /** At most one change per this many ms; each tick when absent or 0. */
  readonly minMs?: number;
}

export type LiveJsonData = DataSourceJsonData;

/** Tokens stay in Grafana: its proxy adds them, the browser never sees them. */
export interface LiveSecrets {
  readonly token?: string;
  readonly operatorToken?: string;
}

/** Id of this data source; the same stands in plugin.json. */
export const LIVE_DATASOURCE_ID = 'tallylight-live-datasource';
