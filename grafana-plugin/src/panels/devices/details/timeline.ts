/** The last 24 hours of a device as a drawing and as sums: what played and when, what was missing. Pure. */

export type SpanState = 'playing' | 'idle' | 'offline' | 'unknown';

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
  readonly state: SpanState;
  readonly title: string | null;
  readonly campaign: string | null;
}

export interface Timeline {
  /** Epoch ms of the server when it answered. */
  readonly nowMs: number;
  /** The server let go of a part. */
  readonly isCut: boolean;
  readonly spans: readonly Span[];
}

export const DAY_MS = 86_400_000;

const STATES: readonly unknown[] = ['playing', 'idle', 'offline', 'unknown'];

/** An answer to `GET devices/{id}/timeline`; its shape is not trusted. The span that goes on has no end yet: now is as far as it is. */
export function toTimeline({ nowMs: told, cut, spans }: Readonly<Record<string, unknown>>): Timeline {
  const nowMs = typeof told === 'number' ? told : Date.now();
  const list: readonly unknown[] = Array.isArray(spans) ? spans : [];
  return { nowMs, isCut: cut === true, spans: list.flatMap((span) => toSpan(span, nowMs)) };
}

function toSpan(span: unknown, nowMs: number): Span[] {
  if (typeof span !== 'object' || span === null) return [];
  const { fromMs, toMs, state, title, campaign } = span as Readonly<Record<string, unknown>>;
  if (typeof fromMs !== 'number' || !STATES.includes(state)) return [];
  return [
    {
      fromMs,
      toMs: typeof toMs === 'number' ? toMs : nowMs,
      state: state as SpanState,
      title: typeof title === 'string' ? title : null,
      campaign: typeof campaign === 'string' ? campaign : null,
    },
  ];
}

export interface DrawnSpan extends Span {
  /** Of the whole width, 0–100. */
  readonly leftPercent: number;
  readonly widthPercent: number;
}

/** Narrower than this nobody could see it; absences matter also when they were short. */
const LEAST_PERCENT = 0.15;

/** Spans of the 24 h before `nowMs`, cut to it. */
export function toDrawnSpans({ nowMs, spans }: Timeline): readonly DrawnSpan[] {
  const startMs = nowMs - DAY_MS;
  return spans.flatMap((span) => {
    const fromMs = Math.max(startMs, span.fromMs);
    const toMs = Math.min(nowMs, span.toMs);
    if (toMs <= fromMs) return [];
    const leftPercent = ((fromMs - startMs) / DAY_MS) * 100;
    const widthPercent = Math.max(LEAST_PERCENT, ((toMs - fromMs) / DAY_MS) * 100);
    return [{ ...span, fromMs, toMs, leftPercent, widthPercent }];
  });
}

export interface DaySums {
  readonly playingMs: number;
  readonly idleMs: number;
  readonly offlineMs: number;
  /** How many absences. */
  readonly gaps: number;
}

export function toDaySums(spans: readonly Span[]): DaySums {
  const sumOf = (state: SpanState): number =>
    spans.reduce((sum, span) => (span.state === state ? sum + span.toMs - span.fromMs : sum), 0);
  return {
    playingMs: sumOf('playing'),
    idleMs: sumOf('idle'),
    offlineMs: sumOf('offline'),
    gaps: spans.filter(({ state }) => state === 'offline').length,
  };
}

/** Full hours, every `everyHours`, that fall into the day: epoch ms and place. `offsetMs` is local time less UTC. */
export function toHourMarks(
  nowMs: number,
  everyHours: number,
  offsetMs: number,
): readonly { readonly atMs: number; readonly leftPercent: number }[] {
  const startMs = nowMs - DAY_MS;
  const stepMs = everyHours * 3_600_000;
  const marks: { atMs: number; leftPercent: number }[] = [];
  for (let atMs = Math.ceil((startMs + offsetMs) / stepMs) * stepMs - offsetMs; atMs <= nowMs; atMs += stepMs) {
    marks.push({ atMs, leftPercent: ((atMs - startMs) / DAY_MS) * 100 });
  }
  return marks;
}

/** `3 h 20 min`, `45 min`, `12 s`. */
export function toLengthWords(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return `${Math.floor(Math.max(0, ms) / 1000)} s`;
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours === 0) return `${minutes} min`;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}
