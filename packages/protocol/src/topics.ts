/**
 * The topics of the live channel, once. A room is a topic plus a filter, never a new topic, so that the number of logs
 * stays the same whatever the number of streams and devices.
 *
 * A `state` topic holds rows by key and the latest wins; an `event` topic is a log of facts, told in order and never merged;
 * `both` is a state topic whose changes are also told as events on the same offsets.
 */

/** Which message goes first when a reader is slow. */
export type Priority = 'critical' | 'high' | 'normal' | 'low';

/** The priorities, most urgent first. */
export const PRIORITIES: readonly Priority[] = ['critical', 'high', 'normal', 'low'];

export interface TopicDefinition {
  readonly kind: 'state' | 'event' | 'both';
  /** One letter for the cursor string. Never reused for another topic. */
  readonly code: string;
  /** What the key of a row (or the subject of an event) names. */
  readonly key: string;
  readonly priority: Priority;
}

/** Every topic: kind, code in cursors, meaning of its key, priority. */
export const TOPICS = {
  dashboard: { kind: 'state', code: 'b', key: 'card', priority: 'normal' },
  streams: { kind: 'state', code: 's', key: 'stream', priority: 'normal' },
  sessions: { kind: 'state', code: 'n', key: 'session', priority: 'low' },
  bandwidth: { kind: 'state', code: 'w', key: '`total` or stream', priority: 'normal' },
  geo: { kind: 'state', code: 'g', key: 'country', priority: 'normal' },
  revenue: { kind: 'state', code: 'r', key: 'currency', priority: 'high' },
  audience: { kind: 'state', code: 'u', key: 'window', priority: 'normal' },
  content: { kind: 'state', code: 'c', key: 'kind', priority: 'normal' },
  devices: { kind: 'state', code: 'd', key: 'device', priority: 'normal' },
  sites: { kind: 'state', code: 'i', key: 'site', priority: 'normal' },
  activity: { kind: 'event', code: 'a', key: 'stream, session or device', priority: 'high' },
  alerts: { kind: 'both', code: 'l', key: 'alert', priority: 'critical' },
} as const;

TOPICS satisfies Record<string, TopicDefinition>;

export type Topic = keyof typeof TOPICS;

/** Topics that hold rows. */
export type StateTopic = { [T in Topic]: (typeof TOPICS)[T]['kind'] extends 'event' ? never : T }[Topic];

/** Names of all topics, in the order of {@link TOPICS}. */
export const TOPIC_NAMES: readonly Topic[] = Object.keys(TOPICS) as Topic[];

/** Other names that readers may ask for. */
export const TOPIC_ALIASES: Readonly<Record<string, Topic>> = { monitoring: 'activity' };

/** The topic that `name` stands for, aliases included; `undefined` when there is none. */
export function resolveTopic(name: unknown): Topic | undefined {
  if (typeof name !== 'string') return undefined;
  if (Object.hasOwn(TOPICS, name)) return name as Topic;
  return Object.hasOwn(TOPIC_ALIASES, name) ? TOPIC_ALIASES[name] : undefined;
}
