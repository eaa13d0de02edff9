/** The topic `dashboard`: a row for each card, made once a tick. */
import type { DashboardCards } from '@tallylight/protocol';
import { dashboardCards } from '../snapshots.ts';
import type { State } from '../state.ts';
import type { TopicView } from './view.ts';

export function createDashboardView(state: State): TopicView<'dashboard'> {
  const told = new Map<string, string>();
  let cards = dashboardCards(state);
  return {
    topic: 'dashboard',
    collect() {
      const changed: string[] = [];
      cards = dashboardCards(state);
      for (const [card, values] of Object.entries(cards)) {
        const text = JSON.stringify(values);
        if (told.get(card) === text) continue;
        told.set(card, text);
        changed.push(card);
      }
      return changed;
    },
    keys: () => Object.keys(cards),
    row: (key) => (Object.hasOwn(cards, key) ? { values: cards[key as keyof DashboardCards] } : undefined),
  };
}
