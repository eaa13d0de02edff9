/** What the transports over plain HTTP share: who was let in, headers, bodies, refusals, and the messages of a plain GET. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { CODES, type Code, PROTOCOL_VERSION, parseCursor, resolveTopic } from '@tallylight/protocol';
import type { LiveVisitor } from './websocket.ts';

/** Why somebody is not let in; `retryMs`: when it is worth asking again. */
export interface HttpRefusal {
  readonly code: Code;
  readonly detail: string;
  readonly retryMs?: number;
}

/** A request that passed the door. */
export interface HttpVisit {
  readonly visitor: { readonly caller: LiveVisitor['caller'] };
  /** Takes a place, which is given back when the answer is over. */
  carry(): LiveVisitor | HttpRefusal;
}

export type HttpHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  query: string,
  visit: HttpVisit,
) => Promise<void>;

/** No copy is worth keeping, no proxy may hold it back, and none may compress it: a packer waits for more. */
export const LIVE_HEADERS = {
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
} as const;

export function refuse(response: ServerResponse, { code, detail, retryMs }: HttpRefusal): void {
  const { status, meaning } = CODES[code];
  const body = JSON.stringify({ type: 'about:blank', status, title: meaning, code, detail });
  response.writeHead(status, {
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    ...(retryMs === undefined ? {} : { 'retry-after': String(Math.ceil(retryMs / 1000)) }),
  });
  response.end(body);
}

/** The text of a small body; `undefined` when it was too large or broke off, which is answered already. */
export async function readText(
  request: IncomingMessage,
  response: ServerResponse,
  maxBytes: number,
): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      sizeBytes += chunk.length;
      if (sizeBytes <= maxBytes) chunks.push(chunk);
    }
  } catch {
    return undefined; // whoever asked has gone
  }
  if (sizeBytes <= maxBytes) return Buffer.concat(chunks).toString();
  refuse(response, { code: 'too-large', detail: `a body may have ${maxBytes} bytes, received ${sizeBytes}` });
  return undefined;
}

/** What a reader who can only ask with an address wants: `topics=streams,alerts&cursor=…`, as the first frame of a session. */
export function toOpening(query: URLSearchParams, cursorText: string | undefined): string {
  const cursor = cursorText === undefined ? undefined : parseCursor(cursorText);
  const topics = (query.get('topics') ?? '').split(',').filter((topic) => topic !== '');
  const subs = topics.map((topic, index) => {
    const known = resolveTopic(topic);
    const o = known && cursor?.offsets[known];
    return { op: 'sub', id: index + 1, topic, ...(o !== undefined && cursor && { cursor: { e: cursor.epoch, o } }) };
  });
  return JSON.stringify([{ op: 'hello', v: PROTOCOL_VERSION }, ...subs]);
}

/** The last message of a session that ends: what WebSocket says in its close frame. */
export function closeFrame(code: Code, reason: string = code): Buffer {
  return Buffer.from(JSON.stringify({ op: 'close', code: CODES[code].close, reason }));
}

export function allowOnly(response: ServerResponse, methods: string): void {
  response.writeHead(405, { allow: methods, 'content-length': 0 });
  response.end();
}
