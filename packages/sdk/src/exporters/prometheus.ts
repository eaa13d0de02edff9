/**
 * The page that Prometheus scrapes: text 0.0.4 and OpenMetrics, from one walk over the catalogue. Everything of a line but
 * its value is kept as bytes; a walk writes in slices, so that a large page never holds the loop.
 */

import type { Metric } from '../metrics/metric.ts';
import { WORK_PARTS } from '../state/readings.ts';
import type { State } from '../state/state.ts';
import { createFamilyWriter, type Scratch } from './family-writer.ts';
import type { TextFormat } from './line-text.ts';
import { type Page, PageBytes } from './page-bytes.ts';

export const CONTENT_TYPES: Readonly<Record<TextFormat, string>> = {
  prometheus: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
};

/** How OpenMetrics ends. */
export const END_OF_PAGE = '# EOF\n';

/** Work done in one go before the loop may turn. */
const SLICE_MS = 2;
/** Lines between two looks at the clock, which is dearer than a line. */
const LINES_PER_LOOK = 256;

export interface TextRenderer {
  /** Renders the page, without what ends it. One at a time. */
  render(format: TextFormat): Promise<Page>;
}

const METRICS_WORK = WORK_PARTS.indexOf('metrics');

export interface TextRendererParts {
  readonly catalogue: readonly Metric[];
  readonly state: State;
  readonly monotonicMs: () => number;
  /** Ends a slice: resolves when the loop has turned. */
  readonly yieldToLoop: () => Promise<void>;
  readonly onFault: (error: unknown) => void;
}

export function createTextRenderer(parts: TextRendererParts): TextRenderer {
  const { catalogue, state, monotonicMs, yieldToLoop, onFault } = parts;
  const scratch: Scratch = { values: new Float64Array(64) };
  const writers = catalogue.map((metric) => createFamilyWriter(metric, scratch));
  return {
    async render(format) {
      const page = new PageBytes();
      let workMs = 0;
      let sliceStartMs = monotonicMs();
      for (const writer of writers) {
        try {
          writer.read(state);
        } catch (error) {
          // One metric that cannot be read costs its own lines, not the page.
          onFault(error);
          continue;
        }
        let more = true;
        while (more) {
          more = writer.write(page, format, LINES_PER_LOOK);
          const spentMs = monotonicMs() - sliceStartMs;
          if (spentMs < SLICE_MS) continue;
          workMs += spentMs;
          await yieldToLoop();
          sliceStartMs = monotonicMs();
        }
      }
      const workSeconds = (workMs + monotonicMs() - sliceStartMs) / 1000;
      const { collectSeconds, workSeconds: work } = state.readings;
      collectSeconds.set('prometheus', workSeconds);
      work[METRICS_WORK] = (work[METRICS_WORK] as number) + workSeconds;
      return page.take();
    },
  };
}

/** The format that an Accept header asks for. */
export function chooseFormat(accept: string | undefined): TextFormat {
  return accept?.includes('application/openmetrics-text') === true ? 'openmetrics' : 'prometheus';
}
