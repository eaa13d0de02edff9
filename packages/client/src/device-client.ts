/**
 * A player as the server sees it: heartbeats on an interval, what it plays, commands that it answers. Over WebSocket where a
 * server takes devices there, else by POST; it goes from one to the other by itself and keeps what could not be told yet. This
 * file joins the parts and owns the one timer.
 */
import type { ServerMessage } from '@tallylight/protocol';
import { createAlarm, type Timers } from './alarm.ts';
import { type Connection, createConnection } from './connection.ts';
import { type CommandHandler, createCommandDesk } from './device-commands.ts';
import { postHeartbeat, toBody } from './device-post.ts';
import { createDeviceQueue, type Fact, type PlaybackFact, type Playing } from './device-queue.ts';
import { createListeners } from './listeners.ts';
import type { LiveError } from './status.ts';
import { createTokenSource, type Token } from './token.ts';
import type { Transport } from './transport.ts';
import { resolveUrl } from './url.ts';
import { onWake } from './wake.ts';
import { webSocketTransport } from './websocket.ts';

export interface DeviceClientOptions {
  /** Base of the versioned API: `https://host/tallylight/v1`. */
  readonly url: string | URL;
  /** Its id. */
  readonly device: string;
  readonly token?: Token;
  /** What the device measures, as `POST devices/:id/heartbeat` takes it; asked before each heartbeat. What it throws is left out. */
  readonly measure?: () => Readonly<Record<string, unknown>> | Promise<Readonly<Record<string, unknown>>>;
  /** Does a command. Without it every command is rejected. */
  readonly onCommand?: CommandHandler;
  /** @default 30 000 ms, or what the server asks for */
  readonly intervalMs?: number;
  /** Facts that are kept while nobody can be told. @default 200 */
  readonly queue?: number;
  /** Ways for a conversation; none: heartbeats by POST alone. @default WebSocket */
  readonly transports?: readonly Transport[];
  readonly random?: () => number;
  readonly now?: () => number;
  readonly timers?: Timers;
}

export interface DeviceStatus {
  /** Whether the last thing said is known to have arrived. */
  readonly phase: 'connecting' | 'online' | 'offline' | 'closed';
  /** The way that is used. */
  readonly way: 'websocket' | 'post' | undefined;
  /** Facts that wait. */
  readonly queued: number;
  /** Facts that were let go, for want of room. */
  readonly dropped: number;
  readonly lastError: LiveError | undefined;
}

export interface DeviceClient {
  readonly status: DeviceStatus;
  onStatus(listener: (status: DeviceStatus) => void): () => void;
  /** It plays this from now on; null: nothing. Told at once, or as soon as somebody can be told. */
  play(playing: Playing): void;
  /** A heartbeat now. */
  beat(): void;
  /** Tries the best way now. */
  reconnect(): void;
  close(): void;
}

const INTERVAL_MS = 30_000;
/** A server that takes no devices on its socket is asked again after this and up to as much again, ms. */
const RETRY_SOCKET_MS = 600_000;
/** How long a socket has to come about, or to come back, ms, before heartbeats go by POST. */
const SOCKET_GRACE_MS = 3_000;
/** Facts that are told in one breath; the next ones wait until the server is known to have these. */
const BREATH = 50;
/** A POST that takes longer than this, ms, is given up. */
const POST_PATIENCE_MS = 10_000;

export function createDeviceClient(options: DeviceClientOptions): DeviceClient {
  const { device, now = () => performance.now(), timers = globalThis, random = Math.random } = options;
  const { transports = [webSocketTransport()] } = options;
  const baseUrl = resolveUrl(options.url);
  const queue = createDeviceQueue(options.queue ?? 200);
  const listeners = createListeners<DeviceStatus>();
  const getToken = createTokenSource(options.token);
  const alarm = createAlarm(now, timers, look);
  const obey = createCommandDesk(options.onCommand, (ack) => tell(ack));
  let intervalMs = options.intervalMs ?? INTERVAL_MS;
  let connection: Connection | undefined;
  let status: DeviceStatus = { phase: 'connecting', way: undefined, queued: 0, dropped: 0, lastError: undefined };
  let seq = 0;
  /** Begins anywhere, so that a player that starts anew is not taken for one that repeats itself. */
  let playbacks = Math.floor(random() * 2 ** 31);
  /** What plays; told again to a server that may not know it, as of then. */
  let shown: PlaybackFact | undefined;
  /** A socket that comes about soon is worth waiting for: before this, nothing is posted. */
  let postFromMs = transports.length === 0 ? now() : now() + SOCKET_GRACE_MS;
  let beatMs = postFromMs;
  let socketMs = Number.POSITIVE_INFINITY;
  /** Whether the socket is open and takes devices, and whether it was told what plays since it does. */
  let isTaken = false;
  let isRetold = false;
  let posting: AbortController | undefined;
  let isOver = false;
  /** What was said on this socket before ping `n`: when it is answered, the server has it. */
  let said: { readonly n: number; readonly facts: readonly Fact[] } | undefined;

  function become(next: Partial<DeviceStatus>): void {
    const { facts, dropped } = queue;
    status = { ...status, ...next, queued: facts.length, dropped };
    listeners.tell(status);
  }

  function openSocket(): void {
    connection?.close();
    socketMs = Number.POSITIVE_INFINITY;
    isTaken = false;
    if (transports.length === 0) return;
    connection = createConnection({
      ...options,
      baseUrl,
      transports,
      random,
      now,
      timers,
      readers: {
        opening: () => [],
        welcome(message) {
          isTaken = message.device !== undefined;
          said = undefined;
          isRetold = false;
          // The first beat follows at once, and sets the next.
          intervalMs = options.intervalMs ?? message.heartbeatMs ?? intervalMs;
        },
        take,
        flush() {},
      },
      onStatus({ phase, lastError }) {
        const wasTaken = status.way === 'websocket';
        if (phase !== 'open') isTaken = false;
        if (phase === 'open' && isTaken) {
          become({ phase: 'online', way: 'websocket', lastError: undefined });
          beat();
        } else if (phase === 'open' || phase === 'closed') {
          // Not for devices, or not for this one: by POST, and another look later.
          if (phase === 'open') queueMicrotask(() => isTaken || connection?.close());
          else {
            socketMs = now() + RETRY_SOCKET_MS * (1 + random());
            postSoon(0);
          }
        } else if (phase === 'waiting') {
          if (wasTaken) become({ phase: 'offline', way: undefined, lastError });
          postSoon(wasTaken ? SOCKET_GRACE_MS : 0);
        }
      },
    });
  }

  /** Heartbeats go by POST, from then on. */
  function postSoon(inMs: number): void {
    if (status.way === 'post' || isOver) return;
    postFromMs = now() + inMs;
    beatMs = Math.min(beatMs, postFromMs);
    look();
  }

  function take(message: ServerMessage): void {
    if (message.op === 'cmd') {
      const { command: id, name, args, expiresInMs } = message;
      obey({ id, name, args, expiresInMs });
    } else if (message.op === 'pong' && said?.n === message.n) {
      queue.delivered(said.facts);
      said = undefined;
      become({ phase: 'online' });
      if (queue.facts.length > 0) sayFacts();
    }
  }

  function tell(fact: Fact): void {
    if (isOver) return;
    queue.add(fact);
    become({});
    if (isTaken) sayFacts();
    else if (posting === undefined && now() >= postFromMs) post();
  }

  /** All that waits, and a ping after it; what is added meanwhile waits for its answer. */
  function sayFacts(): void {
    if (said !== undefined || queue.facts.length === 0) return;
    said = { n: ++seq, facts: queue.facts.slice(0, BREATH) };
    for (const fact of said.facts) {
      if (fact.op === 'ack') connection?.send(fact);
      else sayPlayback(fact, Math.round(now() - fact.sinceMs));
    }
    connection?.send({ op: 'ping', n: said.n });
  }

  function sayPlayback({ playing, n }: PlaybackFact, agoMs: number): void {
    connection?.send({ op: 'playback', playing, agoMs, n });
  }

  /** Never rejects. */
  async function measured(): Promise<Readonly<Record<string, unknown>>> {
    try {
      return { ...(await options.measure?.()) };
    } catch {
      return {};
    }
  }

  async function sayBeat(): Promise<void> {
    const body = await measured();
    if (isTaken) connection?.send({ op: 'hb', seq: ++seq, body });
  }

  /** Sets the next one too. */
  function beat(): void {
    if (isOver) return;
    beatMs = now() + intervalMs;
    alarm.by(beatMs, true);
    if (isTaken) {
      // Of what is in the queue the server will hear.
      if (!isRetold && shown && !queue.facts.includes(shown)) sayPlayback(shown, 0);
      isRetold = true;
      sayFacts();
      void sayBeat();
    } else post();
  }

  function post(): void {
    posting?.abort();
    const stop = new AbortController();
    posting = stop;
    const limit = timers.setTimeout(() => stop.abort(), POST_PATIENCE_MS);
    void exchange(stop).then((isDone) => {
      timers.clearTimeout(limit);
      if (posting !== stop) return;
      posting = undefined;
      // Answers that were found meanwhile.
      if (isDone && queue.facts.length > 0 && !isTaken && !isOver) post();
    });
  }

  /** Whether it was taken. Never rejects. */
  async function exchange(stop: AbortController): Promise<boolean> {
    const { carried, body } = toBody(queue.facts, shown?.playing, now());
    try {
      const { intervalMs: wantedMs, commands } = await send(stop, body);
      if (posting !== stop || isOver) return false;
      queue.delivered(carried);
      if (!isTaken) become({ phase: 'online', way: 'post', lastError: undefined });
      if (wantedMs > 0) suggest(wantedMs);
      for (const command of commands) obey(command);
      return true;
    } catch (error) {
      if (posting === stop && !isOver && !isTaken) become({ phase: 'offline', way: 'post', lastError: toError(error) });
      return false;
    }
  }

  async function send(stop: AbortController, body: object): ReturnType<typeof postHeartbeat> {
    const token = await getToken();
    const whole = { ...(await measured()), ...body, seq: ++seq };
    return postHeartbeat(baseUrl, device, token, whole, stop.signal);
  }

  /** The server wants to hear more, or less, often. */
  function suggest(ms: number): void {
    if (options.intervalMs !== undefined) return;
    beatMs += ms - intervalMs;
    intervalMs = ms;
    alarm.clear();
    look();
  }

  function look(): void {
    if (isOver) return;
    if (now() >= socketMs) openSocket();
    if (now() >= beatMs) beat();
    alarm.by(socketMs);
    alarm.by(beatMs, true);
  }

  openSocket();
  alarm.by(beatMs, true);
  const stopWaking = onWake(() => {
    connection?.hurry();
    beat();
  });
  return {
    get status() {
      return status;
    },
    onStatus: listeners.add,
    play(playing) {
      shown = { op: 'playback', playing, n: ++playbacks, sinceMs: now() };
      tell(shown);
    },
    beat,
    reconnect() {
      if (isOver) return;
      openSocket();
      beat();
    },
    close() {
      if (isOver) return;
      isOver = true;
      isTaken = false;
      stopWaking();
      alarm.clear();
      posting?.abort();
      connection?.close();
      become({ phase: 'closed' });
    },
  };
}

function toError(error: unknown): LiveError {
  const { code, message } = error as { code?: LiveError['code']; message: string };
  return { code: typeof code === 'string' ? code : 'unreachable', message };
}
