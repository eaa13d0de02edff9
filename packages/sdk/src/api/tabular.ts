/** Lists as files: CSV for a spreadsheet, NDJSON for a program. One place says how a row becomes a line. */
import { type Cell, toCsv } from './csv.ts';
import type { Parameter } from './query.ts';
import type { RouteAnswer } from './route.ts';
import { oneOf } from './schema.ts';

export const FORMAT: Parameter = {
  summary: 'How the rows are told; csv and ndjson come as a file. Default json.',
  schema: oneOf('json', 'csv', 'ndjson'),
};

export type Line = Readonly<Record<string, Cell>>;

/** The rows as the file that was asked for; `undefined` when the answer is JSON. `next`: address of the page after this one. */
export function tableOf(
  query: URLSearchParams,
  name: string,
  columns: readonly string[],
  rows: () => Iterable<Line>,
  next?: string | null,
): Extract<RouteAnswer, { text: string }> | undefined {
  const format = query.get('format');
  if (format !== 'csv' && format !== 'ndjson') return undefined;
  const file = { file: `${name}.${format}`, ...(next ? { next } : {}) };
  if (format === 'csv') return { text: toCsv(columns, rows()), type: 'text/csv; charset=utf-8', ...file };
  let text = '';
  for (const row of rows()) text += `${JSON.stringify(row)}\n`;
  return { text, type: 'application/x-ndjson; charset=utf-8', ...file };
}
