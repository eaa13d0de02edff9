/** The path of a sparkline: a quarter of an hour wide, 0–100 high, with holes where nothing is known. Pure. */
import type { ScorePoint } from './stream.ts';

export interface SparkBox {
  readonly width: number;
  readonly height: number;
  readonly fromMs: number;
  readonly toMs: number;
}

export interface Spark {
  /** Of an SVG path; empty when there is nothing. */
  readonly line: string;
  /** The last known point. */
  readonly end: { readonly x: number; readonly y: number } | undefined;
}

/** Line and dot stay inside of the box, px. */
const PAD = 2;

export function toSpark(points: readonly ScorePoint[], { width, height, fromMs, toMs }: SparkBox): Spark {
  const toX = (atMs: number): number =>
    PAD + ((width - 2 * PAD) * (Math.min(toMs, atMs) - fromMs)) / Math.max(1, toMs - fromMs);
  const toY = (score: number): number => PAD + ((height - 2 * PAD) * (100 - Math.min(100, Math.max(0, score)))) / 100;
  let line = '';
  let isOpen = false;
  let end: Spark['end'];
  for (const { atMs, score } of points) {
    if (atMs < fromMs) continue;
    if (score === null) {
      isOpen = false;
      continue;
    }
    end = { x: round(toX(atMs)), y: round(toY(score)) };
    line += `${isOpen ? 'L' : 'M'}${end.x} ${end.y}`;
    isOpen = true;
  }
  return { line, end };
}

function round(px: number): number {
  return Math.round(px * 10) / 10;
}
