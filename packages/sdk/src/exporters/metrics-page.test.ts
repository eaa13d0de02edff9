import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { manualClock } from '../testing/manual-clock.ts';
import { createMetricsPage, type MetricsPage } from './metrics-page.ts';

const clock = manualClock();

/** A page of numbered renderings, and how many were made at one time at most. */
function pageOf(lines = 1, cacheMs = 1000): { page: MetricsPage; counts: { rendered: number; together: number } } {
  const counts = { rendered: 0, running: 0, together: 0 };
  const page = createMetricsPage({
    renderer: {
      async render() {
        counts.rendered += 1;
        counts.running += 1;
        counts.together = Math.max(counts.together, counts.running);
        const text = `rendering ${counts.rendered}\n`.repeat(lines);
        await new Promise(setImmediate);
        counts.running -= 1;
        return { pieces: [Buffer.from(text)], sizeBytes: text.length };
      },
    },
    cacheMs,
    clock,
    registry: undefined,
    onFault() {},
  });
  return { page, counts };
}

const textOf = async (page: MetricsPage, accept?: string, encoding?: string): Promise<string> =>
  Buffer.concat((await page.answer(accept, encoding)).pieces).toString();

test('a second scrape within the second costs nothing, one after it gets a new page', async () => {
  const { page } = pageOf();
  expect(await textOf(page)).toBe('rendering 1\n');
  clock.advance(999);
  expect(await textOf(page)).toBe('rendering 1\n');
  clock.advance(1);
  expect(await textOf(page)).toBe('rendering 2\n');
});

test('scrapes that come together share a page of their format, and formats are rendered one after the other', async () => {
  const { page, counts } = pageOf(1, 0);
  const openMetrics = 'application/openmetrics-text';
  await Promise.all([textOf(page), textOf(page), textOf(page, openMetrics), textOf(page, openMetrics)]);
  expect(counts).toMatchObject({ rendered: 2, together: 1 });
  expect(await textOf(page, openMetrics)).toBe('rendering 3\n# EOF\n');
});

test('a large page is compressed for those who can read it, and its length is told', async () => {
  const { page } = pageOf(1000);
  const plain = await page.answer(undefined, undefined);
  const packed = await page.answer(undefined, 'br, gzip');
  const bytes = Buffer.concat(packed.pieces);
  expect(packed.headers).toMatchObject({ 'content-encoding': 'gzip', 'content-length': String(bytes.length) });
  expect(gunzipSync(bytes)).toEqual(Buffer.concat(plain.pieces));
  expect(bytes.length).toBeLessThan(Buffer.concat(plain.pieces).length / 10);
});
