/**
 * Which rows are shown, and in which order. Worst first: what is down and should not be, then by whole points, so that rows do
 * not change places over a tenth of a point; what is unknown stands between fair and good, what is off on purpose last. Equal
 * rows stand by name. In other orders, what is not known comes last, whichever way they go.
 */
import { STREAM_LOOK } from '../../shared/state-look.ts';
import type { SortId } from './option-values.ts';
import { BAND_FROM, PRESENCE, type Presence, type StreamNow, toPoints } from './stream.ts';

export interface Order {
  readonly by: SortId;
  /** From the largest down. */
  readonly isDown: boolean;
}

/** How a heading sorts when it is pressed first: what one looks for there. */
export const FIRST_DOWN: ReadonlySet<SortId> = new Set(['errors', 'response', 'sessions']);

export interface Choice {
  readonly bands: ReadonlySet<string>;
  readonly presence: Presence | undefined;
  readonly text: string;
}

export const EVERYTHING: Choice = { bands: new Set(), presence: undefined, text: '' };

export function isEverything({ bands, presence, text }: Choice): boolean {
  return bands.size === 0 && presence === undefined && text.trim() === '';
}

/** The order after a press on a heading. */
export function toNextOrder({ by, isDown }: Order, pressed: SortId): Order {
  return { by: pressed, isDown: by === pressed ? !isDown : FIRST_DOWN.has(pressed) };
}

export function choose(streams: readonly StreamNow[], { bands, presence, text }: Choice): StreamNow[] {
  const wanted = text.trim().toLowerCase();
  return streams.filter((stream) => {
    if (bands.size > 0 && !bands.has(stream.band)) return false;
    if (presence !== undefined && PRESENCE[stream.state] !== presence) return false;
    return wanted === '' || toHaystack(stream).includes(wanted);
  });
}

function toHaystack({ key, name, state, band, reason, stateReason }: StreamNow): string {
  return [name, key, state, band, reason ?? '', stateReason ?? ''].join('\n').toLowerCase();
}

export function sort(streams: readonly StreamNow[], { by, isDown }: Order): StreamNow[] {
  const read = RANKS[by];
  const keyed = streams.map((stream) => ({ stream, rank: read(stream), name: stream.name.toLowerCase() }));
  keyed.sort((a, b) => {
    if (a.rank !== b.rank) {
      if (a.rank === null) return 1;
      if (b.rank === null) return -1;
      const isLess = a.rank < b.rank;
      return isLess === isDown ? 1 : -1;
    }
    if (a.name !== b.name) return a.name < b.name ? -1 : 1;
    return a.stream.key < b.stream.key ? -1 : 1;
  });
  return keyed.map(({ stream }) => stream);
}

const STATE_ORDER = Object.keys(STREAM_LOOK);

const RANKS: Readonly<Record<SortId, (stream: StreamNow) => number | string | null>> = {
  worst: toWorstRank,
  score: ({ score }) => (score === null ? null : toPoints(score)),
  name: ({ name }) => name.toLowerCase(),
  state: ({ state }) => STATE_ORDER.indexOf(state),
  errors: ({ errorRatio }) => errorRatio,
  response: ({ responseMs }) => responseMs,
  uptime: ({ uptime }) => uptime,
  sessions: ({ sessions }) => sessions,
  checked: ({ checkedMs }) => checkedMs,
};

function toWorstRank({ state, expected, score }: StreamNow): number {
  if (state === 'off') return 1_000;
  const points = score === null ? BAND_FROM.good - 0.5 : toPoints(score);
  if (state === 'down' && expected !== false) return points - 1_000;
  // What nobody expects may stand behind what somebody waits for.
  return expected === false ? points + 500 : points;
}
