/**
 * Frames to what the panel shows. Pure: told the time, tested without React. Frames of Tallylight Live win over others in the
 * same panel; the lamp is the worst of the frames that count.
 */
import type { DataFrame, Field } from '@grafana/data';
import type { AlertSeverity } from '@tallylight/protocol';
import { LOADING } from '../../shared/frame-words.ts';
import { type Freshness, worstOf } from '../../shared/freshness.ts';
import { type LiveMeta, readLiveMeta } from '../../shared/live-meta.ts';
import { type Notice, type NoticeWords, type QueryOutcome, toAbsentNotice, toBareNotice } from '../../shared/notice.ts';
import { readTable } from '../../shared/table-frame.ts';
import type { ToastAlert } from '../../shared/toasts/alert-toasts.ts';
import { readLiveStreams } from './live-streams.ts';
import { readPrometheusStreams } from './prometheus-streams.ts';
import type { StreamNow } from './stream.ts';
import { NO_TOTALS, type Totals, toTotals } from './totals.ts';

export interface ViewContext extends QueryOutcome {
  /** Whether the range ends now. */
  readonly isNow: boolean;
  /** Step of the query, ms; used where the frames do not tell it. */
  readonly intervalMs: number | null;
  /** `Date.now()`: the times of a Prometheus query come from this same clock. */
  readonly nowMs: number;
  /** `performance.now()` of the same moment. */
  readonly stampMs: number;
  /** `performance.timeOrigin`. */
  readonly originMs: number;
}

export interface HealthView {
  readonly freshness: Freshness;
  /** When set, there is nothing else to show. */
  readonly notice: Notice | undefined;
  /** In no order. */
  readonly streams: readonly StreamNow[];
  readonly totals: Totals;
  /** Whether the frames bring the past of scores themselves. */
  readonly hasHistory: boolean;
  /** How far back it goes, ms. */
  readonly historyMs: number;
  /** Of the scores: its thresholds, mappings and links are those of the panel. */
  readonly field: Field | undefined;
  /** Open alerts, when a query brings them. */
  readonly alerts: readonly ToastAlert[] | undefined;
}

const WORDS: NoticeWords = {
  absent: {
    sentence: 'There are no streams in this data.',
    next: 'Choose the topic Streams of Tallylight Live, or tallylight_stream_health_ratio and tallylight_stream_up of Prometheus.',
  },
  bare: { sentence: 'The server knows no stream yet.', next: 'Play or start one; this goes on by itself.' },
};

export function toView(frames: readonly DataFrame[], context: ViewContext): HealthView {
  const alerts = readAlerts(frames);
  const live = readLiveStreams(frames);
  if (live !== undefined) return { ...toLiveView(live, frames, context), alerts };
  const others = frames.filter((frame) => readLiveMeta(frame) === undefined);
  const tickMs = toStepMs(others) ?? context.intervalMs;
  const found = readPrometheusStreams(others, tickMs);
  if (found === undefined) {
    const notice = toAbsentNotice(context, WORDS);
    return { ...toEmptyView(notice, { phase: PHASES[notice.kind], ...NO_AGE, stampMs: context.stampMs }), alerts };
  }
  const streams = [...found.streams.values()];
  const freshness = withErrors(toFreshness(found.newestMs, tickMs, context), context);
  return { ...toFullView(streams, freshness), alerts };
}

const NO_AGE = { ageMs: null, tickMs: null };

function toLiveView(
  live: ReadonlyMap<string, StreamNow>,
  frames: readonly DataFrame[],
  context: ViewContext,
): Omit<HealthView, 'alerts'> {
  const metas = frames.flatMap((frame) => readLiveMeta(frame) ?? []);
  const freshness = withErrors(toLiveFreshness(metas, context), context);
  if (live.size === 0) {
    const problem = metas.find((meta) => meta.problem !== undefined)?.problem;
    return toEmptyView(toBareNotice({ phase: freshness.phase, problem }, WORDS), freshness);
  }
  const field = frames
    .find((frame) => readLiveMeta(frame)?.topic === 'streams')
    ?.fields.find(({ name }) => name === 'health');
  return { ...toFullView([...live.values()], freshness), field };
}

function toFullView(streams: readonly StreamNow[], freshness: Freshness): Omit<HealthView, 'alerts'> {
  return {
    freshness,
    notice: undefined,
    streams,
    totals: toTotals(streams),
    hasHistory: streams.some(({ history }) => history.length > 0),
    historyMs: streams.reduce((most, { history }) => Math.max(most, toSpanMs(history)), 0),
    field: streams.find(({ score }) => score !== null)?.source?.field,
  };
}

const PHASES: Readonly<Record<Notice['kind'], Freshness['phase']>> = {
  loading: 'loading',
  empty: 'off',
  stale: 'stale',
  error: 'error',
  'no-permission': 'error',
};

function toEmptyView(notice: Notice, freshness: Freshness): Omit<HealthView, 'alerts'> {
  return { freshness, notice, streams: [], totals: NO_TOTALS, hasHistory: false, historyMs: 0, field: undefined };
}

function readAlerts(frames: readonly DataFrame[]): ToastAlert[] | undefined {
  const tables = frames.flatMap((frame) => readTable(frame, 'alerts') ?? []);
  // Before its first answer nobody knows what was wrong already.
  const isKnown = frames.some((frame) => {
    const meta = readLiveMeta(frame);
    return meta?.topic === 'alerts' && meta.phase === 'live';
  });
  if (!isKnown) return undefined;
  return tables.flatMap((table) =>
    Array.from({ length: table.length }, (_, row) => ({
      key: table.cell('alert', row) ?? '',
      severity: (table.cell('severity', row) ?? 'info') as AlertSeverity,
      summary: table.cell('summary', row) ?? '',
    })),
  );
}

/** The worst of the metas, as an age that can be counted on. */
function toLiveFreshness(metas: readonly LiveMeta[], { originMs, stampMs }: ViewContext): Freshness {
  const worst = worstOf(
    metas.map(({ phase, ageMs, tickMs, stampMs: madeMs, originMs: ownMs }) => ({
      phase,
      tickMs,
      stampMs: madeMs,
      ageMs: ownMs === originMs ? ageMs : null,
    })),
  );
  return worst ?? { phase: 'loading', ...NO_AGE, stampMs };
}

/** As old as the query that is farthest behind. Numbers without a time promise nothing. */
function toFreshness(newestMs: readonly number[], tickMs: number | null, context: ViewContext): Freshness {
  const oldestMs = Math.min(...newestMs);
  const isTimed = Number.isFinite(oldestMs);
  return {
    phase: context.isNow && isTimed ? 'live' : 'off',
    ageMs: isTimed ? Math.max(0, context.nowMs - oldestMs) : null,
    tickMs,
    stampMs: context.stampMs,
  };
}

/** A query that failed keeps its numbers; the lamp says so. */
function withErrors(freshness: Freshness, { state, stampMs }: ViewContext): Freshness {
  const failed: Freshness = { phase: 'error', ageMs: freshness.ageMs, tickMs: freshness.tickMs, stampMs };
  return state === LOADING.Error ? (worstOf([failed, freshness]) ?? freshness) : freshness;
}

/** The step that Prometheus says it used; the longest of several. */
function toStepMs(frames: readonly DataFrame[]): number | undefined {
  const steps = frames.flatMap(({ fields }) => fields.flatMap(({ config }) => config.interval ?? []));
  return steps.length === 0 ? undefined : Math.max(...steps);
}

function toSpanMs(history: StreamNow['history']): number {
  return (history.at(-1)?.atMs ?? 0) - (history[0]?.atMs ?? 0);
}
