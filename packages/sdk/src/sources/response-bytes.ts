/**
 * Counts the body bytes of node:http responses, exactly for completed ones, without touching what the host does.
 * `write` and `end` of an observed response become two functions shared by all responses; what belongs to one response
 * is a record under a symbol on it, so a request costs an object and a few field writes, no closure.
 * Does not see what a host writes past its response, straight to the socket, and is not made for HTTP/2.
 */
import { type IncomingMessage, ServerResponse } from 'node:http';
import {
  countChunk,
  isCompleted,
  noteFinish,
  type ResponseAccount,
  reachedAtEnd,
  reachedSoFar,
  takesMore,
} from './response-account.ts';

/** Where one response's numbers go. What it throws becomes a fault of ours and never reaches the host. */
export interface ResponseSink {
  /** Body bytes that have reached the socket since the last call; from sample() and at the end, never 0. */
  sent(bytes: number, nowMs: number): void;
  /** Once, when the response is over. `firstByteMs`: from observe() to the host's first write or end; 0 when there was none. */
  ended(outcome: 'completed' | 'aborted', statusCode: number, firstByteMs: number, nowMs: number): void;
  /** Each chunk as the host gave it, for a sink that reads a body along; absent where nobody does. */
  readonly chunk?: ((chunk: unknown, encoding: unknown) => void) | undefined;
}

export interface ResponseObserver {
  /** Counts this response from now on, or from `beganMs` for who has read the clock. The first call wins, of any observer; a response that is over is left alone. */
  observe(req: IncomingMessage, res: ServerResponse, sink: ResponseSink, beganMs?: number): void;
  /** Tells the progress of the open responses; once per tick. Never ahead of the socket, so it may lag by one write. */
  sample(): void;
  /** Responses open now. */
  readonly open: number;
  /** Tells what was sent so far and lets go of every open response, which goes on as if never observed. */
  close(): void;
}

export interface ResponseObserverOptions {
  /** Monotonic. */
  nowMs(): number;
  onFault(error: unknown): void;
  /** Once: a response came with a `write` of its own, so what we count is what was there before compression. */
  onWrapped?(): void;
}

const RECORD: unique symbol = Symbol('tallylight.response');

type Method<Result> = (this: ServerResponse, ...args: unknown[]) => Result;
type Observed = ServerResponse & { [RECORD]?: ResponseRecord };

interface ResponseRecord extends ResponseAccount {
  readonly sink: ResponseSink;
  readonly owner: Owner;
  readonly write: Method<boolean>;
  readonly end: Method<ServerResponse>;
  readonly beganMs: number;
  /** -1 until the host wrote. */
  firstByteMs: number;
  /** Part of `handed` that the sink knows of. */
  told: number;
  /** Inside the original write or end: what these call in turn is the same bytes again. */
  nested: boolean;
  /** Seen by sample() with its connection gone and no 'close' yet. */
  orphaned: boolean;
  over: boolean;
  previous: ResponseRecord | null;
  next: ResponseRecord | null;
}

/** What the records of one observer share: its options and the list of the open ones. */
interface Owner {
  readonly options: ResponseObserverOptions;
  newest: ResponseRecord | null;
  open: number;
  closed: boolean;
  wrappedTold: boolean;
}

const plainWrite = ServerResponse.prototype.write as unknown as Method<boolean>;
const plainEnd = ServerResponse.prototype.end as unknown as Method<ServerResponse>;

function write(this: Observed, ...args: unknown[]): boolean {
  const record = this[RECORD];
  if (record === undefined) return plainWrite.apply(this, args);
  if (record.nested || record.over) return record.write.apply(this, args);
  const taken = begin(record);
  record.nested = true;
  let result: boolean;
  try {
    result = record.write.apply(this, args);
  } finally {
    record.nested = false;
  }
  if (taken) count(record, args[0], args[1], false);
  return result;
}

function end(this: Observed, ...args: unknown[]): ServerResponse {
  const record = this[RECORD];
  if (record === undefined) return plainEnd.apply(this, args);
  if (record.nested || record.over) return record.end.apply(this, args);
  const taken = begin(record);
  record.nested = true;
  let result: ServerResponse;
  try {
    result = record.end.apply(this, args);
  } finally {
    record.nested = false;
  }
  if (taken) count(record, args[0], args[1], true);
  return result;
}

/** Before the host's write: notes the first byte; says whether there is anything to count afterwards. */
function begin(record: ResponseRecord): boolean {
  try {
    if (record.firstByteMs < 0) record.firstByteMs = Math.max(0, record.owner.options.nowMs() - record.beganMs);
    return takesMore(record);
  } catch (error) {
    fault(record.owner, error);
    return false;
  }
}

function count(record: ResponseRecord, chunk: unknown, encoding: unknown, isEnd: boolean): void {
  try {
    countChunk(record, chunk, encoding);
    record.sink.chunk?.(chunk, encoding);
    // Only a body that the kernel did not take at once can still break. Ahead of the host's listeners: one may destroy.
    if (isEnd && record.res.writableLength > 0) record.res.prependListener('finish', onFinish);
  } catch (error) {
    fault(record.owner, error);
  }
}

function onFinish(this: Observed): void {
  const record = this[RECORD];
  if (record !== undefined) noteFinish(record);
}

function onClose(this: Observed): void {
  const record = this[RECORD];
  if (record !== undefined && !record.over) guarded(record, settle, record.owner.options.nowMs());
}

function settle(record: ResponseRecord, nowMs: number): void {
  const outcome = isCompleted(record) ? 'completed' : 'aborted';
  const reached = reachedAtEnd(record);
  leave(record);
  tell(record, reached, nowMs);
  record.sink.ended(outcome, record.res.statusCode, Math.max(0, record.firstByteMs), nowMs);
}

/** What was told is never taken back. */
function tell(record: ResponseRecord, reached: number, nowMs: number): void {
  const bytes = reached - record.told;
  if (!(bytes > 0)) return;
  record.told = reached;
  try {
    record.sink.sent(bytes, nowMs);
  } catch (error) {
    fault(record.owner, error);
  }
}

function progress(record: ResponseRecord, nowMs: number): void {
  if (!record.socket.destroyed) tell(record, reachedSoFar(record), nowMs);
  // 'close' is on its way; Node 22 forgets it for a response whose pipelined turn never came, hence the second look.
  else if (record.orphaned) settle(record, nowMs);
  else record.orphaned = true;
}

/** Takes our functions off again, unless someone wrapped them meanwhile: then they stay and only pass on. */
function release(record: ResponseRecord, nowMs: number): void {
  const { res } = record;
  leave(record);
  if (!record.socket.destroyed) tell(record, reachedSoFar(record), nowMs);
  res.off('close', onClose);
  res.off('finish', onFinish);
  if (Object.is(res.write, write)) res.write = record.write as ServerResponse['write'];
  if (Object.is(res.end, end)) res.end = record.end as ServerResponse['end'];
}

function enter(record: ResponseRecord): void {
  const { owner } = record;
  record.next = owner.newest;
  if (owner.newest !== null) owner.newest.previous = record;
  owner.newest = record;
  owner.open += 1;
}

/** Holds on to no neighbour: a host may keep its response for long. */
function leave(record: ResponseRecord): void {
  const { owner, previous, next } = record;
  record.over = true;
  record.previous = null;
  record.next = null;
  if (previous === null) owner.newest = next;
  else previous.next = next;
  if (next !== null) next.previous = previous;
  owner.open -= 1;
}

type Step = (record: ResponseRecord, nowMs: number) => void;

function eachOpen(owner: Owner, step: Step): void {
  if (owner.newest === null) return;
  const nowMs = owner.options.nowMs();
  let record: ResponseRecord | null = owner.newest;
  while (record !== null) {
    const next: ResponseRecord | null = record.next;
    if (!record.over) guarded(record, step, nowMs);
    record = next;
  }
}

function guarded(record: ResponseRecord, step: Step, nowMs: number): void {
  try {
    step(record, nowMs);
  } catch (error) {
    fault(record.owner, error);
  }
}

function fault(owner: Owner, error: unknown): void {
  try {
    owner.options.onFault(error);
  } catch {
    // The last place where a fault of ours can be stopped before it reaches the host.
  }
}

function observe(owner: Owner, req: IncomingMessage, res: Observed, sink: ResponseSink, beganMs?: number): void {
  if (owner.closed || res[RECORD] !== undefined || res.writableEnded || res.destroyed) return;
  const hostWrite = res.write as unknown as Method<boolean>;
  const isWrapped = hostWrite !== plainWrite && Object.hasOwn(res, 'write');
  const record: ResponseRecord = {
    res,
    socket: req.socket,
    sink,
    owner,
    isHead: req.method === 'HEAD',
    write: hostWrite,
    end: res.end as unknown as Method<ServerResponse>,
    beganMs: beganMs ?? owner.options.nowMs(),
    firstByteMs: -1,
    handed: 0,
    told: 0,
    bodyStart: -1,
    nested: false,
    brokenAtFinish: false,
    orphaned: false,
    over: false,
    previous: null,
    next: null,
  };
  res[RECORD] = record;
  res.write = write as ServerResponse['write'];
  res.end = end as ServerResponse['end'];
  res.on('close', onClose);
  enter(record);
  if (isWrapped && !owner.wrappedTold) {
    owner.wrappedTold = true;
    owner.options.onWrapped?.();
  }
}

export function createResponseObserver(options: ResponseObserverOptions): ResponseObserver {
  const owner: Owner = { options, newest: null, open: 0, closed: false, wrappedTold: false };
  return {
    observe(req, res, sink, beganMs) {
      try {
        observe(owner, req, res, sink, beganMs);
      } catch (error) {
        fault(owner, error);
      }
    },
    sample: () => eachOpen(owner, progress),
    get open() {
      return owner.open;
    },
    close() {
      owner.closed = true;
      eachOpen(owner, release);
    },
  };
}
