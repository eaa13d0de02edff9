/**
 * The life of the connection: get a token, connect, greet, listen, notice its end, wait, try again. One link at a time; a
 * generation number makes the callbacks of every earlier link void. Knows no WebSocket and no topic: frames that are not about
 * the connection itself go to `onMessage`.
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
import { check } from './check.ts';
import { createChoice } from './choice.ts';
import { problem, problemOf, problemOfClose } from './problem.ts';
import type { LiveError, LiveStatus } from './status.ts';
import { createTokenSource, type Token } from './token.ts';
import type { Link, Transport } from './transport.ts';

/** How long, ms, the host has to give a token, the last way to be greeted, and a ping to be answered. */
const PATIENCE_MS = 10_000;
/** How long, ms, a way that is not the last one has until the server's greeting has come. */
const TRIAL_MS = 3_000;

export interface ConnectionOptions {
  readonly baseUrl: URL;
  /** At least one; see choice.ts for which is taken. */
  readonly transports: readonly Transport[];
  readonly token?: Token;
  /** Who speaks: parts of the hello. */
  readonly client?: HelloMessage['client'];
  readonly device?: string;
  readonly random: () => number;
  readonly now: () => number;
  readonly timers: Timers;
  readonly readers: Readers;
  onStatus(status: LiveStatus): void;
}

/** Who has something to say and to hear on the connection. */
export interface Readers {
  /** What is said in the first breath, where the transport says all at once. */
  opening(): readonly ClientMessage[];
  /** Greeted, or greeted again. Called before the status says `open`. */
  welcome(message: WelcomeMessage): void;
  /** May throw at a message of the wrong shape. */
  take(message: ServerMessage): void;
  /** All messages of a frame were given. */
  flush(): void;
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
  const { random, now, readers } = options;
  const first = options.transports[0] as Transport;
  const alarm = createAlarm(now, options.timers, look);
  const choice = createChoice(options.transports, now, random);
  const getToken = createTokenSource(options.token);
  let status: LiveStatus = { phase: 'connecting', attempt: 0 };
  let link: Link | undefined;
  let generation = 0;
  let malformed = 0;
  let isOver = false;
  /** What the phase waits for at the latest: a token, a welcome, a sign of life, the next try. */
  let dueMs = 0;
  let pingMs = 0;
  let token: string | undefined;
  let welcome: WelcomeMessage | undefined;
  let welcomedMs = 0;
  /** A sign of life was asked for and nothing was heard since. */
  let probed = false;
  /** Why it is going to end, and when to come back: the server's own words. */
  let refusal: LiveError | undefined;
  let asked: Pick<ByeMessage, 'retryMs' | 'jitterMs'> | undefined;
  /** From an earlier life: the server lets go of that one when it sees this. */
  let resume: string | undefined;
  /** Looks whether the first choice is there again, while another way is in use; and when to begin or to give up. */
  let scout: Link | undefined;
  let scoutMs = 0;

  function become(next: { readonly [K in keyof LiveStatus]?: LiveStatus[K] | undefined }): void {
    status = { ...status, retryInMs: undefined, ...next } as LiveStatus;
    options.onStatus(status);
  }

  function within(ms: number, hold = false): void {
    dueMs = now() + ms;
    alarm.by(dueMs, hold);
  }

  function drop(): void {
    if (welcome !== undefined && now() - welcomedMs >= STABLE_AFTER_MS) status = { ...status, attempt: 0 };
    welcome = undefined;
    generation += 1;
    alarm.clear();
    scoutMs = Number.POSITIVE_INFINITY;
    scout?.close();
    link?.close();
    scout = link = undefined;
  }

  /** For callbacks of this link: without effect once it is left. */
  function ifMine<A extends unknown[]>(run: (...values: A) => void): (...values: A) => void {
    const mine = generation;
    return (...values) => {
      if (mine === generation) run(...values);
    };
  }

  function connect(): void {
    drop();
    probed = false;
    asked = refusal = undefined;
    become({ phase: 'connecting' });
    const given = getToken();
    if (typeof given !== 'object') {
      start(given);
      return;
    }
    within(PATIENCE_MS);
    given.then(
      ifMine(start),
      ifMine((error) => {
        refusal = problem('token-failed', `${error}`);
        lose(refusal);
      }),
    );
  }

  function start(given: string | undefined): void {
    token = given;
    const mine = generation;
    const [transport, other] = choice.order as readonly [Transport, Transport?];
    within(other === undefined ? PATIENCE_MS : TRIAL_MS);
    try {
      link = transport.connect(options.baseUrl, {
        hello,
        opening: () =>
          mine === generation ? `[${[hello(), ...readers.opening().map((sub) => JSON.stringify(sub))]}]` : '',
        paceMs: () => (welcome === undefined ? 0 : (status.tickMs as number)),
        message: ifMine(receive),
        close: ifMine(end),
      });
    } catch (error) {
      lose(problem('unreachable', `${error}`));
    }
  }

  const hello = (): string => {
    const { client, device } = options;
    return JSON.stringify({ op: 'hello', v: PROTOCOL_VERSION, client, device, token, resume });
  };

  function write(message: ClientMessage): void {
    if (welcome !== undefined) link?.send(JSON.stringify(message), welcome.sid);
  }

  function receive(text: string): void {
    const mine = generation;
    probed = false;
    if (welcome !== undefined) within(pingMs);
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
    readers.flush();
  }

  function take(message: ServerMessage): void {
    if (message.op === 'welcome') greeted(message);
    else if (message.op === 'ping') write({ op: 'pong', n: message.n });
    else if (message.op === 'bye') {
      asked = message;
      refusal = problemOf(message.code);
    } else if (message.op === 'close') end(message.code, message.reason);
    else if (message.op === 'resume') resume = message.resume;
    else if (message.op === 'authreq') renew();
    else if (message.op === 'err' && message.id === undefined) {
      const { retryMs = -1 } = message;
      if (retryMs >= 0) asked = { retryMs, jitterMs: retryMs };
      refusal = problem(message.code, message.message);
      become({ lastError: refusal });
    } else if (welcome !== undefined) readers.take(message);
  }

  /** Over a transport that says all at once, every answer begins with a welcome. */
  function greeted(message: WelcomeMessage): void {
    check(message.tickMs > 0 && message.pingMs > 0);
    const isFirst = welcome === undefined;
    welcome = message;
    ({ pingMs, resume } = message);
    within(pingMs);
    readers.welcome(message);
    const { e: epoch, node } = message;
    if (!isFirst && epoch === status.epoch) return;
    if (isFirst) {
      welcomedMs = now();
      choice.won();
      rest();
    }
    const { name, tickMs = 0 } = choice.order[0] as Transport;
    become({
      phase: 'open',
      lastError: undefined,
      transport: name,
      tickMs: Math.max(message.tickMs, tickMs),
      epoch,
      node,
    });
  }

  function rest(): void {
    scout?.close();
    scout = undefined;
    scoutMs = now() + choice.reprobeInMs();
    alarm.by(scoutMs);
  }

  /** A second, short connection, which ends with the server's greeting. Only then is the one in use given up. */
  function seek(): void {
    const found = ifMine(() => {
      choice.won(first);
      connect();
    });
    scoutMs = now() + TRIAL_MS;
    alarm.by(scoutMs);
    try {
      scout = first.connect(options.baseUrl, {
        hello,
        opening: hello,
        paceMs: () => 0,
        message: (text) => text.includes('"welcome"') && found(),
        close() {},
      });
    } catch {
      rest();
    }
  }

  /** The credential is about to expire. A host that has no newer one will see the connection end. */
  function renew(): void {
    const use = ifMine((fresh: string | undefined) => {
      token = fresh;
      if (fresh !== undefined) write({ op: 'auth', token: fresh });
    });
    Promise.resolve(getToken()).then(use, () => {});
  }

  /** Nothing heard for a while: asks, and gives up when that is not answered either. */
  function probe(): void {
    if (probed) return;
    probed = true;
    write({ op: 'ping', n: 0 });
    within(PATIENCE_MS);
  }

  function end(closeCode: number, reason: string): void {
    lose(problemOfClose(closeCode, reason, welcome !== undefined, refusal), closeCode);
  }

  function lose(reason: LiveError, closeCode = 0): void {
    const isFinal = !mayReconnect(closeCode);
    // A server that has spoken was reached: another way leads to the same one.
    const isOther = welcome === undefined && refusal === undefined;
    drop();
    if (!isFinal && isOther && choice.next()) {
      connect();
      return;
    }
    const attempt = status.attempt + 1;
    const retryInMs = isFinal ? undefined : asked ? askedMs(asked, attempt, random) : backoffMs(attempt, random);
    if (retryInMs !== undefined) within(retryInMs, true);
    const lastError = (asked && refusal) ?? reason;
    become({ phase: isFinal ? 'closed' : 'waiting', attempt, retryInMs, lastError });
  }

  /** The alarm rang: is anything due? */
  function look(): void {
    if (now() >= scoutMs) (scout === undefined ? seek : rest)();
    else alarm.by(scoutMs);
    if (now() < dueMs) alarm.by(dueMs, status.phase === 'waiting');
    else if (status.phase === 'waiting') connect();
    else if (welcome === undefined) lose(problem(link ? 'no-welcome' : 'token-failed', 'Too late.'));
    else if (probed) lose(problem('silent', 'No word for too long.'));
    else probe();
  }

  connect();
  return {
    get status() {
      return status;
    },
    get malformed() {
      return malformed;
    },
    send: write,
    reconnect() {
      if (!isOver) connect();
    },
    hurry() {
      if (status.phase === 'open') probe();
      else if (status.phase === 'waiting' && asked === undefined) connect();
    },
    close() {
      if (isOver) return;
      isOver = true;
      drop();
      become({ phase: 'closed' });
    },
  };
}
