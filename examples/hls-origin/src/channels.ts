/**
 * The five streams of the demo. All loop the same sample, each turned by its own number of segments, so that their pictures
 * differ and their seams do not fall together.
 */
export interface Channel {
  /** Stream id, and its name in the URL. */
  readonly id: string;
  readonly title: string;
  /** Segments by which the loop is turned. */
  readonly offset: number;
}

export const CHANNELS: readonly Channel[] = [
  { id: 'news', title: 'News HD', offset: 0 },
  { id: 'sports', title: 'Sports 1', offset: 2 },
  { id: 'cinema', title: 'Cinema', offset: 5 },
  { id: 'music', title: 'Music', offset: 7 },
  { id: 'lobby', title: 'Lobby screen', offset: 10 },
];
