/**
 * One GET at a time over node:http, counting raw body bytes. Not fetch: that decodes gzip and hides where a body broke off.
 * Each reader has its own connections, as each player in the world has.
 */
import { Agent, type IncomingMessage, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

/** How a reader misbehaves on one response. */
export interface Mischief {
  /** Breaks the connection off after the first piece, if that was not all. */
  readonly breakOff?: boolean;
  /** Stops reading for so long after the first piece. */
  readonly pauseMs?: number;
}

export type Reading =
  | { readonly outcome: 'complete'; readonly status: number; readonly bytes: number; readonly body: string }
  | { readonly outcome: 'aborted'; readonly bytes: number }
  | { readonly outcome: 'failed'; readonly reason: string };

export interface HttpReader {
  /** Never rejects. `body` is filled for text only. */
  read(url: URL, mischief?: Mischief): Promise<Reading>;
  /** Drops idle connections. */
  close(): void;
}

export interface HttpReaderOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly keepAlive: boolean;
  /** Ends pauses early; the body under way is still read to its end. */
  readonly leave: AbortSignal;
  /** Breaks off what is under way. */
  readonly cut: AbortSignal;
}

/** An origin silent for this long has lost us. Longer than any pause of our own. */
const SILENCE_LIMIT_MS = 20_000;

export function createHttpReader(options: HttpReaderOptions): HttpReader {
  const agent = new Agent({ keepAlive: options.keepAlive, maxSockets: 1 });
  return {
    async read(url, mischief = {}) {
      const reading = await readOnce(agent, options, url, mischief);
      if (reading !== 'unheard') return reading;
      const again = await readOnce(agent, options, url, mischief);
      return again === 'unheard' ? { outcome: 'failed', reason: 'the connection was reset twice' } : again;
    },
    close: () => agent.destroy(),
  };
}

/** `unheard`: the server closed an idle connection in the moment we used it again, so the request never reached it. */
function readOnce(
  agent: Agent,
  { headers, leave, cut }: HttpReaderOptions,
  url: URL,
  mischief: Mischief,
): Promise<Reading | 'unheard'> {
  return new Promise((resolve) => {
    const sent = request(url, {
      agent,
      signal: cut,
      timeout: SILENCE_LIMIT_MS,
      headers: { 'accept-encoding': 'identity', ...headers },
    });
    let bytes = 0;
    let brokenOff = false;
    let answered = false;
    const fail = (error: Error): void => {
      if (brokenOff || cut.aborted) resolve({ outcome: 'aborted', bytes });
      else if (sent.reusedSocket && !answered && isReset(error)) resolve('unheard');
      else resolve({ outcome: 'failed', reason: error.message });
    };
    sent.on('timeout', () => sent.destroy(new Error(`nothing came for ${SILENCE_LIMIT_MS} ms`)));
    sent.on('error', fail);
    sent.on('response', (response) => {
      answered = true;
      const wanted = Number(response.headers['content-length'] ?? Number.NaN);
      const isText = /mpegurl|text|json/.test(response.headers['content-type'] ?? '');
      const texts: Buffer[] = [];
      let first = true;
      response.on('data', (piece: Buffer) => {
        bytes += piece.length;
        if (isText) texts.push(piece);
        if (!first) return;
        first = false;
        if (mischief.breakOff && bytes < wanted) {
          brokenOff = true;
          sent.destroy(new Error('broken off'));
        } else if (mischief.pauseMs !== undefined) pause(response, mischief.pauseMs, leave);
      });
      response.on('error', fail);
      response.on('end', () => {
        const body = Buffer.concat(texts).toString('utf8');
        resolve({ outcome: 'complete', status: response.statusCode ?? 0, bytes, body });
      });
    });
    sent.end();
  });
}

function pause(response: IncomingMessage, ms: number, leave: AbortSignal): void {
  response.pause();
  const resume = (): void => void response.resume();
  delay(ms, undefined, { signal: leave }).then(resume, resume);
}

function isReset(error: NodeJS.ErrnoException): boolean {
  return error.code === 'ECONNRESET' || error.code === 'EPIPE';
}
