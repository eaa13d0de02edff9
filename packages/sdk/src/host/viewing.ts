/** History, sessions and mutes as REST asks for them. */
import type { Clock } from '../clock.ts';
import {
  HISTORY_COLUMNS,
  HISTORY_METRICS,
  HISTORY_PERIODS,
  type HistoryMetric,
  type HistoryPeriod,
  type HistoryRow,
  historyRows,
} from '../state/history-rows.ts';
import type { Mute, MuteTarget } from '../state/mutes.ts';
import { type OrderedSessions, orderSessions, type SessionOrder, type SessionPlace } from '../state/session-order.ts';
import type { SessionFilter } from '../state/session-rows.ts';
import type { State } from '../state/state.ts';
import { type MuteFace, muteSubject } from './mutes.ts';

export interface Viewing {
  readonly history: {
    readonly metrics: readonly string[];
    readonly periods: readonly string[];
    columns(metric: string): readonly string[];
    lacks(metric: string, period: string): string | undefined;
    rows(metric: string, period: string, stream: string | undefined): readonly HistoryRow[] | undefined;
  };
  readonly sessions: { list(filter: SessionFilterByUser, order: SessionOrder): ListedSessions };
  readonly mutes: {
    list(): readonly Mute[];
    set(body: unknown): { readonly mute: Mute } | { readonly wrong: string };
    end(body: unknown): boolean;
  };
}

/** A filter that names a user as the host does. */
interface SessionFilterByUser extends Pick<SessionFilter, 'stream' | 'country'> {
  readonly user?: string | undefined;
}

interface ListedSessions {
  readonly rows: readonly Readonly<Record<string, string | number | null>>[];
  readonly last: SessionPlace | null;
}

/** A mute over REST ends within a month: a longer one is something that is off. */
const MAX_MUTE_MS = 31 * 86_400_000;

export function createViewing(parts: {
  state: State;
  clock: Clock;
  mutes: MuteFace;
  /** What a user may be called on sessions that are open. */
  usersOf: (user: string) => readonly number[];
}): Viewing {
  const { state, clock, mutes, usersOf } = parts;
  return {
    history: {
      metrics: HISTORY_METRICS,
      periods: HISTORY_PERIODS,
      columns: (metric) => HISTORY_COLUMNS[metric as HistoryMetric],
      lacks: (metric, period) =>
        period === '100s' && metric !== 'bandwidth'
          ? `${metric} is kept by the minute: period is 1h or 24h`
          : undefined,
      rows: (metric, period, stream) =>
        historyRows(state, metric as HistoryMetric, period as HistoryPeriod, stream, clock.nowMs()),
    },
    sessions: {
      list({ user, ...where }, order) {
        const filter: SessionFilter = user === undefined ? where : { ...where, users: usersOf(user) };
        const nowMs = clock.monotonicMs();
        const found: OrderedSessions = orderSessions(state, filter, order, nowMs, clock.nowMs() - nowMs);
        return { rows: found.rows.map((row) => ({ ...row })), last: found.last };
      },
    },
    mutes: {
      list: () => mutes.list(),
      set(body) {
        const { target, untilMs, reason, by } = body as Readonly<Record<string, unknown>>;
        const subject = muteSubject(target);
        if (subject === undefined) return { wrong: 'target must be one of { stream }, { device }, { site }' };
        const nowMs = clock.nowMs();
        if (typeof untilMs !== 'number' || !(untilMs > nowMs && untilMs <= nowMs + MAX_MUTE_MS))
          return { wrong: 'untilMs must be epoch milliseconds within the next 31 days' };
        if (typeof reason !== 'string' || reason.trim() === '') return { wrong: 'reason must say why' };
        mutes.mute(target as MuteTarget, { untilMs, reason, by: typeof by === 'string' ? by : '' });
        const mute = state.mutes.of(subject.noun, subject.id, nowMs);
        return mute === undefined ? { wrong: 'there is no room for one more mute' } : { mute };
      },
      end(body) {
        const subject = muteSubject((body as Readonly<Record<string, unknown>>).target);
        if (subject === undefined) return false;
        const ended = state.mutes.end(subject.noun, subject.id);
        if (subject.noun === 'stream') state.streams.settle(subject.id, clock.monotonicMs());
        return ended;
      },
    },
  };
}
