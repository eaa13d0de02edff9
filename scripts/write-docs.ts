/**
 * The pages of docs/ that are made from the lists in the code: `node --conditions=@tallylight/source scripts/write-docs.ts`.
 * The consistency tests fail when a committed page is not what this would write.
 */
import { writeFile } from 'node:fs/promises';
import { alertsPage } from '../packages/cli/src/provision/alerts-page.ts';
import { openApiDocument } from '../packages/sdk/src/api/openapi.ts';
import { ROUTES } from '../packages/sdk/src/api/routes.ts';
import { createCatalogue } from '../packages/sdk/src/metrics/catalogue.ts';
import type { Metric } from '../packages/sdk/src/metrics/metric.ts';
import { restPage } from './rest-page.ts';

export const WRITE_DOCS = 'node --conditions=@tallylight/source scripts/write-docs.ts';

/** The list of this version, as any process would have it. */
export function listMetrics(): readonly Metric[] {
  const clock = { nowMs: () => 0, monotonicMs: () => 0 };
  return createCatalogue({ build: { version: '', runtime: '' }, clock });
}

/** docs/metrics.md. */
export function metricsPage(metrics: readonly Metric[]): string {
  const rows = metrics.map(
    (metric) =>
      `| \`${metric.name}\` | ${metric.kind} | \`${metric.unit}\` | ${labelsOf(metric)} | ${cell(metric.help)} |`,
  );
  return `${[
    '# Metrics',
    '',
    `Every metric of the SDK, in the order of the page. Written from the catalogue by \`${WRITE_DOCS}\`; do not edit.`,
    '',
    'A label with values in brackets has exactly those, and each of them has a series from the start, at 0. A value that is',
    'not known gives no series. Units are UCUM codes; the name carries the unit word. For OpenTelemetry a name has dots',
    'instead of underscores and no `_total`. Beyond the cap of a label (`metrics.labelCaps`) values are summed under `other`.',
    '',
    '| name | kind | unit | labels | what it says |',
    '|---|---|---|---|---|',
    ...rows,
  ].join('\n')}\n`;
}

function labelsOf({ labels, closed }: Metric): string {
  return labels
    .map((label, index) => {
      const values = closed !== undefined && index === labels.length - 1 ? ` (${closed.join(', ')})` : '';
      return `\`${label}\`${values}`;
    })
    .join(', ');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

/** docs/rest.md. */
export const restDocs = (): string => restPage(openApiDocument(ROUTES, '', '/tallylight/v1'), WRITE_DOCS);

/** docs/alerts.md. */
export const alertsDocs = (): string => alertsPage(WRITE_DOCS);

if (import.meta.main) {
  const pages = { 'metrics.md': metricsPage(listMetrics()), 'rest.md': restDocs(), 'alerts.md': alertsDocs() };
  for (const [name, page] of Object.entries(pages)) await writeFile(new URL(`../docs/${name}`, import.meta.url), page);
}
