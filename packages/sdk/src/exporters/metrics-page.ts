/**
 * Serves the page: one rendering at a time, kept for a second, so that several scrapers and a curious person cost one.
 * Compression is off the loop at its lightest level; the page is too repetitive for more to pay.
 */
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { CONTENT_TYPES, chooseFormat, type TextFormat, type TextRenderer } from './prometheus.ts';

export interface MetricsAnswer {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface MetricsPage {
  /** The answer to a scrape with these request headers. */
  answer(accept: string | undefined, acceptEncoding: string | undefined): Promise<MetricsAnswer>;
}

const compress = promisify(gzip);

/** Below this a packet or two carries it and compression only costs. */
const COMPRESS_FROM_BYTES = 4096;

export function createMetricsPage(renderer: TextRenderer, cacheMs: number, monotonicMs: () => number): MetricsPage {
  const kept = new Map<string, { readonly untilMs: number; readonly body: Promise<Buffer> }>();
  let lastRender: Promise<unknown> = Promise.resolve();

  function keep(key: string, make: () => Promise<Buffer>): Promise<Buffer> {
    const known = kept.get(key);
    if (known !== undefined && monotonicMs() < known.untilMs) return known.body;
    const body = make();
    kept.set(key, { untilMs: monotonicMs() + cacheMs, body });
    body.catch(() => kept.delete(key));
    return body;
  }

  const plain = (format: TextFormat): Promise<Buffer> =>
    keep(format, () => {
      const render = lastRender.then(() => renderer.render(format));
      lastRender = render.catch(() => {});
      return render;
    });

  return {
    async answer(accept, acceptEncoding) {
      const format = chooseFormat(accept);
      let body = await plain(format);
      const headers: Record<string, string> = {
        'content-type': CONTENT_TYPES[format],
        'cache-control': 'no-store',
        vary: 'accept, accept-encoding',
      };
      if (body.length >= COMPRESS_FROM_BYTES && /\bgzip\b/.test(acceptEncoding ?? '')) {
        const source = body;
        body = await keep(`${format}.gzip`, () => compress(source, { level: 1 }));
        headers['content-encoding'] = 'gzip';
      }
      headers['content-length'] = String(body.length);
      return { headers, body };
    },
  };
}
