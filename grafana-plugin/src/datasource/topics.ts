/**
 * The topics that can be asked for, with what the query editor says of them and how their rows are chosen. One list: the
 * editor, the variables and the filter that goes to the server all read it.
 */
import { EVENT_NAMES, type Topic } from '@tallylight/protocol';
import { TABLES, type TableTopic } from './tables.ts';

/** Most are topics of the live channel; a few are another look at the rows of one. */
export type QueryTopic = 'bandwidth' | TableTopic;

/** What can be picked from the live rows: keys of a topic. */
export const PICKS = {
  streams: { topic: 'streams', label: 'Streams' },
  devices: { topic: 'devices', label: 'Devices' },
  sites: { topic: 'sites', label: 'Sites' },
  countries: { topic: 'geo', label: 'Countries' },
} as const;

export type Pick = keyof typeof PICKS;

/** One way to choose rows. `field` is a field of the row as the protocol names it; `key` is the row's key. */
export interface TopicFilter {
  readonly field: string;
  readonly label: string;
  readonly placeholder: string;
  /** Where the choices come from; typed freely without. */
  readonly choices?: Pick | readonly string[];
}

export interface TopicEntry {
  readonly value: QueryTopic;
  readonly label: string;
  readonly description: string;
  readonly filters: readonly TopicFilter[];
  /** The server gives rows only for a filter on one of these fields. */
  readonly needs?: readonly string[];
}

const KEY = 'key';
const streams: TopicFilter = { field: KEY, label: 'Streams', placeholder: 'all', choices: 'streams' };

const countries: TopicFilter = { field: KEY, label: 'Countries', placeholder: 'all', choices: 'countries' };
const continents: TopicFilter = {
  field: 'continent',
  label: 'Continent',
  placeholder: 'any',
  choices: ['AF', 'AN', 'AS', 'EU', 'NA', 'OC', 'SA'],
};

export const QUERY_TOPICS: readonly TopicEntry[] = [
  {
    value: 'bandwidth',
    label: 'Bandwidth',
    description: 'Egress and ingress over time: the total and each stream',
    filters: [{ ...streams, placeholder: 'all and the total' }],
  },
  {
    value: 'streams',
    label: 'Streams',
    description: 'One row per stream: state, sessions, rates, health with its parts',
    filters: [
      streams,
      {
        field: 'state',
        label: 'State',
        placeholder: 'any',
        choices: ['starting', 'up', 'idle', 'down', 'off', 'unknown'],
      },
      { field: 'protocol', label: 'Protocol', placeholder: 'any' },
      { field: 'kind', label: 'Kind', placeholder: 'any', choices: ['live', 'vod', 'linear'] },
    ],
  },
  {
    value: 'sessions',
    label: 'Sessions',
    description: 'One row per viewing session of the chosen streams or countries',
    filters: [
      { field: 'stream', label: 'Streams', placeholder: 'choose one', choices: 'streams' },
      { field: 'country', label: 'Countries', placeholder: 'any', choices: 'countries' },
      {
        field: 'deviceClass',
        label: 'Device class',
        placeholder: 'any',
        choices: ['tv', 'stb', 'mobile', 'desktop', 'bot', 'other'],
      },
    ],
    needs: ['stream', 'country'],
  },
  {
    value: 'geo',
    label: 'Geography',
    description: 'One row per country: sessions, bytes, share',
    filters: [countries, continents],
  },
  {
    value: 'cities',
    label: 'Cities',
    description: 'One row per town with enough viewers, with its coordinates; needs a database that knows towns',
    filters: [countries, continents],
  },
  {
    value: 'networks',
    label: 'Networks',
    description: 'One row per operator of a network and country; needs a database that knows networks',
    filters: [countries, continents],
  },
  {
    value: 'dashboard',
    label: 'Totals',
    description: 'One row with the totals of the server',
    filters: [
      {
        field: KEY,
        label: 'Cards',
        placeholder: 'all',
        choices: [
          ...['streams', 'sessions', 'bandwidth', 'devices', 'health', 'alerts', 'users', 'revenue', 'content'],
          ...['inventory', 'system'],
        ],
      },
    ],
  },
  {
    value: 'devices',
    label: 'Devices',
    description: 'One row per screen: state, what it plays, levels of truth, resources',
    filters: [
      { field: KEY, label: 'Devices', placeholder: 'all', choices: 'devices' },
      { field: 'site', label: 'Sites', placeholder: 'any', choices: 'sites' },
      { field: 'group', label: 'Groups', placeholder: 'any' },
      {
        field: 'state',
        label: 'State',
        placeholder: 'any',
        choices: ['online', 'playing', 'offline', 'unknown', 'lost'],
      },
    ],
  },
  {
    value: 'sites',
    label: 'Sites',
    description: 'One row per site: how many of its devices are in each state',
    filters: [
      { field: KEY, label: 'Sites', placeholder: 'all', choices: 'sites' },
      { field: 'zone', label: 'Zone', placeholder: 'any' },
    ],
  },
  {
    value: 'alerts',
    label: 'Alerts',
    description: 'What is wrong now: since when, who is hit, who has seen it',
    filters: [
      { field: 'severity', label: 'Severity', placeholder: 'any', choices: ['error', 'warning', 'info'] },
      { field: 'state', label: 'State', placeholder: 'any', choices: ['active', 'acknowledged'] },
      { field: 'team', label: 'Team', placeholder: 'any', choices: ['video', 'signage', 'payments'] },
      { field: 'condition', label: 'Condition', placeholder: 'any' },
      { field: 'subject', label: 'Subject', placeholder: 'any' },
    ],
  },
  {
    value: 'activity',
    label: 'Activity',
    description: 'What happened, newest first: streams, sessions, devices, playback, commands',
    filters: [
      { field: 'name', label: 'Events', placeholder: 'all', choices: EVENT_NAMES },
      { field: 'stream', label: 'Streams', placeholder: 'any', choices: 'streams' },
      { field: 'device', label: 'Devices', placeholder: 'any', choices: 'devices' },
      { field: 'site', label: 'Sites', placeholder: 'any', choices: 'sites' },
    ],
  },
  {
    value: 'revenue',
    label: 'Revenue',
    description: 'Exact money per currency; seen only if the token may',
    filters: [{ field: KEY, label: 'Currencies', placeholder: 'all' }],
  },
  {
    value: 'audience',
    label: 'Users',
    description: 'Distinct users of five minutes and of today',
    filters: [{ field: KEY, label: 'Windows', placeholder: 'all', choices: ['5m', 'today'] }],
  },
  {
    value: 'content',
    label: 'Content',
    description: 'Views, purchases and conversion by kind of content',
    filters: [{ field: KEY, label: 'Kinds', placeholder: 'all' }],
  },
  {
    value: 'top-content',
    label: 'Leading content',
    description: 'The items with the most views today',
    filters: [{ field: KEY, label: 'Kinds', placeholder: 'all' }],
  },
];

const ENTRIES: ReadonlyMap<unknown, TopicEntry> = new Map(QUERY_TOPICS.map((entry) => [entry.value, entry]));

/** Whether `name` is a topic that can be queried. */
export function isQueryTopic(name: unknown): name is QueryTopic {
  return ENTRIES.has(name);
}

/** What is known of a topic. */
export function entryOf(topic: QueryTopic): TopicEntry {
  return ENTRIES.get(topic) as TopicEntry;
}

/** Whether the choices of a filter are rows of the server. */
export function isPick(choices: unknown): choices is Pick {
  return typeof choices === 'string' && Object.hasOwn(PICKS, choices);
}

/** What must be chosen and is not: one sentence; `undefined` when the topic can be asked for. */
export function missingChoice(
  topic: QueryTopic,
  where: Readonly<Record<string, unknown>> | undefined,
): string | undefined {
  const { label, needs, filters } = entryOf(topic);
  const isChosen = (field: string): boolean => [where?.[field] ?? []].flat().length > 0;
  if (needs === undefined || needs.some(isChosen)) return undefined;
  const names = filters.filter(({ field }) => needs.includes(field)).map((one) => one.label.toLowerCase());
  return `${label} are told only of chosen ${names.join(' or ')}.`;
}

/** Every field that rows of some topic can be chosen by, with where its values come from; for ad-hoc filters. */
export function allFilters(): ReadonlyMap<string, TopicFilter> {
  const all = QUERY_TOPICS.flatMap(({ filters }) => filters.filter(({ field }) => field !== KEY));
  return new Map(all.map((filter) => [filter.field, filter]));
}

/** Topics that are another look at the rows of one of the live channel. */
const LOOKS: Readonly<Partial<Record<QueryTopic, Topic>>> = {
  'top-content': 'content',
  cities: 'geo',
  networks: 'geo',
};

/** The topic of the live channel whose rows answer this. */
export function toLiveTopic(topic: QueryTopic): Topic {
  return LOOKS[topic] ?? (topic as Topic);
}

/** Names of the columns that a query may choose from. */
export function columnNamesOf(topic: QueryTopic): readonly string[] {
  return topic === 'bandwidth' ? ['egress', 'ingress'] : TABLES[topic].map(({ name }) => name);
}
