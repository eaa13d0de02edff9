/**
 * Serves the page: one rendering at a time, kept for a second, so that several scrapers and a curious person cost one.
 * Compression is off the loop at its lightest level; the page is too repetitive for more to pay. A registry of the host can
 * stand behind ours on the same page, which then has that registry's format, as it cannot be negotiated.
 */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Clock } from '../clock.ts';
import type { TextFormat } from './line-text.ts';
import type { Page } from './page-bytes.ts';
import { CONTENT_TYPES, chooseFormat, END_OF_PAGE, type TextRenderer } from './prometheus.ts';

export interface MetricsAnswer {
  readonly headers: Readonly<Record<string, string>>;
  /** The body, to be written one after the other. */
  readonly pieces: readonly Uint8Array[];
}

/** A registry of prom-client, or anything that renders a page as it does. */
export interface TextRegistry {
  metrics(): string | Promise<string>;
  readonly contentType: string;
}

export interface MetricsPage {
  /** The answer to a scrape with these request headers. */
  answer(accept: string | undefined, acceptEncoding: string | undefined): Promise<MetricsAnswer>;
}

export interface MetricsPageParts {
  readonly renderer: TextRenderer;
  readonly cacheMs: number;
  readonly clock: Clock;
  /** Of the host; its lines follow ours. */
  readonly registry: TextRegistry | undefined;
  readonly onFault: (error: unknown) => void;
}

/** Below this a packet or two carries it and compression only costs. */
const COMPRESS_FROM_BYTES = 4096;

export function createMetricsPage({ renderer, cacheMs, clock, registry, onFault }: MetricsPageParts): MetricsPage {
  const kept = new Map<string, Promise<Page>>();
  let lastRender: Promise<unknown> = Promise.resolve();

  /** Kept for the cache's time and then let go, because a large page is large. */
  function keep(key: string, make: () => Promise<Page>): Promise<Page> {
    const known = kept.get(key);
    if (known !== undefined) return known;
    const made = make();
    kept.set(key, made);
    const forget = (): void => {
      kept.delete(key);
    };
    made.then(() => (cacheMs > 0 ? clock.after(cacheMs, forget) : forget()), forget);
    return made;
  }

  async function render(format: TextFormat): Promise<Page> {
    const page = await renderer.render(format);
    const tail = await tailOf(format);
    if (tail.length === 0) return page;
    return { pieces: [...page.pieces, tail], sizeBytes: page.sizeBytes + tail.length };
  }

  async function tailOf(format: TextFormat): Promise<Buffer> {
    const end = format === 'openmetrics' ? END_OF_PAGE : '';
    if (registry === undefined) return Buffer.from(end);
    try {
      const text = await registry.metrics();
      return Buffer.from(text.endsWith('\n') || text === '' ? text : `${text}\n`);
    } catch (error) {
      onFault(error);
      return Buffer.from(end);
    }
  }

  const plain = (format: TextFormat): Promise<Page> =>
    keep(format, () => {
      const made = lastRender.then(() => render(format));
      lastRender = made.catch(() => {});
      return made;
    });

  return {
    async answer(accept, acceptEncoding) {
      const format = chooseFormat(registry === undefined ? accept : registry.contentType);
      let page = await plain(format);
      const headers: Record<string, string> = {
        'content-type': CONTENT_TYPES[format],
        'cache-control': 'no-store',
        vary: 'accept, accept-encoding',
      };
      if (page.sizeBytes >= COMPRESS_FROM_BYTES && /\bgzip\b/.test(acceptEncoding ?? '')) {
        const source = page;
        page = await keep(`${format}.gzip`, () => compress(source));
        headers['content-encoding'] = 'gzip';
      }
      headers['content-length'] = String(page.sizeBytes);
      return { headers, pieces: page.pieces };
    },
  };
}

async function compress(page: Page): Promise<Page> {
  const pieces: Uint8Array[] = [];
  let sizeBytes = 0;
  await pipeline(
    Readable.from(page.pieces),
    createGzip({ level: 1 }),
    async (compressed: AsyncIterable<Uint8Array>) => {
      for await (const piece of compressed) {
        pieces.push(piece);
        sizeBytes += piece.length;
      }
    },
  );
  return { pieces, sizeBytes };
}
