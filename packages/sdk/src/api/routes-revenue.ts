/** REST of money, users and content: the rows of their topics, and the revenue windows as a file for a spreadsheet. */
import { type Route, type RouteSource, rowsOf, stamp } from './route.ts';
import { ref } from './row-schemas.ts';
import { duration, integer, listOf, minorUnits, object, oneOf, orNull, text, time } from './schema.ts';
import { FORMAT, type Line, tableOf } from './tabular.ts';

const COLUMNS = ['currency', 'exponent', 'period', 'startMs', 'netMinor'];

/** One line for each currency and window; amounts are whole minor units, `netMinor / 10 ^ exponent` is the amount. */
function windowLines(source: RouteSource): Line[] {
  const lines: Line[] = [];
  for (const row of rowsOf(source, 'revenue', 'currency')) {
    const windows: [period: string, startMs: number | null, net: string][] = [
      ['total', null, row.total],
      ['today', row.todayStartMs, row.today],
      ['week', row.weekStartMs, row.week],
      ['month', row.monthStartMs, row.month],
    ];
    for (const [period, startMs, net] of windows) {
      const { currency, exponent } = row;
      lines.push({ currency, exponent, period, startMs, netMinor: exactNumber(net) });
    }
  }
  return lines;
}

/** A number where that is exact, so that a spreadsheet does not take a negative amount for a formula; else the text. */
function exactNumber(net: string): number | string {
  const value = Number(net);
  return Number.isSafeInteger(value) ? value : net;
}

const rowsIn = (name: string, schema: string): Route['answers'] => ({
  200: object({ nowMs: time, ageMs: duration, [name]: listOf(ref(schema)) }),
});

export const REVENUE_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/revenue',
    name: 'getRevenue',
    tag: 'business',
    role: 'viewer',
    permission: 'revenue',
    whole: true,
    summary: 'Net revenue by currency: since the beginning, today, this week, this month.',
    query: { format: FORMAT },
    answers: rowsIn('currencies', 'Currency'),
    line: object({
      currency: text({ pattern: '^[A-Z]{3}$' }),
      exponent: integer({ minimum: 0, maximum: 4 }),
      period: oneOf('total', 'today', 'week', 'month'),
      startMs: orNull(time),
      netMinor: { anyOf: [integer(), minorUnits] },
    }),
    answer: ({ query }, source) =>
      tableOf(query, 'revenue', COLUMNS, () => windowLines(source)) ?? {
        body: { ...stamp(source), currencies: rowsOf(source, 'revenue', 'currency') },
      },
  },
  {
    method: 'GET',
    path: '/audience',
    name: 'getAudience',
    tag: 'business',
    role: 'viewer',
    whole: true,
    summary: 'Distinct users of the last five minutes and of today, with peaks.',
    answers: rowsIn('windows', 'AudienceWindow'),
    answer: (_request, source) => ({ body: { ...stamp(source), windows: rowsOf(source, 'audience', 'window') } }),
  },
  {
    method: 'GET',
    path: '/content',
    name: 'getContent',
    tag: 'business',
    role: 'viewer',
    whole: true,
    summary: 'Views, purchases and conversion by kind of content.',
    answers: rowsIn('kinds', 'ContentKind'),
    answer: (_request, source) => ({ body: { ...stamp(source), kinds: rowsOf(source, 'content', 'kind') } }),
  },
];
