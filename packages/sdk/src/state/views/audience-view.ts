/** The topic `audience`: a row for each window over which users are distinct. */
import type { AudienceRow, DashboardCards } from '@tallylight/protocol';
import type { Audience } from '../audience.ts';
import type { State } from '../state.ts';
import type { Moment, TopicView } from './view.ts';

/** Windows, as keys of the rows and values of the label. */
export const AUDIENCE_WINDOWS = ['5m', 'today'] as const;

function audienceRow(audience: Audience, window: string, { epochOffsetMs }: Moment): AudienceRow | undefined {
  const toDate = (atMs: number | null): number | null => (atMs === null ? null : Math.round(atMs + epochOffsetMs));
  if (window === '5m') {
    const { users, atMs } = audience.peakOfDay;
    return {
      users: audience.current,
      estimated: audience.currentEstimated,
      peak: users,
      peakAtMs: toDate(atMs),
      sinceMs: null,
    };
  }
  if (window !== 'today') return undefined;
  const { users, atMs } = audience.peakToday;
  return {
    users: audience.today,
    estimated: audience.todayEstimated,
    peak: users,
    peakAtMs: toDate(atMs),
    sinceMs: audience.todayStartMs,
  };
}

export function usersCard(audience: Audience): DashboardCards['users'] {
  return {
    current: audience.current,
    today: audience.today,
    peak24h: audience.peakOfDay.users,
    peakToday: audience.peakToday.users,
    estimated: audience.currentEstimated || audience.todayEstimated,
  };
}

export function createAudienceView({ audience }: State): TopicView<'audience'> {
  const told = new Map<string, string>();
  /** The clocks wander apart by less than a millisecond; that is no news. */
  const still: Moment = { nowMs: 0, epochOffsetMs: 0 };
  return {
    topic: 'audience',
    collect() {
      return AUDIENCE_WINDOWS.filter((window) => {
        const text = JSON.stringify(audienceRow(audience, window, still));
        const changed = told.get(window) !== text;
        told.set(window, text);
        return changed;
      });
    },
    keys: () => AUDIENCE_WINDOWS,
    row: (key, moment) => audienceRow(audience, key, moment),
  };
}
