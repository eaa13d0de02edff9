/**
 * One reader's conversation, whatever carries it: hello, subscriptions, pings, limits, the end. It decides what is answered
 * and when the connection ends; bytes and timers belong to others. A mistake in one subscription does not end the connection,
 * a frame that is not of this protocol does.
 */
import {
  CODES,
  type Code,
  type HelloMessage,
  type Limits,
  PROTOCOL_VERSION,
  parseCursor,
  parseFrame,
  resolveTopic,
  type WelcomeMessage,
} from '@tallylight/protocol';
import type { Caller } from '../model/caller.ts';
import { type Credentials, isCaller } from '../model/credentials.ts';
import type { DeviceDoor, DeviceMessage } from '../model/device-door.ts';
import type { LiveCounts } from '../model/live-counts.ts';
import { createCarrier } from './carrier.ts';
import type { Channel, Watcher } from './channel.ts';
import { decodeClientMessage } from './client-message.ts';
import { createReader } from './core/reader.ts';
import { createDeviceSpeech, isDeviceMessage } from './device-speech.ts';
import { fetchFrames } from './fetch.ts';
import type { Hub } from './hub.ts';
import { RESUME_TTL_MS, type ResumeTokens, viewOf } from './resume-token.ts';
import { HIGH_WATER_BYTES, type LiveSession, type LiveSink, type TransportName } from './session.ts';
import { createSubscriptions, type Wanted } from './subscriptions.ts';
import { createTokenBucket } from './token-bucket.ts';

export interface PeerParts {
  readonly hub: Hub;
  readonly sink: LiveSink;
  readonly sid: string;
  readonly transport: TransportName;
  /** Who speaks, when that is known before the first message. */
  readonly caller: Caller | undefined;
  /** Judges tokens; without it everybody may see all. */
  readonly credentials: Credentials | undefined;
  readonly tokens: ResumeTokens;
  /** Where devices are handed on; without it none is taken here. */
  readonly devices?: DeviceDoor | undefined;
  /** Another connection that speaks for this session ends; this one has it now. */
  readonly takeOver: (sid: string, peer: Peer) => void;
  /** What welcome says of this server. */
  readonly greeting: Pick<WelcomeMessage, 'node' | 'tickMs' | 'pingMs' | 'durability' | 'limits' | 'resumeOutlives'>;
  readonly counts: LiveCounts;
  readonly monotonicMs: () => number;
  readonly onFault: (error: unknown) => void;
}

export interface Peer extends LiveSession, Watcher {
  readonly transport: TransportName;
  readonly openedMs: number;
  /** Which device speaks. */
  readonly device: string | undefined;
  /** Whether it has not said hello yet. */
  readonly isNew: boolean;
  /** Monotonic time since when it is over and its carrier not yet gone. */
  readonly endedMs: number | undefined;
  readonly subscriptions: number;
  /** Monotonic time since when it has had no subscription. */
  readonly unsubscribedSinceMs: number | undefined;
  /** Monotonic time since when its socket takes nothing and something waits. */
  readonly blockedSinceMs: number | undefined;
  /** Events that wait. */
  readonly waiting: number;
  /** Asks for a new token, once for each. */
  askForToken(inMs: number): void;
  /** Says why, and closes. */
  end(code: Code, message?: string): void;
  /** Says when to come back, and closes. */
  bye(code: Code, retryMs: number, jitterMs: number): void;
  terminate(): void;
}

/** Messages that may come at once before the rate counts. */
export const BURST = 40;
/** A device tells more at once than a reader asks. */
const DEVICE_FRAME_BYTES = 64 * 1024;
/** Pages of told gaps that wait until the socket takes them. */
const MAX_FETCHES = 16;

export function createPeer(parts: PeerParts): Peer {
  const { hub, sink, greeting, counts, tokens, monotonicMs } = parts;
  const { limits }: { limits: Limits } = greeting;
  const bucket = createTokenBucket(limits.messagesPerSecond, BURST, monotonicMs);
  const openedMs = monotonicMs();
  let sid = parts.sid;
  let caller = parts.caller;
  let phase: 'new' | 'signing-in' | 'greeted' | 'over' = 'new';
  /** Messages that came while the token was judged. */
  let held: unknown[] = [];
  let isOtherView = false;
  let restores = false;
  let unsubscribedSinceMs: number | undefined = openedMs;
  let blockedSinceMs: number | undefined;
  let endedMs: number | undefined;
  let askedUntilMs: number | undefined;
  const fetches: { readonly channel: Channel; readonly from: number; readonly to: number }[] = [];

  const say = (message: object): void => {
    if (phase !== 'over') sink.send(Buffer.from(JSON.stringify(message)), false);
  };
  const refuse = (code: Code, message: string, id?: number): void =>
    say({ op: 'err', ...(id === undefined ? {} : { id }), code, message });

  const carrier = createCarrier({
    sink,
    counts,
    isOver: () => phase === 'over',
    startsAnew: (follow) => subscriptions.startsAnew(follow),
    overflows: () => end('slow'),
  });
  const reader = createReader(carrier);
  const speech = createDeviceSpeech(parts.devices, parts.transport, {
    send(order) {
      if (phase !== 'greeted' || sink.pendingBytes >= HIGH_WATER_BYTES) return false;
      say({ op: 'cmd', ...order });
      return true;
    },
    end: (code, message) => end(code, message),
  });

  function end(code: Code, message: string = CODES[code].meaning): void {
    if (phase === 'over') return;
    refuse(code, message);
    close(code);
  }

  function close(code: Code): void {
    phase = 'over';
    peer.only = undefined;
    carrier.look();
    endedMs = monotonicMs();
    counts.end(code);
    subscriptions.clear();
    speech.closed();
    sink.close(code);
  }

  function issue(): Pick<WelcomeMessage, 'resume' | 'resumeTtlMs'> {
    const wanted = restores ? subscriptions.wanted.map(({ cursor: _, ...rest }) => rest) : [];
    const resume = tokens.issue({ sid, subject: caller?.subject ?? '', view: viewOf(caller), wanted });
    return { resume, resumeTtlMs: RESUME_TTL_MS };
  }

  function greet(hello: HelloMessage): void {
    if (!speech.admits(caller, hello.device)) {
      end('forbidden', 'this token may not speak for that device');
      return;
    }
    phase = 'greeted';
    restores = hello.restore === true;
    const token = hello.resume === undefined ? undefined : tokens.read(hello.resume);
    // A token of somebody else is as good as none: it does not replace signing in.
    const resumed = token?.subject === (caller?.subject ?? '') ? token : undefined;
    if (resumed !== undefined) {
      sid = resumed.sid;
      isOtherView = resumed.view !== viewOf(caller);
    }
    parts.takeOver(sid, peer);
    const { e, ...more } = { e: hub.epoch, ...greeting, ...issue() };
    const answer = hello.resume === undefined ? {} : { resumed: resumed !== undefined };
    say({ op: 'welcome', v: PROTOCOL_VERSION, sid, e, ...more, ...answer, ...speech.open(hello) });
    speech.begin();
    countSubscriptions();
    if (restores && resumed !== undefined) restore(resumed.wanted, hello.cursor);
  }

  function restore(wanted: readonly Wanted[], text: string | undefined): void {
    const cursor = text === undefined ? undefined : parseCursor(text);
    for (const one of wanted) {
      const topic = resolveTopic(one.topic);
      const o = topic && cursor?.offsets[topic];
      subscriptions.add(cursor === undefined || o === undefined ? one : { ...one, cursor: { e: cursor.epoch, o } });
    }
    countSubscriptions();
  }

  function countSubscriptions(): void {
    if (subscriptions.size > 0 || speech.device !== undefined) unsubscribedSinceMs = undefined;
    else unsubscribedSinceMs ??= monotonicMs();
  }

  /** Asks access who speaks; what is said meanwhile waits. Never rejects. */
  async function signIn(hello: HelloMessage, credentials: Credentials): Promise<void> {
    phase = 'signing-in';
    const found = await credentials.verify(hello.token ?? '');
    if (isOver()) return;
    if (!isCaller(found)) return end(found);
    caller = found;
    greet(hello);
    const waited = held;
    held = [];
    takeAll(waited);
  }

  async function renew(token: string, credentials: Credentials, before: Caller): Promise<void> {
    const found = await credentials.refresh(before, token);
    if (isOver()) return;
    // A token that is no good changes nothing; the old one ends when it ends.
    if (!isCaller(found)) return refuse(found, CODES[found].meaning);
    if (!speech.admits(found, speech.device)) return end('forbidden', 'this token may not speak for that device');
    const hadView = viewOf(caller);
    caller = found;
    askedUntilMs = undefined;
    peer.only = undefined;
    if (viewOf(found) !== hadView) subscriptions.callerChanged();
    countSubscriptions();
    say({ op: 'resume', ...issue() });
    hub.wake(peer);
  }

  /** A question, because awaiting lets anything happen. */
  const isOver = (): boolean => phase === 'over';

  function hello(message: HelloMessage): void {
    if (message.v !== PROTOCOL_VERSION) {
      end('version', `v must be ${PROTOCOL_VERSION}, received ${message.v}`);
      return;
    }
    if (phase !== 'new') return;
    const { credentials } = parts;
    // What is said in the first frame counts more than what came with the request: a page may be let in as anybody.
    if (credentials !== undefined && message.token !== undefined) signIn(message, credentials).catch(fail);
    else if (caller !== undefined || credentials === undefined) greet(message);
    else end('no-token');
  }

  function fail(error: unknown): void {
    parts.onFault(error);
    end('internal');
  }

  function takeOfDevice(message: DeviceMessage): void {
    if (phase !== 'greeted') {
      end('bad-frame', `the first message must be hello, received ${message.op}`);
      return;
    }
    const refusal = speech.take(message);
    if (refusal !== undefined) (refusal.isFinal ? end : refuse)(refusal.code, refusal.message);
  }

  function take(value: unknown): void {
    if (isDeviceMessage(value)) {
      takeOfDevice(value);
      return;
    }
    const decoded = decodeClientMessage(value);
    if ('ignored' in decoded) return;
    if ('fault' in decoded) {
      // With an id the reader can tell which subscription is wrong; without one it speaks something else.
      if (decoded.id === undefined || phase !== 'greeted') {
        end('bad-frame', decoded.fault);
        return;
      }
      refuse(decoded.aboutFilter ? 'bad-filter' : 'bad-frame', decoded.fault, decoded.id);
      return;
    }
    const { message } = decoded;
    if (message.op === 'hello') {
      hello(message);
      return;
    }
    if (phase !== 'greeted') {
      end('bad-frame', `the first message must be hello, received ${message.op}`);
      return;
    }
    switch (message.op) {
      case 'sub':
        subscriptions.add(message);
        return;
      case 'unsub':
        subscriptions.remove(message.id);
        return;
      case 'fetch':
        fetch(message.id, message.from, message.to);
        return;
      case 'ping':
        say({ op: 'pong', n: message.n });
        return;
      case 'auth':
        if (parts.credentials !== undefined && caller !== undefined)
          renew(message.token, parts.credentials, caller).catch(fail);
        return;
      case 'pong':
        return;
    }
  }

  function fetch(id: number, from: number, to: number): void {
    const channel = subscriptions.channelOf(id);
    if (channel?.hasEvents !== true) {
      refuse('bad-frame', `id must be a subscription with events, received ${id}`, id);
      return;
    }
    if (fetches.length >= MAX_FETCHES) {
      refuse('too-many-requests', `at most ${MAX_FETCHES} fetches wait`, id);
      return;
    }
    fetches.push({ channel, from, to });
  }

  function takeAll(values: readonly unknown[]): void {
    const before = subscriptions.wanted;
    peer.only = undefined;
    for (const value of values) {
      if (isOver()) return;
      // A device has an allowance of its own, which outlasts its connections.
      if (!(speech.device !== undefined && isDeviceMessage(value)) && !bucket.take()) {
        end('too-many-requests', `at most ${limits.messagesPerSecond} messages a second, ${BURST} at once`);
        return;
      }
      if (phase === 'signing-in') held.push(value);
      else take(value);
    }
    if (phase !== 'greeted') return;
    countSubscriptions();
    const { wanted } = subscriptions;
    const hasChanged = wanted.length !== before.length || wanted.some((one, index) => one !== before[index]);
    if (restores && hasChanged) say({ op: 'resume', ...issue() });
    hub.wake(peer);
  }

  const peer: Peer = {
    isQueued: false,
    only: undefined,
    sink,
    transport: parts.transport,
    openedMs,
    get sid() {
      return sid;
    },
    get caller() {
      return caller;
    },
    get cursor() {
      return subscriptions.cursor;
    },
    get device() {
      return speech.device;
    },
    get isNew() {
      return phase === 'new' || phase === 'signing-in';
    },
    get endedMs() {
      return endedMs;
    },
    get subscriptions() {
      return subscriptions.size;
    },
    get unsubscribedSinceMs() {
      return unsubscribedSinceMs;
    },
    get blockedSinceMs() {
      return blockedSinceMs;
    },
    get waiting() {
      return reader.count;
    },
    receive(text) {
      if (isOver()) return;
      try {
        const isDevice = speech.device !== undefined || caller?.has('device') === true;
        const most = isDevice ? Math.max(DEVICE_FRAME_BYTES, limits.frameBytes) : limits.frameBytes;
        if (text.length > most) return end('too-large', `a frame may have ${most} bytes, received ${text.length}`);
        const messages = parseFrame(text);
        if (messages === undefined) return end('bad-frame', 'a frame must be a JSON object or an array of objects');
        takeAll(messages);
      } catch (error) {
        fail(error);
      }
    },
    flush(nowMs) {
      if (phase !== 'greeted') return;
      carrier.look();
      // One frame is one write anyhow.
      const joins = fetches.length > 0 || blockedSinceMs !== undefined || reader.fresh() > 1;
      if (joins) sink.cork?.();
      reader.flush(nowMs);
      while (fetches.length > 0 && !carrier.isFull) {
        const { channel, from, to } = fetches.shift() as (typeof fetches)[number];
        for (const frame of fetchFrames(channel, { from, to })) sink.send(frame, false);
      }
      if (joins) sink.uncork?.();
      peer.only = reader.follows.length === 1 && fetches.length === 0 ? reader.follows[0] : undefined;
      if (!carrier.isFull || isOver()) blockedSinceMs = undefined;
      else if (fetches.length > 0 || reader.waits) blockedSinceMs ??= nowMs;
    },
    askForToken(inMs) {
      const until = caller?.expiresAtMs;
      if (askedUntilMs === until || phase !== 'greeted') return;
      askedUntilMs = until;
      say({ op: 'authreq', inMs });
    },
    end,
    bye(code, retryMs, jitterMs) {
      if (isOver()) return;
      say({ op: 'bye', code, retryMs, jitterMs });
      close(code);
    },
    terminate() {
      peer.closed();
      sink.terminate();
    },
    closed() {
      if (phase !== 'over') subscriptions.clear();
      phase = 'over';
      peer.only = undefined;
      speech.closed();
    },
  };

  const subscriptions = createSubscriptions({
    hub,
    reader,
    watcher: peer,
    maxSubscriptions: limits.subscriptions,
    counts,
    caller: () => caller,
    isOtherView: () => isOtherView,
    say,
  });
  sink.onDrain = () => hub.wake(peer);
  return peer;
}
