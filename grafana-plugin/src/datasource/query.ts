/** What a panel may ask of Tallylight Live, and what a data source instance is set up with. */
import type { DataQuery, DataSourceJsonData } from '@grafana/data';

/** Topics that can be queried so far; the live channel has more. */
export type QueryTopic = 'bandwidth' | 'streams' | 'geo' | 'dashboard';

/** What the query editor says of each. */
export const QUERY_TOPICS: readonly {
  readonly value: QueryTopic;
  readonly label: string;
  readonly description: string;
}[] = [
  { value: 'bandwidth', label: 'Bandwidth', description: 'Egress and ingress over time: the total and each stream' },
  { value: 'streams', label: 'Streams', description: 'One row per stream: state, sessions, rates, health' },
  { value: 'geo', label: 'Geography', description: 'One row per country: sessions and bytes' },
  { value: 'dashboard', label: 'Totals', description: 'One row with the totals of the server' },
];

export interface LiveQuery extends DataQuery {
  readonly topic?: QueryTopic;
  /** Only rows with these keys; all when absent or empty. */
  readonly keys?: readonly string[];
}

export type LiveJsonData = DataSourceJsonData;

/** Tokens stay in Grafana: its proxy adds them, the browser never sees them. */
export interface LiveSecrets {
  readonly token?: string;
  readonly operatorToken?: string;
}

/** Id of this data source; the same stands in plugin.json. */
export const LIVE_DATASOURCE_ID = 'tallylight-live-datasource';

/** Whether `name` is a topic that can be queried. */
export function isQueryTopic(name: unknown): name is QueryTopic {
  return QUERY_TOPICS.some((topic) => topic.value === name);
}

/** The keys that somebody typed: separated by commas or spaces, each once; `undefined` when there are none. */
export function parseKeys(text: string): readonly string[] | undefined {
  const keys = [...new Set(text.split(/[\s,]+/).filter((key) => key !== ''))];
  return keys.length === 0 ? undefined : keys;
}
