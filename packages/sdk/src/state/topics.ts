/** State as the live channel and REST see it: every view, and the moment of the last collect, from which ages count. */
import { FIELDS, type Rows, type RowTopic } from '@tallylight/protocol';
import type { State } from './state.ts';
import { createAlertsView } from './views/alerts-view.ts';
import { createAudienceView } from './views/audience-view.ts';
import { createBandwidthView } from './views/bandwidth-view.ts';
import { createContentView } from './views/content-view.ts';
import { createDashboardView } from './views/dashboard-view.ts';
import { createDevicesView } from './views/devices-view.ts';
import { createGeoView } from './views/geo-view.ts';
import { createRevenueView } from './views/revenue-view.ts';
import { createSessionsView } from './views/sessions-view.ts';
import { createSitesView } from './views/sites-view.ts';
import { createStreamsView } from './views/streams-view.ts';
import type { Moment, TopicView } from './views/view.ts';

/** Topics served. */
export const SERVED_TOPICS: readonly RowTopic[] = Object.keys(FIELDS) as RowTopic[];

export interface Topics {
  /** Notes what changed since the last call. Once a tick, after rates were taken. */
  collect(nowMs: number, epochMs: number): void;
  /** Keys whose row changed at the last collect, gone ones included. */
  changed(topic: RowTopic): readonly string[];
  keys(topic: RowTopic): Iterable<string>;
  /** The whole row; `undefined` when there is none (any more). */
  row<T extends RowTopic>(topic: T, key: string): Rows[T] | undefined;
  /** The row as a change: of bandwidth, only the points since it was last told. */
  change<T extends RowTopic>(topic: T, key: string): Rows[T] | undefined;
  /** Monotonic time of the last collect; the age of every row counts from here. */
  readonly collectedAtMs: number;
}

export function createTopics(state: State): Topics {
  const views: { readonly [T in RowTopic]: TopicView<T> } = {
    // Bandwidth first: what it finds moves rows of `streams`.
    bandwidth: createBandwidthView(state),
    streams: createStreamsView(state),
    geo: createGeoView(state),
    sessions: createSessionsView(state),
    devices: createDevicesView(state),
    sites: createSitesView(state),
    alerts: createAlertsView(state),
    revenue: createRevenueView(state),
    audience: createAudienceView(state),
    content: createContentView(state),
    dashboard: createDashboardView(state),
  };
  const inOrder: readonly TopicView[] = Object.values(views) as readonly TopicView[];
  const changed = new Map<RowTopic, readonly string[]>();
  let moment: Moment = { nowMs: 0, epochOffsetMs: 0 };

  return {
    collect(nowMs, epochMs) {
      moment = { nowMs, epochOffsetMs: epochMs - nowMs };
      for (const view of inOrder) changed.set(view.topic, view.collect(moment));
      state.streams.forgetRemoved();
    },
    changed: (topic) => changed.get(topic) ?? [],
    keys: (topic) => views[topic].keys(),
    row: <T extends RowTopic>(topic: T, key: string) => (views[topic] as TopicView<T>).row(key, moment),
    change<T extends RowTopic>(topic: T, key: string) {
      const view = views[topic] as TopicView<T>;
      return view.change === undefined ? view.row(key, moment) : view.change(key, moment);
    },
    get collectedAtMs() {
      return moment.nowMs;
    },
  };
}
