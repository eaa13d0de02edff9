/** Names of the columns, once for headings and options. */
import type { ColumnId, SortId } from './option-values.ts';

export const COLUMN_WORDS: Readonly<Record<ColumnId, string>> = {
  state: 'State',
  parts: 'Parts',
  errors: 'Errors',
  response: 'Response',
  uptime: 'Uptime',
  sessions: 'Viewers',
  trend: 'Trend',
  checked: 'Checked',
};

export const SORT_WORDS: Readonly<Record<SortId, string>> = {
  worst: 'Worst first',
  score: 'Score',
  name: 'Stream',
  state: 'State',
  errors: 'Errors',
  response: 'Response',
  uptime: 'Uptime',
  sessions: 'Viewers',
  checked: 'Checked',
};
