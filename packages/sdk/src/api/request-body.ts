/** Reads a small request body, or refuses it: the limit is held while it comes in, not after. */
import type { IncomingMessage } from 'node:http';

export type BodyOutcome = { readonly bytes: Buffer } | { readonly tooLarge: true } | { readonly broken: true };

/** Never rejects. What is over the limit is let run into nothing, so that the answer can still be sent. */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<BodyOutcome> {
  return new Promise((resolve) => {
    // Whoever asked may have gone while it was found out who that is; nothing more would ever come.
    if (request.destroyed) {
      resolve({ broken: true });
      return;
    }
    const declared = Number(request.headers['content-length'] ?? 0);
    if (declared > maxBytes) {
      request.resume();
      resolve({ tooLarge: true });
      return;
    }
    const chunks: Buffer[] = [];
    let sizeBytes = 0;
    request.on('data', (chunk: Buffer) => {
      sizeBytes += chunk.length;
      if (sizeBytes <= maxBytes) chunks.push(chunk);
      else resolve({ tooLarge: true });
    });
    request.on('end', () => resolve({ bytes: Buffer.concat(chunks) }));
    request.on('error', () => resolve({ broken: true }));
    request.on('close', () => resolve({ broken: true }));
  });
}
