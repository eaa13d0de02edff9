/**
 * Keeps a copy of a small body as it passes, to read a playlist from. Only playlists are tapped, and only up to 256 KiB:
 * a longer one is not read.
 */
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';

export interface BodyTap {
  /** Takes a chunk as the host wrote it. */
  take(chunk: unknown, encoding: unknown): void;
  /** The body as text, decoded; `undefined` when it was too large or in an encoding that is not known. */
  text(contentEncoding: unknown): Promise<string | undefined>;
}

const MAX_BYTES = 256 * 1024;

const DECODERS: Readonly<Record<string, (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>>> = {
  gzip: promisify(gunzip) as (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>,
  deflate: promisify(inflate) as (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>,
  br: promisify(brotliDecompress) as (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>,
};

export function createBodyTap(): BodyTap {
  let chunks: Buffer[] | undefined = [];
  let sizeBytes = 0;
  return {
    take(chunk, encoding) {
      if (chunks === undefined) return;
      let bytes: Buffer;
      if (typeof chunk === 'string')
        bytes = Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8');
      else if (chunk instanceof Uint8Array) bytes = Buffer.from(chunk);
      else return;
      sizeBytes += bytes.length;
      if (sizeBytes > MAX_BYTES) chunks = undefined;
      else chunks.push(bytes);
    },
    async text(contentEncoding) {
      if (chunks === undefined) return undefined;
      const body = Buffer.concat(chunks);
      chunks = undefined;
      if (contentEncoding === undefined || contentEncoding === 'identity') return body.toString();
      const decode = typeof contentEncoding === 'string' ? DECODERS[contentEncoding] : undefined;
      return decode === undefined ? undefined : (await decode(body, { maxOutputLength: MAX_BYTES })).toString();
    },
  };
}
