/**
 * The life of the connection: connect, greet, listen, notice its end, wait, try again. One link at a time; a generation number
 * makes the callbacks of every earlier link void. Knows no WebSocket and no topic: frames that are not about the connection
 * itself go to `onMessage`.
 */
import {
  type ByeMessage,
  type ClientMessage,
  type HelloMessage,
  mayReconnect,
  PROTOCOL_VERSION,
  parseFrame,
  type ServerMessage,
  type WelcomeMessage,
} from '@tallylight/protocol';
import { createAlarm, type Timers } from './alarm.ts';
import { askedMs, backoffMs, STABLE_AFTER_MS } from './backoff.ts';
import { problem, problemOf, problemOfClose } from './problem.ts';
import type { LiveError, LiveStatus } from './status.ts';
import type { Link, Transport } from './transport.ts';

/** A peer that needs longer than this, ms, to open and then to greet is not taken for alive. */
const PATIENCE_MS = 10_000;

export interface ConnectionOptions {
  readonly baseUrl: URL;
  /** Tried in turn until one is welcomed. At least one. */
  readonly transports: readonly Transport[];
  readonly client: HelloMessage['client'];
  readonly random: () => number;
  readonly now: () => number;
  readonly timers: Timers;
  /** Greeted. Called before the status says `open`. */
  onWelcome(message: WelcomeMessage): void;
  /** May throw at a message of the wrong shape. */
  onMessage(message: ServerMessage): void;
  /** All messages of a frame were given. */
  onFrameEnd(): void;
  onStatus(status: LiveStatus): void;
}

export interface Connection {
  readonly status: LiveStatus;
  /** Frames, or messages in them, that were not understood. */
  readonly malformed: number;
  /** Sends when the connection is open, else does nothing. */
  send(message: ClientMessage): void;
  /** Drops the link, if there is one, and tries now. */
  reconnect(): void;
  /** The network may be back: tries now if it waits by its own choice, asks for a sign of life if it is open. */
  hurry(): void;
  close(): void;
}

export function createConnection(options: ConnectionOptions): Connection {
  const { random, now, transports } = options;
  const alarm = createAlarm(now, options.timers, look);
  let status: LiveStatus = { phase: 'connecting', attempt: 0 };
  let link: Link | undefined;
  let generation = 0;
  let turn = 0;
  let malformed = 0;
  let isOver = false;
  /** What the phase waits for at the latest: open, welcome, a sign of life, the next try. */
  let dueMs = 0;
  let pingMs = 0;
  let opened = false;
  let welcomedMs: number | undefined;
  /** A sign of life was asked for and nothing was heard since. */
  let probed = false;
  let bye: ByeMessage | undefined;
  let refusal: LiveError | undefined;

  function become(next: Partial<LiveStatus> & Pick<LiveStatus, 'phase'>): void {
    const { retryInMs, ...lasting } = status;
    status = { ...lasting, ...next };
    options.onStatus(status);
  }

  function within(ms: number, hold = false): void {
    dueMs = now() + ms;
    alarm.by(dueMs, hold);
  }

  function drop(): void {
    if (welcomedMs !== undefined && now() - welcomedMs >= STABLE_AFTER_MS) status = { ...status, attempt: 0 };
    welcomedMs = undefined;
    generation += 1;
    alarm.clear();
    link?.close();
    link = undefined;
  }

  function connect(): void {
    drop();
    const mine = generation;
    const ifMine =
      <A extends unknown[]>(run: (...values: A) => void) =>
      (...values: A): void => {
        if (mine === generation) run(...values);
      };
    opened = false;
    probed = false;
    bye = refusal = undefined;
    within(PATIENCE_MS);
    try {
      link = transports[turn % transports.length]?.connect(options.baseUrl, {
        open: ifMine(greet),
        message: ifMine(receive),
        close: ifMine((code, reason) => lose(problemOfClose(code, reason, welcomedMs !== undefined, refusal), code)),
      });
      become({ phase: 'connecting' });
    } catch (error) {
      lose(problem('unreachable', String(error)));
    }
  }

  function greet(): void {
    opened = true;
    within(PATIENCE_MS);
    const { client } = options;
    write({ op: 'hello', v: PROTOCOL_VERSION, ...(client && { client }) });
  }

  function write(message: ClientMessage): void {
    link?.send(JSON.stringify(message));
  }

  function receive(text: string): void {
    const mine = generation;
    probed = false;
    if (welcomedMs !== undefined) dueMs = now() + pingMs;
    const messages = parseFrame(text);
    if (messages === undefined) malformed += 1;
    for (const message of messages ?? []) {
      try {
        take(message as ServerMessage);
      } catch {
        malformed += 1;
      }
      if (mine !== generation) return;
    }
    options.onFrameEnd();
  }

  function take(message: ServerMessage): void {
    if (message.op === 'welcome') welcome(message);
    else if (message.op === 'ping') write({ op: 'pong', n: message.n });
    else if (message.op === 'bye') bye = message;
    else if (message.op === 'err' && message.id === undefined) {
      refusal = problem(message.code, message.message);
      become({ phase: status.phase, lastError: refusal });
    } else if (welcomedMs !== undefined) options.onMessage(message);
  }

  function welcome(message: WelcomeMessage): void {
    if (welcomedMs !== undefined) return;
    if (!(Number.isFinite(message.tickMs) && Number.isFinite(message.pingMs))) {
      throw new TypeError('welcome: expected tickMs and pingMs');
    }
    welcomedMs = now();
    pingMs = message.pingMs;
    within(pingMs);
    const { lastError, ...lasting } = status;
    status = { ...lasting, tickMs: message.tickMs, epoch: message.e, node: message.node };
    options.onWelcome(message);
    become({ phase: 'open' });
  }

  /** Nothing heard for a while: asks, and gives up when that is not answered either. */
  function probe(): void {
    if (probed) return;
    probed = true;
    write({ op: 'ping', n: 0 });
    within(PATIENCE_MS);
  }

  function lose(reason: LiveError, closeCode = 0): void {
    if (welcomedMs === undefined) turn += 1;
    drop();
    const attempt = status.attempt + 1;
    const error = bye && mayReconnect(closeCode) ? problemOf(bye.code) : reason;
    if (!mayReconnect(closeCode)) {
      become({ phase: 'closed', attempt, lastError: error });
      return;
    }
    const retryInMs = bye ? askedMs(bye.retryMs, bye.jitterMs, attempt, random) : backoffMs(attempt, random);
    within(retryInMs, true);
    become({ phase: 'waiting', attempt, retryInMs, lastError: error });
  }

  /** The alarm rang: is anything due? */
  function look(): void {
    if (now() < dueMs) alarm.by(dueMs, status.phase === 'waiting');
    else if (status.phase === 'waiting') connect();
    else if (welcomedMs !== undefined && !probed) probe();
    else if (welcomedMs !== undefined) lose(problem('silent', 'Nothing was heard from the server for too long.'));
    else if (opened) lose(problem('no-welcome', 'The server did not greet in time.'));
    else lose(problem('unreachable', 'No connection came about in time.'));
  }

  connect();
  return {
    get status() {
      return status;
    },
    get malformed() {
      return malformed;
    },
    send(message) {
      if (welcomedMs !== undefined) write(message);
    },
    reconnect() {
      if (!isOver) connect();
    },
    hurry() {
      if (status.phase === 'open') probe();
      else if (status.phase === 'waiting' && bye === undefined) connect();
    },
    close() {
      if (isOver) return;
      isOver = true;
      drop();
      become({ phase: 'closed' });
    },
  };
}
