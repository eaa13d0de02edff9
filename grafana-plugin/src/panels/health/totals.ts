/** What stands above the list: how many streams are in which state and band, and the means of what is known. Pure. */
import { BAND_LOOK } from '../../shared/state-look.ts';
import { type Band, PRESENCE, type Presence, type StreamNow } from './stream.ts';

export interface Totals {
  readonly count: number;
  readonly presence: Readonly<Record<Presence, number>>;
  readonly bands: Readonly<Record<Band, number>>;
  /** 0–100; null when no stream has a score. */
  readonly meanScore: number | null;
  /** 0–1; null when of no stream it is known. */
  readonly meanUptime: number | null;
  /** Whether the mean is of the part of the score, because the uptime itself was not told. */
  readonly isUptimePart: boolean;
  /** Of all that told. */
  readonly sessions: number | null;
}

/** Bands in the order of the bar, the best first. */
export const BANDS: readonly Band[] = ['excellent', 'good', 'fair', 'poor', 'unknown'];

export const NO_TOTALS: Totals = toTotals([]);

export function toTotals(streams: readonly StreamNow[]): Totals {
  const presence = { online: 0, offline: 0, unknown: 0, off: 0 };
  const bands: Record<Band, number> = { excellent: 0, good: 0, fair: 0, poor: 0, unknown: 0 };
  for (const { state, band } of streams) {
    presence[PRESENCE[state]] += 1;
    bands[band] += 1;
  }
  const uptime = toMean(streams.map((stream) => stream.uptime));
  const uptimePart = toMean(streams.map(({ parts }) => parts.find(({ id }) => id === 'uptime')?.value ?? null));
  const sessions = streams.flatMap((stream) => stream.sessions ?? []);
  return {
    count: streams.length,
    presence,
    bands,
    meanScore: toMean(streams.map(({ score }) => score)),
    meanUptime: uptime ?? uptimePart,
    isUptimePart: uptime === null,
    sessions: sessions.length === 0 ? null : sessions.reduce((sum, one) => sum + one, 0),
  };
}

function toMean(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** `excellent`, and so on: the word of a band. */
export function toBandWord(band: Band): string {
  return BAND_LOOK[band].word;
}
