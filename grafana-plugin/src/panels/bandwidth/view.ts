/**
 * Frames to what the bandwidth panel shows. Pure: told the time, tested without React. Frames of Tallylight Live win over
 * others in the same panel; what nobody knows stays null, with the reason in words.
 */
import type { DataFrame } from '@grafana/data';
import { LOADING } from '../../shared/frame-words.ts';
import type { Freshness } from '../../shared/freshness.ts';
import { toSpanWords } from '../../shared/words.ts';
import { breakAtGaps, type Curve, cut, lastIndexOf, meanOf, meanOverTime, peakIndexOf, trendOf } from './curve.ts';
import { type Notice, type NoticeContext, toNoticeOfLive, toNoticeWithoutFrames } from './notices.ts';
import type { BandwidthOptions } from './options.ts';
import { readLive, readSeries, type SourceContext, type StreamNow, type Traffic } from './sources.ts';

/** A number, or why there is none. */
export interface Figure {
  readonly value: number | null;
  /** Shown on hover when the value is null. */
  readonly why: string;
}

export interface TopStream {
  readonly key: string;
  /** Bytes per second: the mean of the window of live data, the newest value of Prometheus. */
  readonly rate: number;
  /** Of the whole, 0–1; null when the whole is unknown or 0. */
  readonly share: number | null;
}

export interface Chart extends Curve {
  readonly fromMs: number;
  readonly toMs: number;
  readonly hasIngress: boolean;
  /** Points of egress that are known. */
  readonly points: number;
  readonly lastMs: number | null;
}

export interface BandwidthView {
  readonly freshness: Freshness;
  /** When set, there is nothing else to show. */
  readonly notice: Notice | undefined;
  readonly current: Figure;
  readonly ingress: Figure;
  readonly average: Figure;
  readonly peak: Figure;
  readonly peakAtMs: number | null;
  /** As a ratio: 0.04 is +4 %. */
  readonly trend: Figure;
  /** What average and peak are taken over: `100 s`. */
  readonly windowWords: string;
  readonly chart: Chart | undefined;
  readonly top: readonly TopStream[];
  /** What the rates of the streams are taken over: `100 s`; absent when they are the newest values. */
  readonly topWords: string | undefined;
  /** Streams that send but are not among the top. */
  readonly others: number;
}

export interface ViewContext extends SourceContext, NoticeContext {
  readonly range: { readonly fromMs: number; readonly toMs: number };
  readonly window: BandwidthOptions['window'];
}

const TOP_STREAMS = 10;

/** Lengths that the window of live data may have; it grows from one to the next instead of creeping. */
const WINDOWS_MS = [100, 300, 900, 1_800, 3_600].map((seconds) => seconds * 1_000);

export function toView(frames: readonly DataFrame[], context: ViewContext): BandwidthView {
  const live = readLive(frames, context);
  const traffic = live ?? readSeries(frames, context);
  if (traffic === undefined) return toNoticeView(toNoticeWithoutFrames(context), context);
  const notice = live === undefined ? undefined : toNoticeOfLive(live);
  if (notice !== undefined) return { ...toNoticeView(notice, context), freshness: traffic.freshness };

  const { fromMs, toMs } = toWindow(traffic, context, live !== undefined);
  const shown = cut(traffic.curve, fromMs, toMs);
  const peakIndex = peakIndexOf(shown.egress);
  const current = toCurrent(traffic);
  const { fineFromMs } = traffic;
  const average = meanOverTime(shown, traffic.freshness.tickMs, fineFromMs) ?? traffic.told?.average ?? null;
  const windowWords = toSpanWords(toMs - fromMs);
  // Of the streams only the points by the tick are known, so they are compared over those alone.
  const fine = fineFromMs === null || fineFromMs <= fromMs ? shown : cut(shown, fineFromMs, toMs);
  const whole = live === undefined ? current : (meanOf(fine.egress) ?? average);
  const sending = traffic.streams
    .map((stream) => ({ key: stream.key, rate: toStreamRate(stream, fine) }))
    .filter((stream): stream is Sending => stream.rate !== null && stream.rate > 0);
  return {
    freshness: toTrafficFreshness(traffic, context),
    notice: undefined,
    current: { value: current, why: 'Nobody has measured it yet' },
    ingress: { value: lastOf(shown.ingress), why: 'Nobody counts what comes in' },
    average: { value: average, why: 'There is no point in this window' },
    peak: { value: shown.egress[peakIndex] ?? traffic.told?.peak ?? null, why: 'There is no point in this window' },
    peakAtMs: shown.timesMs[peakIndex] ?? traffic.told?.peakAtMs ?? null,
    trend: {
      value: traffic.told === undefined ? trendOf(shown.egress) : traffic.told.trend,
      why: 'There is no earlier traffic to compare with',
    },
    windowWords,
    chart: toChart(shown, fromMs, toMs, traffic),
    top: toTop(sending, whole),
    topWords:
      live === undefined ? undefined : fine === shown ? windowWords : toSpanWords(toMs - (fineFromMs ?? fromMs)),
    others: Math.max(0, sending.length - TOP_STREAMS),
  };
}

/** The server's figure; else the newest point; else what the streams add up to. */
function toCurrent({ told, curve, streams }: Traffic): number | null {
  if (told !== undefined) return told.current;
  const last = lastOf(curve.egress);
  if (last !== null) return last;
  const known = streams.flatMap(({ current }) => (current === null ? [] : [current]));
  return known.length === 0 ? null : known.reduce((sum, current) => sum + current, 0);
}

interface Sending {
  readonly key: string;
  readonly rate: number;
}

/**
 * A segment leaves in a burst: what a stream sent in one tick says little and would make the ranking jump. So its mean over
 * the points of the whole; where it has no point it sent nothing, which the server need not tell. The means add up to the
 * average of the whole.
 */
function toStreamRate({ current, curve }: StreamNow, shown: Curve): number | null {
  const fromMs = shown.timesMs[0];
  const toMs = shown.timesMs.at(-1);
  if (curve === undefined || lastIndexOf(curve.egress) < 0 || fromMs === undefined || toMs === undefined)
    return current;
  const own = cut(curve, fromMs, toMs).egress;
  return own.reduce<number>((sum, value) => sum + (value ?? 0), 0) / shown.timesMs.length;
}

function toTop(sending: readonly Sending[], whole: number | null): TopStream[] {
  return [...sending]
    .sort((a, b) => b.rate - a.rate || (a.key < b.key ? -1 : 1))
    .slice(0, TOP_STREAMS)
    .map(({ key, rate }) => ({
      key,
      rate,
      share: whole === null || whole <= 0 ? null : Math.min(1, rate / whole),
    }));
}

/**
 * Live data is drawn on its own clock, the server's: a dashboard range comes from the browser's, and a difference of the two
 * would push the curve out of the picture.
 */
function toWindow(
  { curve }: Traffic,
  { range, window }: ViewContext,
  isLive: boolean,
): { fromMs: number; toMs: number } {
  const firstMs = curve.timesMs[0];
  const toMs = curve.timesMs.at(-1);
  if (!isLive || window === 'range' || firstMs === undefined || toMs === undefined) return range;
  const rangeMs = range.toMs - range.fromMs;
  const spanMs = WINDOWS_MS.find((ms) => ms >= toMs - firstMs) ?? rangeMs;
  return { fromMs: toMs - Math.min(spanMs, rangeMs), toMs };
}

function toChart(shown: Curve, fromMs: number, toMs: number, { freshness, fineFromMs }: Traffic): Chart | undefined {
  const points = shown.egress.filter((value) => value !== null).length;
  const hasIngress = lastIndexOf(shown.ingress) >= 0;
  if (points === 0 && !hasIngress) return undefined;
  const lastMs = shown.timesMs[lastIndexOf(shown.egress)] ?? null;
  return { ...breakAtGaps(shown, freshness.tickMs, fineFromMs), fromMs, toMs, hasIngress, points, lastMs };
}

function toTrafficFreshness({ freshness }: Traffic, { state }: ViewContext): Freshness {
  return state === LOADING.Error ? { ...freshness, phase: 'error' } : freshness;
}

function toNoticeView(notice: Notice, { stampMs }: ViewContext): BandwidthView {
  const nothing: Figure = { value: null, why: notice.sentence };
  return {
    freshness: { phase: notice.kind === 'error' ? 'error' : 'loading', ageMs: null, tickMs: null, stampMs },
    notice,
    current: nothing,
    ingress: nothing,
    average: nothing,
    peak: nothing,
    peakAtMs: null,
    trend: nothing,
    windowWords: '',
    chart: undefined,
    top: [],
    topWords: undefined,
    others: 0,
  };
}

function lastOf(values: readonly (number | null)[]): number | null {
  return values[lastIndexOf(values)] ?? null;
}
