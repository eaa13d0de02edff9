/**
 * Streams from frames of Prometheus: several queries, each bringing one thing, merged by the label `stream`. One stream on
 * several servers counts as the dashboards count it: the best of its gauges, the sum of its viewers and requests. Which
 * streams there are is told by health and state; a sum over all others is none.
 */
import type { DataFrame } from '@grafana/data';
import type { StreamState } from '@tallylight/protocol';
import { toPercentText } from '../../shared/figure/figure-text.ts';
import type { Meaning } from './prometheus-names.ts';
import { type PrometheusRow, type Sample, toPrometheusRows } from './prometheus-rows.ts';
import { OWN_PARTS, type Part, type StreamNow, toBand } from './stream.ts';

export interface PrometheusStreams {
  readonly streams: ReadonlyMap<string, StreamNow>;
  /** Time of the newest number of each query, epoch ms; none without times. */
  readonly newestMs: readonly number[];
}

const TELLS_OF_STREAMS: ReadonlySet<Meaning> = new Set(['score', 'part', 'up', 'expected']);

/** `undefined` when no frame has numbers of streams. `tickMs`: older than this behind its query, a series has ended. */
export function readPrometheusStreams(
  frames: readonly DataFrame[],
  tickMs: number | null,
): PrometheusStreams | undefined {
  const rows = new Map<string, PrometheusRow>();
  for (const row of frames.flatMap(toPrometheusRows)) {
    const known = rows.get(row.identity);
    if (known === undefined || toAtMs(row) >= toAtMs(known)) rows.set(row.identity, row);
  }
  if (rows.size === 0) return undefined;
  const all = [...rows.values()];
  const newestMs = toNewestMs(all);
  const telling = all.some(({ meaning }) => TELLS_OF_STREAMS.has(meaning));
  const byStream = new Map<string, PrometheusRow[]>();
  for (const row of all) byStream.set(row.stream, [...(byStream.get(row.stream) ?? []), row]);

  const asked = new Set(all.map(({ meaning }) => meaning));
  const streams = new Map<string, StreamNow>();
  for (const [key, own] of byStream) {
    if (telling && !own.some(({ meaning }) => TELLS_OF_STREAMS.has(meaning))) continue;
    const current = own.filter((row) => (newestMs.get(row.query) ?? 0) - toAtMs(row) <= (tickMs ?? 0));
    // A rate goes on for its window after its series ended; it says nothing about now.
    const isOver = telling && !current.some(({ meaning }) => TELLS_OF_STREAMS.has(meaning));
    streams.set(key, toStream(key, isOver ? [] : current, own, asked));
  }
  return { streams, newestMs: [...newestMs.values()].filter(Number.isFinite) };
}

function toStream(
  key: string,
  rows: readonly PrometheusRow[],
  own: readonly PrometheusRow[],
  asked: ReadonlySet<Meaning>,
): StreamNow {
  const of = (meaning: Meaning): PrometheusRow[] => rows.filter((row) => row.meaning === meaning);
  const best = bestOf(of('score'));
  const score = best === undefined ? null : toScore(last(best).value);
  const parts = toParts(of('part'));
  const errorRatio = toMax(of('errors')) ?? toErrorRatio(of('requests'));
  const expected = toMax(of('expected'));
  const up = toMax(of('up'));
  const state = toState(up, expected);
  const newest = Math.max(...own.map(toAtMs));
  const source = best ?? own[0];
  return {
    key,
    name: key,
    state,
    stateSinceMs: null,
    stateReason: null,
    expected: expected === null ? null : expected > 0,
    score,
    band: toBand(score),
    unknownWhy: score === null ? whyUnknown(rows, asked) : '',
    reason: toReason(score, errorRatio, parts),
    parts,
    coverage: null,
    windowMs: null,
    uptime: toMax(of('uptime')) ?? toUptime(of('available'), of('observed')) ?? null,
    errorRatio,
    responseMs: toMax(of('response')),
    sessions: toSum(of('sessions')),
    checkedMs: Number.isFinite(newest) ? newest : null,
    history: best === undefined || best.samples.length < 2 ? [] : toHistory(best.samples),
    source: source?.source,
  };
}

function toHistory(samples: readonly Sample[]): StreamNow['history'] {
  return samples.flatMap(({ atMs, value }) => (atMs === null ? [] : [{ atMs, score: toScore(value) }]));
}

/** A ratio of 1 is 100 points. */
function toScore(ratio: number): number {
  return Math.min(100, Math.max(0, ratio * 100));
}

function toState(up: number | null, expected: number | null): StreamState {
  if (up !== null) return up > 0 ? 'up' : 'down';
  return expected === 0 ? 'off' : 'unknown';
}

function whyUnknown(rows: readonly PrometheusRow[], asked: ReadonlySet<Meaning>): string {
  if (rows.length === 0) return 'its series have ended: its server is gone or no longer scraped';
  if (!asked.has('score')) return 'no query brings tallylight_stream_health_ratio';
  return 'Prometheus has no score of it: too little is known, or it is off';
}

function toParts(rows: readonly PrometheusRow[]): Part[] {
  const values = new Map<string, number>();
  for (const { part, labels, samples } of rows) {
    const id = part ?? labels.component ?? '';
    const value = samples.at(-1)?.value ?? 0;
    if (id !== '') values.set(id, Math.max(value, values.get(id) ?? 0));
  }
  if (values.size === 0) return [];
  const added = [...values.keys()].filter((id) => !OWN_PARTS.some((own) => own === id)).sort();
  return [...OWN_PARTS, ...added].map((id) => ({ id, value: values.get(id) ?? null, weight: null, raw: null }));
}

/** Prometheus keeps no reason: the number that can be checked, or the lowest part. */
function toReason(score: number | null, errorRatio: number | null, parts: readonly Part[]): string | null {
  if (score === null) return null;
  const lowest = parts.reduce<Part | undefined>(
    (least, part) => (part.value !== null && part.value < (least?.value ?? 1) ? part : least),
    undefined,
  );
  if (lowest === undefined) return null;
  if (lowest.id === 'errors' && errorRatio !== null) return `${toPercentText(errorRatio)} of the requests fail`;
  return `${lowest.id} is worth ${toPercentText(lowest.value ?? 0)} of its part`;
}

/** Whose fault a request is, as docs/metrics.md has it: aborted is nobody's, a client error the asker's. */
const NOT_COUNTED: ReadonlySet<string | undefined> = new Set(['aborted', 'client_error']);

/** From requests by result: rates as they are, counters by how much they grew over the range. */
function toErrorRatio(rows: readonly PrometheusRow[]): number | null {
  const counted = rows.filter(({ labels }) => labels.result !== undefined && !NOT_COUNTED.has(labels.result));
  let all = 0;
  let failed = 0;
  for (const row of counted) {
    const grown = row.labels.__name__ === undefined ? last(row).value : toGrowth(row.samples);
    if (grown === null) continue;
    all += grown;
    if (row.labels.result !== 'ok') failed += grown;
  }
  return all > 0 ? failed / all : null;
}

function toUptime(available: readonly PrometheusRow[], observed: readonly PrometheusRow[]): number | null {
  const up = toGrown(available);
  const all = toGrown(observed);
  return up === null || all === null || all <= 0 ? null : Math.min(1, up / all);
}

function toGrown(rows: readonly PrometheusRow[]): number | null {
  const grown = rows.map((row) => (row.labels.__name__ === undefined ? last(row).value : toGrowth(row.samples)));
  return grown.length === 0 || grown.includes(null) ? null : grown.reduce<number>((sum, one) => sum + (one ?? 0), 0);
}

/** How much a counter grew; after a restart it begins at 0 again. Of one value nobody can tell. */
function toGrowth(samples: readonly Sample[]): number | null {
  if (samples.length < 2) return null;
  let grown = 0;
  for (const [index, { value }] of samples.entries()) {
    const before = samples[index - 1]?.value;
    if (before !== undefined) grown += value >= before ? value - before : value;
  }
  return grown;
}

function bestOf(rows: readonly PrometheusRow[]): PrometheusRow | undefined {
  return rows.reduce<PrometheusRow | undefined>(
    (best, row) => (best === undefined || last(row).value > last(best).value ? row : best),
    undefined,
  );
}

function toMax(rows: readonly PrometheusRow[]): number | null {
  const best = bestOf(rows);
  return best === undefined ? null : last(best).value;
}

function toSum(rows: readonly PrometheusRow[]): number | null {
  return rows.length === 0 ? null : rows.reduce((sum, row) => sum + last(row).value, 0);
}

function last({ samples }: PrometheusRow): Sample {
  return samples.at(-1) ?? { atMs: null, value: Number.NaN };
}

function toAtMs(row: PrometheusRow): number {
  return last(row).atMs ?? Number.POSITIVE_INFINITY;
}

function toNewestMs(rows: readonly PrometheusRow[]): Map<string, number> {
  const newest = new Map<string, number>();
  for (const row of rows) newest.set(row.query, Math.max(newest.get(row.query) ?? 0, toAtMs(row)));
  return newest;
}
