/** Short ways to say what most panels have in common. */
import type { Column, Panel, Step } from './dashboard.ts';

/** Red from nothing on: for counts of what should not be. */
export const NONE_IS_GOOD: readonly Step[] = [{ color: 'green' }, { from: 1, color: 'red' }];
/** Scores of health as a ratio: the edges of its bands. */
export const HEALTH_STEPS: readonly Step[] = [
  { color: 'red' },
  { from: 0.5, color: 'orange' },
  { from: 0.7, color: 'yellow' },
  { from: 0.9, color: 'green' },
];
export const ERROR_STEPS: readonly Step[] = [
  { color: 'green' },
  { from: 0.005, color: 'orange' },
  { from: 0.05, color: 'red' },
];
export const LOAD_STEPS: readonly Step[] = [
  { color: 'green' },
  { from: 0.7, color: 'orange' },
  { from: 0.85, color: 'red' },
];
export const PLAIN: readonly Step[] = [{ color: 'text' }];

export const UP_WORDS: NonNullable<Column['words']> = {
  '0': { text: 'down', color: 'red' },
  '1': { text: 'up', color: 'green' },
};

type Rest<K extends Panel['kind']> = Omit<Extract<Panel, { kind: K }>, 'kind' | 'width' | 'height'> &
  Partial<Pick<Panel, 'width' | 'height'>>;

const sized =
  <K extends Panel['kind']>(kind: K, width: number, height: number) =>
  (rest: Rest<K>): Extract<Panel, { kind: K }> =>
    ({ kind, width, height, ...rest }) as Extract<Panel, { kind: K }>;

export const stat: (rest: Rest<'stat'>) => Panel = sized('stat', 4, 4);
export const time: (rest: Rest<'time'>) => Panel = sized('time', 12, 8);
export const bars: (rest: Rest<'bars'>) => Panel = sized('bars', 8, 8);
export const timeline: (rest: Rest<'timeline'>) => Panel = sized('timeline', 12, 8);
export const table: (rest: Rest<'table'>) => Panel = sized('table', 24, 9);
export const alerts: (rest: Rest<'alerts'>) => Panel = sized('alerts', 12, 9);
export const live: (rest: Rest<'live'>) => Panel = sized('live', 12, 10);
export const own: (rest: Rest<'own'>) => Panel = sized('own', 24, 12);
