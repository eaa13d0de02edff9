/**
 * The arithmetic behind response-bytes.ts: how much of one response's body was handed over, and how much of that has
 * reached the kernel. `socket.bytesWritten` alone cannot tell: it holds headers, chunk framing and the neighbours on a
 * pipelined connection. So bytes are added up where the host hands them over, and the socket is asked only about what
 * still waits: by `writableLength` while the connection lives, by `bytesWritten` after it died.
 */
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Up to this much may wait unsent before it is worth asking where the socket stands. Two file chunks (64 KiB each) and
 * a header fit; a kernel takes as much without anyone reading, so nobody can see the difference after an abort.
 */
const UNASKED_BYTES = 256 * 1024;

export interface ResponseAccount {
  readonly res: ServerResponse;
  /** Of the connection: `res.socket` is null before and after a pipelined response's turn. */
  readonly socket: Socket;
  readonly isHead: boolean;
  /** Body bytes that the host gave to node:http. */
  handed: number;
  /** What `socket.bytesWritten` was (or would have been) at the first body byte; -1 while nobody needed it. */
  bodyStart: number;
  /** 'finish' came although the connection was gone. */
  brokenAtFinish: boolean;
}

/** Whether node:http would take a chunk now: a write after the end or into a dead connection goes nowhere. */
export function takesMore(account: ResponseAccount): boolean {
  return !account.res.writableEnded && !account.socket.destroyed;
}

/** Counts a chunk that the host's write or end took without throwing. */
export function countChunk(account: ResponseAccount, chunk: unknown, encoding: unknown): void {
  const bytes = sizeOf(chunk, encoding);
  // Asked until the first byte is counted, because the status may change up to the moment the headers go out.
  if (bytes > 0 && (account.handed > 0 || hasBody(account))) account.handed += bytes;
  if (account.bodyStart < 0 && account.res.writableLength > UNASKED_BYTES) account.bodyStart = bodyStart(account);
}

/** 'finish' is no proof: Node 22 emits it when a connection dies with the last write in flight; Node 24 does not. */
export function noteFinish(account: ResponseAccount): void {
  account.brokenAtFinish = account.socket.destroyed || Boolean(account.socket.errored);
}

export function isCompleted(account: ResponseAccount): boolean {
  return account.res.writableFinished && !account.brokenAtFinish;
}

/** Body bytes that have left us for certain while the response is open: behind by a write at most, never ahead. */
export function reachedSoFar(account: ResponseAccount): number {
  return account.handed - account.res.writableLength;
}

/**
 * Body bytes of a response that is over. An aborted one counts what was given to the kernel, the write in flight as a
 * whole (of a host that ignores back-pressure that is its backlog, which goes out as one vectored write).
 * `writableLength` is 0 by then, as the dying socket has thrown its queue away, and for the same reason `bytesWritten`
 * has shrunk to what was given.
 */
export function reachedAtEnd(account: ResponseAccount): number {
  const { res, handed, socket } = account;
  if (isCompleted(account)) return handed;
  if (res.socket === null && !res.writableFinished) return 0; // pipelined, and its turn never came
  return account.bodyStart < 0 ? handed : Math.min(handed, socket.bytesWritten - account.bodyStart);
}

function bodyStart(account: ResponseAccount): number {
  const { res, socket } = account;
  const ownQueue = res.writableLength - (res.socket === null ? 0 : socket.writableLength);
  return socket.bytesWritten + ownQueue - account.handed;
}

function sizeOf(chunk: unknown, encoding: unknown): number {
  if (typeof chunk === 'string') {
    return Buffer.byteLength(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8');
  }
  return ArrayBuffer.isView(chunk) ? chunk.byteLength : 0;
}

/** RFC 9110, 6.4.1: node:http drops what a host writes into these. */
function hasBody(account: ResponseAccount): boolean {
  const status = account.res.statusCode;
  return !account.isHead && status !== 204 && status !== 304 && status >= 200;
}
