/** Numbers as text. What nobody knows is an en dash, never 0; what grew or shrank is an arrow, a word and a percentage. */

/** En dash: unknown. */
export const UNKNOWN = '–';

export interface FigureText {
  readonly text: string;
  readonly unit: string;
}

export interface Change {
  readonly direction: 'up' | 'down' | 'flat';
  readonly arrow: string;
  /** `4 %`, without a sign: the arrow says it. */
  readonly text: string;
}

const ARROWS = { up: '▲', down: '▼', flat: '▶' } as const;

/** Less than this is no change: 0.05 %, what rounds to 0.0 %. */
const FLAT_BELOW = 0.0005;

/** Above this a percentage is noise: what was nearly nothing before. */
const MOST_RATIO = 9.99;

/** A change told as a ratio (0.04 is +4 %). */
export function toChange(ratio: number): Change {
  const direction = Math.abs(ratio) < FLAT_BELOW ? 'flat' : ratio > 0 ? 'up' : 'down';
  return {
    direction,
    arrow: ARROWS[direction],
    text: Math.abs(ratio) > MOST_RATIO ? '> 999 %' : toPercentText(Math.abs(ratio)),
  };
}

/** `4.0 %`, `12 %`: one digit after the point below ten. */
export function toPercentText(ratio: number): string {
  const percent = ratio * 100;
  const size = Math.abs(percent);
  return `${size < 9.95 && size >= 0.05 ? percent.toFixed(1) : percent.toFixed(0)} %`;
}

/** `1 204`: whole numbers in groups of three, with a narrow space that does not break. */
export function toCountText(count: number): string {
  return Math.round(count)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, '\u202f');
}
