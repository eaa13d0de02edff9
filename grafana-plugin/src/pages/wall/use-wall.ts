/**
 * The wall's rows from the first Tallylight Live data source. It never gives up: no data source yet, a server that is away or a
 * token that has run out is looked at again every ten seconds, because nobody is there to press a button.
 */
import { getDataSourceSrv } from '@grafana/runtime';
import { useEffect, useState } from 'react';
import type { Watch } from '../../datasource/hub.ts';
import { LIVE_DATASOURCE_ID } from '../../datasource/query.ts';
import type { Reading } from '../../datasource/reading.ts';
import type { Freshness } from '../../shared/freshness.ts';
import { worstOf } from '../../shared/freshness.ts';
import { createTrails, type Trails } from './trails.ts';
import { toWallView, type WallRows, type WallView } from './wall-view.ts';

const TOPICS = ['dashboard', 'alerts', 'streams', 'sites'] as const;
type WallTopic = (typeof TOPICS)[number];
const AGAIN_MS = 10_000;

/** What the wall needs of a data source instance. */
interface LiveSource {
  watch(want: { readonly topic: WallTopic }, onChange: () => void): Watch;
  lastIncidentMs(): Promise<number | null>;
}

export type Wall =
  | { readonly state: 'absent' | 'loading' }
  | {
      readonly state: 'shown';
      readonly view: WallView;
      readonly trails: Trails;
      readonly freshness: Freshness;
      /** End of the last incident, epoch ms; null when there was none that the server remembers. */
      readonly lastIncidentMs: number | null;
    };

export function useWall(): Wall {
  const [wall, setWall] = useState<Wall>({ state: 'loading' });
  useEffect(() => follow(setWall), []);
  return wall;
}

function follow(show: (wall: Wall) => void): () => void {
  const trails = createTrails();
  let watches: readonly (readonly [WallTopic, Watch])[] = [];
  let source: LiveSource | undefined;
  let lastIncidentMs: number | null = null;
  let isOver = false;

  const tell = (topic: WallTopic): void => {
    const readings = new Map(watches.map(([name, watch]) => [name, watch.read()]));
    const dashboard = readings.get('dashboard');
    if (dashboard === undefined || dashboard.phase === 'loading') return;
    const view = toWallView(toRows(readings));
    // A point a tick: cards change together.
    if (topic === 'dashboard' && dashboard.phase === 'live')
      for (const { id, point } of view.cards) trails.add(id, point);
    const freshness = worstOf([...readings.values()]);
    if (freshness !== undefined) show({ state: 'shown', view, trails, freshness, lastIncidentMs });
  };

  const begin = async (): Promise<void> => {
    const [found] = getDataSourceSrv().getList({ type: LIVE_DATASOURCE_ID });
    if (found === undefined) {
      if (!isOver) show({ state: 'absent' });
      return;
    }
    const instance = (await getDataSourceSrv().get(found.uid)) as unknown as LiveSource;
    if (isOver || source !== undefined) return;
    source = instance;
    watches = TOPICS.map((topic) => [topic, instance.watch({ topic }, () => tell(topic))] as const);
    for (const topic of TOPICS) tell(topic);
  };

  const look = async (): Promise<void> => {
    try {
      if (source === undefined) await begin();
      lastIncidentMs = (await source?.lastIncidentMs()) ?? null;
      // Closed for good, as by a token that ran out: watching anew makes the connection try again.
      if (source !== undefined && watches.some(([, watch]) => watch.read().phase === 'error')) {
        const live = source;
        const before = watches;
        watches = TOPICS.map((topic) => [topic, live.watch({ topic }, () => tell(topic))] as const);
        for (const [, watch] of before) watch.close();
      }
      if (source !== undefined) tell('alerts');
    } catch {
      // The next look comes by itself.
    }
  };
  void look();
  const timer = setInterval(() => void look(), AGAIN_MS);
  return () => {
    isOver = true;
    clearInterval(timer);
    for (const [, watch] of watches) watch.close();
  };
}

function toRows(readings: ReadonlyMap<WallTopic, Reading>): WallRows {
  const of = (topic: WallTopic): ReadonlyMap<string, unknown> => readings.get(topic)?.rows ?? new Map();
  return {
    cards: of('dashboard') as WallRows['cards'],
    alerts: of('alerts') as WallRows['alerts'],
    streams: of('streams') as WallRows['streams'],
    sites: of('sites') as WallRows['sites'],
  };
}
