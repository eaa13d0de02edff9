/** Rows as CSV (RFC 4180) for a spreadsheet. A text that a spreadsheet would run as a formula is made a text by an apostrophe. */

export type Cell = string | number | boolean | null | undefined;

/** The table; a header line, then a line for each row. */
export function toCsv(columns: readonly string[], rows: Iterable<Readonly<Record<string, Cell>>>): string {
  let text = `${columns.map(cell).join(',')}\r\n`;
  for (const row of rows) text += `${columns.map((column) => cell(row[column])).join(',')}\r\n`;
  return text;
}

const FORMULA_START = /^[\s]*[=+\-@\t\r]/;

function cell(value: Cell): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  const safe = FORMULA_START.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
