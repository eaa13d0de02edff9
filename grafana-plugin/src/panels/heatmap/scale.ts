/**
 * From a number to a place on the colour ramp, with the ticks that explain it. Audiences are heavy-tailed: on a linear scale
 * one country is dark and the rest of the world looks empty, so there is a logarithm, and there are quantiles.
 */
import type { ScaleKind } from './option-values.ts';

export interface Tick {
  readonly value: number;
  /** Along the ramp, 0–1. */
  readonly at: number;
}

export interface Scale {
  /** Place on the ramp, 0–1; null for what is not above 0: it has a colour of its own. */
  placeOf(value: number): number | null;
  /** From the lowest to the highest. */
  readonly ticks: readonly Tick[];
  /** How many colours there are; 0 when they run into each other. */
  readonly classes: number;
}

/** A fifth of the countries each: more classes cannot be told apart on a map. */
const CLASSES = 5;

/** More ticks than this run into each other in a legend. */
const MOST_TICKS = 5;

const NOTHING: Scale = { placeOf: () => null, ticks: [], classes: 0 };

export function createScale(kind: ScaleKind, values: readonly number[]): Scale {
  const sorted = values.filter((value) => value > 0).sort((a, b) => a - b);
  const [least] = sorted;
  const most = sorted.at(-1);
  if (least === undefined || most === undefined) return NOTHING;
  return kind === 'log' ? createLogScale(least, most) : createQuantileScale(sorted, least, most);
}

function createLogScale(least: number, most: number): Scale {
  const low = toRound(least, Math.floor);
  const high = Math.max(toRound(most, Math.ceil), toNextRound(low));
  const span = Math.log(high / low);
  const at = (value: number): number => Math.min(1, Math.max(0, Math.log(value / low) / span));
  return {
    placeOf: (value) => (value > 0 ? at(value) : null),
    ticks: toLogTicks(low, high).map((value) => ({ value, at: at(value) })),
    classes: 0,
  };
}

function createQuantileScale(sorted: readonly number[], least: number, most: number): Scale {
  const breaks: number[] = [];
  for (let index = 1; index < CLASSES; index += 1) {
    const value = sorted[Math.floor((sorted.length * index) / CLASSES)] ?? most;
    const limit = toTwoDigits(value);
    // Countries with the same number are in the same class, so there may be fewer of them.
    if (limit > (breaks.at(-1) ?? least) && limit < most) breaks.push(limit);
  }
  const classes = breaks.length + 1;
  return {
    placeOf(value) {
      if (!(value > 0)) return null;
      const index = breaks.filter((limit) => value >= limit).length;
      return classes === 1 ? 1 : index / (classes - 1);
    },
    ticks: [least, ...breaks, most].map((value, index) => ({ value, at: index / classes })),
    classes,
  };
}

const ROUND = [1, 2, 5, 10];

/** The neighbour of the form 1, 2 or 5 × 10ⁿ. */
function toRound(value: number, rounding: typeof Math.floor): number {
  const unit = 10 ** Math.floor(Math.log10(value) + 1e-9);
  const part = value / unit;
  const fit =
    rounding === Math.floor ? ROUND.findLast((step) => step <= part + 1e-9) : ROUND.find((step) => step >= part - 1e-9);
  return clean((fit ?? 1) * unit);
}

function toNextRound(value: number): number {
  return toRound(value * 1.5, Math.ceil);
}

function toLogTicks(low: number, high: number): number[] {
  const all: number[] = [];
  for (let value = low; value <= high * 1.0001; value = toNextRound(value)) all.push(value);
  const tens = all.filter((value) => Math.abs(Math.log10(value) - Math.round(Math.log10(value))) < 1e-6);
  const ticks = all.length > MOST_TICKS && tens.length >= 2 ? tens : all;
  const step = Math.ceil((ticks.length - 1) / (MOST_TICKS - 1));
  const thinned = step <= 1 ? ticks : ticks.filter((_, index) => index % step === 0);
  // The ends say how far it goes, even where they are no power of ten.
  return [...new Set([low, ...thinned, high])];
}

function toTwoDigits(value: number): number {
  return Number(value.toPrecision(2));
}

/** Without the dust of binary fractions. */
function clean(value: number): number {
  return Number(value.toPrecision(6));
}
