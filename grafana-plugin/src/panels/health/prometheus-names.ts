/**
 * What a number of Prometheus says about a stream. The name of the metric tells it; where a query dropped that (a sum, a
 * quotient), the query that Grafana keeps with the frame does, or what the column, the legend or the query is called.
 */
export type Meaning =
  | 'score'
  | 'part'
  | 'up'
  | 'expected'
  | 'sessions'
  | 'requests'
  | 'errors'
  | 'uptime'
  | 'available'
  | 'observed'
  | 'response';

/** A meaning, and the part of the score where the name itself tells which. */
export interface Meant {
  readonly meaning: Meaning;
  readonly part?: string;
}

const METRICS: Readonly<Record<string, Meaning>> = {
  tallylight_stream_health_ratio: 'score',
  'tallylight:stream_health:ratio': 'score',
  tallylight_stream_health_component_ratio: 'part',
  tallylight_stream_up: 'up',
  tallylight_stream_expected: 'expected',
  tallylight_stream_clients: 'sessions',
  tallylight_stream_requests_total: 'requests',
  tallylight_stream_available_seconds_total: 'available',
  tallylight_stream_observed_seconds_total: 'observed',
};

/** The recording rules of docs/health.md name the part in the metric. */
const PART_RULE = /^tallylight:stream_health_(\w+):ratio$/;
const METRIC = /\btallylight[_:][a-z_:]+/g;

/** What people call columns and legends. */
const CALLED: Readonly<Record<string, Meaning>> = {
  health: 'score',
  score: 'score',
  state: 'up',
  up: 'up',
  expected: 'expected',
  viewers: 'sessions',
  sessions: 'sessions',
  clients: 'sessions',
  errors: 'errors',
  'error rate': 'errors',
  'error ratio': 'errors',
  uptime: 'uptime',
  response: 'response',
  'response time': 'response',
};

export function meaningOfMetric(name: string | undefined): Meant | undefined {
  if (name === undefined) return undefined;
  const meaning = METRICS[name];
  if (meaning !== undefined) return { meaning };
  const part = PART_RULE.exec(name)?.[1];
  return part === undefined ? undefined : { meaning: 'part', part };
}

export function meaningOfName(name: string | undefined): Meant | undefined {
  const meaning = name === undefined ? undefined : CALLED[name.trim().toLowerCase()];
  return meaning === undefined ? undefined : { meaning };
}

/** Of the query that made the frame. A quotient of two metrics is what the two mean together. */
export function meaningOfQuery(text: string | undefined): Meant | undefined {
  const meant = [...(text?.matchAll(METRIC) ?? [])].flatMap(([name]) => meaningOfMetric(name) ?? []);
  const found = new Set(meant.map(({ meaning }) => meaning));
  if (found.has('available') && found.has('observed')) return { meaning: 'uptime' };
  const [first] = meant;
  if (found.size !== 1 || first === undefined) return undefined;
  if (first.meaning === 'requests') return { meaning: meant.length > 1 ? 'errors' : 'requests' };
  return first;
}
