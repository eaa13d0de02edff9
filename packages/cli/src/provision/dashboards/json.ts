/** What the files of dashboards are made of, and the pieces of field configuration that panels and tables share. */
import type { StatPanel, Step } from './dashboard.ts';

export type Json = null | boolean | number | string | readonly Json[] | Fields;
export interface Fields {
  readonly [key: string]: Json | undefined;
}

/** A variable of the dashboard, as Grafana writes it in texts. */
const variable = (name: string): string => `\${${name}}`;

export const PROMETHEUS: Fields = { type: 'prometheus', uid: variable('prometheus') };
export const LIVE: Fields = { type: 'tallylight-live-datasource', uid: variable('live') };

/** Names of the queries of a panel, in order. */
export const LETTERS = 'ABCDEFGHIJKLMNOP';

export function thresholds(steps: readonly Step[] | undefined): Fields {
  const list: readonly Step[] = steps ?? [{ color: 'text' }];
  return { mode: 'absolute', steps: list.map(({ from, color }) => ({ value: from ?? null, color })) };
}

export function mappings(words: StatPanel['words']): Json {
  if (words === undefined) return [];
  const options = Object.fromEntries(
    Object.entries(words).map(([value, { text, color }], index) => [value, { text, color, index }]),
  );
  return [{ type: 'value', options }];
}
