/**
 * Pieces of PromQL that dashboards share. They speak of things, not of processes: series are merged over instances first.
 * `increase` and `rate` take the window that Grafana works out from the step and the scrape interval.
 */

export const WINDOW = '$__rate_interval';

/** Answers that are our fault; aborted ones are nobody's. */
export const OURS = 'result=~"server_error|timeout|missing"';
/** Answers that say something of us at all. */
export const JUDGED = 'result!~"client_error|aborted"';

/** Selector of the streams, sites or devices that the reader chose. */
export const STREAM = 'stream=~"$stream"';
export const SITE = 'site=~"$site"';

export function errorRatio(window: string, more = '', by = 'stream'): string {
  const grouped = by === '' ? '' : ` by (${by})`;
  const of = (results: string): string =>
    `sum${grouped} (rate(tallylight_stream_requests_total{${[more, results].filter(Boolean).join(', ')}}[${window}]))`;
  return `${of(OURS)} / (${of(JUDGED)} > 0)`;
}

/** Seconds under which a share of the observations fell. */
export function quantile(
  share: number,
  histogram: string,
  by: readonly string[] = [],
  window: string = WINDOW,
): string {
  return `histogram_quantile(${share}, sum by (${['le', ...by].join(', ')}) (rate(${histogram}_bucket[${window}])))`;
}

/** Counted within the window, the whole fleet or by a label. */
export function counted(metric: string, by: string, window: string = WINDOW, labels = ''): string {
  const selector = labels === '' ? metric : `${metric}{${labels}}`;
  return by === '' ? `sum (increase(${selector}[${window}]))` : `sum by (${by}) (increase(${selector}[${window}]))`;
}

/** Net of a period in major units of its currency. */
export function money(period: 'total' | 'today' | 'week' | 'month'): string {
  return `max by (currency) (tallylight_revenue_period_minor_units{currency=~"$currency", period="${period}"}) / on (currency) (10 ^ max by (currency) (tallylight_currency_exponent))`;
}

/** A counter of minor units within a window, in major units. */
export function moneyIn(metric: string, window: string): string {
  return `sum by (currency) (increase(${metric}{currency=~"$currency"}[${window}])) / on (currency) (10 ^ max by (currency) (tallylight_currency_exponent))`;
}
