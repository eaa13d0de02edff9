/** A stream as the panel knows it, whichever data source told it. Unknown is null, never 0. */
import type { Field } from '@grafana/data';
import type { HealthBand, StreamState } from '@tallylight/protocol';

export type Band = HealthBand | 'unknown';

/** One part of a score. */
export interface Part {
  /** `uptime`, `errors`, `response`, or what a host added. */
  readonly id: string;
  /** 0–1. */
  readonly value: number | null;
  /** How much it counts against the others; null when nobody said. */
  readonly weight: number | null;
  /** What it was made of, in words: `12 % of 500 requests failed`. */
  readonly raw: string | null;
}

/** A moment of the score. */
export interface ScorePoint {
  readonly atMs: number;
  /** 0–100. */
  readonly score: number | null;
}

/** A value's place in its frame. */
export interface Cell {
  readonly field: Field;
  readonly index: number;
}

export interface StreamNow {
  readonly key: string;
  readonly name: string;
  readonly state: StreamState;
  /** When the state began, epoch ms of the server. */
  readonly stateSinceMs: number | null;
  /** Why it is in this state, when somebody said. */
  readonly stateReason: string | null;
  /** Whether it is meant to be on; null when nobody said. A muted stream is not. */
  readonly expected: boolean | null;
  /** 0–100, not rounded. */
  readonly score: number | null;
  readonly band: Band;
  /** Why there is no score; empty where there is one. */
  readonly unknownWhy: string;
  /** What costs most, in words. */
  readonly reason: string | null;
  readonly parts: readonly Part[];
  /** Known share of the weights, 0–1. */
  readonly coverage: number | null;
  readonly windowMs: number | null;
  /** Share of the observed time that it was up, 0–1. */
  readonly uptime: number | null;
  /** Share of the requests that failed, 0–1. */
  readonly errorRatio: number | null;
  readonly responseMs: number | null;
  readonly sessions: number | null;
  /** Epoch ms of the server. */
  readonly checkedMs: number | null;
  /** The score over time, where the frames have it, oldest first. */
  readonly history: readonly ScorePoint[];
  /** Where the score stands, for data links. */
  readonly source: Cell | undefined;
}

/** The three parts that every server has, in the order of drawing. */
export const OWN_PARTS = ['uptime', 'errors', 'response'] as const;

/** From how many points on a band begins: the same as docs/health.md says. */
export const BAND_FROM: Readonly<Record<HealthBand, number>> = { excellent: 90, good: 70, fair: 50, poor: 0 };

export function toBand(score: number | null): Band {
  if (score === null) return 'unknown';
  if (score >= BAND_FROM.excellent) return 'excellent';
  if (score >= BAND_FROM.good) return 'good';
  return score >= BAND_FROM.fair ? 'fair' : 'poor';
}

/** Whole points are cut, not rounded: 89.9 is good, so it must not read 90. */
export function toPoints(score: number): number {
  return Math.floor(score + 1e-9);
}

/** Groups of states, as people ask for them. */
export type Presence = 'online' | 'offline' | 'unknown' | 'off';

export const PRESENCE: Readonly<Record<StreamState, Presence>> = {
  up: 'online',
  idle: 'online',
  down: 'offline',
  starting: 'offline',
  unknown: 'unknown',
  off: 'off',
};

/** `source_lost` as people say it. */
export function toWords(code: string): string {
  return code.replace(/[_-]+/g, ' ').trim();
}
