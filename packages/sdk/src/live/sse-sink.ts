/**
 * One reader of an event stream. Frames of one turn of the loop become one event: an array of messages, and as its id how far
 * the reader has been told with them. The id is sticky at the reader, so it never runs ahead of what was sent.
 */
import type { ServerResponse } from 'node:http';
import { CODES, type Code } from '@tallylight/protocol';
import { closeFrame, LIVE_HEADERS } from './http-answer.ts';
import { type LiveSink, LOW_WATER_BYTES } from './session.ts';

export interface SseSink extends LiveSink {
  /** A comment, to keep proxies from thinking that nobody is there. */
  ping(): void;
}

export interface SseSinkParts {
  readonly response: ServerResponse;
  /** How far the reader has been told. */
  readonly cursor: () => string;
  /** Where the reader is a plain EventSource: it sees no status, comes back whatever happens, and is stopped by a 204 alone. */
  readonly isPlain: boolean;
  /** When such a reader is to come back by itself, ms. */
  readonly retryMs: number;
  readonly onFlush: () => void;
}

export function createSseSink({ response, cursor, isPlain, retryMs, onFlush }: SseSinkParts): SseSink {
  let frames: Buffer[] = [];
  let queuedBytes = 0;
  let ending: Code | undefined;

  const drained = (): void => {
    if (response.writableLength <= LOW_WATER_BYTES) sink.onDrain?.();
  };

  function begin(): void {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', ...LIVE_HEADERS });
    response.write(`retry: ${Math.round(retryMs)}\n\n`);
  }

  function flush(): void {
    if (response.writableEnded || response.destroyed) return;
    const isFinal = ending !== undefined && CODES[ending].close < 4500;
    if (isPlain && isFinal && !response.headersSent) {
      response.writeHead(204, LIVE_HEADERS).end();
      return;
    }
    if (!response.headersSent) begin();
    onFlush();
    if (frames.length > 0) {
      const id = cursor();
      const event = `${id.endsWith('.') ? '' : `id: ${id}\n`}data: [${frames.join(',')}]\n\n`;
      frames = [];
      queuedBytes = 0;
      if (response.writableLength < LOW_WATER_BYTES) response.write(event);
      else response.write(event, drained);
    }
    if (ending !== undefined) response.end();
  }

  function soon(): void {
    if (queuedBytes === 0) queueMicrotask(flush);
  }

  const sink: SseSink = {
    onDrain: undefined,
    get pendingBytes() {
      return queuedBytes + response.writableLength;
    },
    send(frame) {
      soon();
      frames.push(frame);
      queuedBytes += frame.length;
    },
    close(code, reason) {
      ending = code;
      sink.send(closeFrame(code, reason));
    },
    terminate: () => response.destroy(),
    ping() {
      if (response.headersSent && !response.writableEnded && response.writableLength < LOW_WATER_BYTES)
        response.write(': ping\n\n');
    },
  };
  return sink;
}
