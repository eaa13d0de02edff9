/**
 * The five streams of the demo. All loop the same sample, each turned by its own number of segments and begun a little later,
 * so that their pictures differ, their seams do not fall together, and their players do not all ask at the same moment.
 */
export interface Channel {
  /** Stream id, and its name in the URL. */
  readonly id: string;
  readonly title: string;
  /** Segments by which the loop is turned. */
  readonly offset: number;
  /** By how much later than the others its segments begin, ms, below one segment. @default 0 */
  readonly phaseMs?: number;
}

export const CHANNELS: readonly Channel[] = [
  { id: 'news', title: 'News HD', offset: 0, phaseMs: 0 },
  { id: 'sports', title: 'Sports 1', offset: 2, phaseMs: 400 },
  { id: 'cinema', title: 'Cinema', offset: 5, phaseMs: 800 },
  { id: 'music', title: 'Music', offset: 7, phaseMs: 1200 },
  { id: 'lobby', title: 'Lobby screen', offset: 10, phaseMs: 1600 },
];
