/**
 * All sessions of this process, whatever carries them: who holds which sid, who is let go and when (no hello, nothing
 * subscribed, takes nothing, too old, token ended), and the goodbye when the server closes. One timer for all.
 */
import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { createPeer, type Peer, type PeerParts } from './peer.ts';
import type { LiveSessions, TransportName } from './session.ts';

export interface SessionsParts
  extends Pick<PeerParts, 'hub' | 'tokens' | 'devices' | 'greeting' | 'counts' | 'onFault'> {
  readonly clock: Clock;
  /** How long a connection may have no subscription. */
  readonly inactiveMs: number;
  /** How long one may last, give or take a tenth. */
  readonly maxAgeMs: number;
  readonly onCounts: (counts: Readonly<Record<TransportName, number>>) => void;
  readonly random: () => number;
}

export interface RunningSessions extends LiveSessions {
  /** Connections now, by what they are: subject kinds and transports, for people. */
  stats(): LiveStats;
  /** Peers that are open. */
  readonly size: number;
}

export interface LiveStats {
  readonly connections: Readonly<Record<TransportName, number>>;
  readonly subjects: Readonly<Record<'person' | 'shared' | 'device' | 'unknown', number>>;
  readonly subscriptions: number;
  /** Readers whose socket takes nothing now, and what waits for them. */
  readonly slow: number;
  readonly waiting: number;
  readonly channels: number;
}

const HELLO_TIMEOUT_MS = 5000;
/** A peer that takes nothing for this long is gone or will never keep up. */
const STALL_MS = 15_000;
/** A new token is asked for so long before the old one ends, and waited for so long after. */
const ASK_BEFORE_MS = 60_000;
const TOKEN_GRACE_MS = 25_000;
/** Those who are sent away come back spread out, so that the next server is not stormed: so many a second. */
const RETURNS_PER_SECOND = 300;
const MIN_JITTER_MS = 2000;
/** One that was told to go and whose socket takes nothing is cut after this. */
const CLOSE_PATIENCE_MS = 10_000;
const CHECK_MS = 1000;
const CLOSE_GRACE_MS = 1000;

export function createSessions(parts: SessionsParts): RunningSessions {
  const { clock, hub, counts } = parts;
  const peers = new Map<Peer, { readonly endsAtMs: number }>();
  const bySid = new Map<string, Peer>();
  const open: Record<TransportName, number> = { websocket: 0, sse: 0, poll: 0 };
  let onEmpty: (() => void) | undefined;

  function takeOver(sid: string, peer: Peer): void {
    const other = bySid.get(sid);
    bySid.set(sid, peer);
    if (other !== undefined && other !== peer) other.end('taken-over');
  }

  function forget(peer: Peer): void {
    if (!peers.delete(peer)) return;
    if (bySid.get(peer.sid) === peer) bySid.delete(peer.sid);
    open[peer.transport] -= 1;
    parts.onCounts(open);
    if (peers.size === 0) onEmpty?.();
  }

  function check(): void {
    const nowMs = clock.monotonicMs();
    const dateMs = clock.nowMs();
    let slow = 0;
    let waiting = 0;
    for (const [peer, { endsAtMs }] of peers) {
      if (peer.blockedSinceMs !== undefined) slow += 1;
      waiting += peer.waiting;
      judge(peer, endsAtMs, nowMs, dateMs);
    }
    counts.slowReaders = slow;
    counts.waitingEvents = waiting;
  }

  function judge(peer: Peer, endsAtMs: number, nowMs: number, dateMs: number): void {
    if (peer.endedMs !== undefined) {
      if (nowMs - peer.endedMs > CLOSE_PATIENCE_MS) peer.terminate();
      return;
    }
    if (peer.isNew) {
      if (nowMs - peer.openedMs > HELLO_TIMEOUT_MS) peer.end('hello-timeout');
      return;
    }
    if (peer.blockedSinceMs !== undefined && nowMs - peer.blockedSinceMs > STALL_MS) {
      counts.end('slow');
      peer.terminate();
      return;
    }
    const expiresAtMs = peer.caller?.expiresAtMs;
    if (expiresAtMs !== undefined) {
      const leftMs = expiresAtMs - dateMs;
      if (leftMs < -TOKEN_GRACE_MS) {
        peer.end('token-expired');
        return;
      }
      if (leftMs <= ASK_BEFORE_MS) peer.askForToken(Math.max(0, Math.round(leftMs)));
    }
    if (peer.unsubscribedSinceMs !== undefined && nowMs - peer.unsubscribedSinceMs > parts.inactiveMs) {
      peer.end('inactive');
      return;
    }
    if (nowMs > endsAtMs) peer.bye('rotating', 0, MIN_JITTER_MS);
  }

  const stop = clock.every(CHECK_MS, check);

  return {
    counts: open,
    get size() {
      return peers.size;
    },
    open(sink, caller, { transport, credentials }) {
      const peer = createPeer({
        hub,
        sink,
        sid: randomBytes(16).toString('base64url'),
        transport,
        caller,
        credentials,
        tokens: parts.tokens,
        devices: parts.devices,
        takeOver,
        greeting: parts.greeting,
        counts,
        monotonicMs: () => clock.monotonicMs(),
        onFault: parts.onFault,
      });
      const ageMs = parts.maxAgeMs * (0.9 + 0.2 * parts.random());
      peers.set(peer, { endsAtMs: clock.monotonicMs() + ageMs });
      open[transport] += 1;
      parts.onCounts(open);
      const closed = peer.closed.bind(peer);
      peer.closed = () => {
        closed();
        forget(peer);
      };
      return peer;
    },
    stats() {
      const subjects = { person: 0, shared: 0, device: 0, unknown: 0 };
      let subscriptions = 0;
      let slow = 0;
      let waiting = 0;
      for (const peer of peers.keys()) {
        const { caller } = peer;
        if (peer.device !== undefined) subjects.device += 1;
        else if (caller === undefined) subjects.unknown += 1;
        else if (caller.shared) subjects.shared += 1;
        else subjects[caller.has('device') ? 'device' : 'person'] += 1;
        subscriptions += peer.subscriptions;
        waiting += peer.waiting;
        if (peer.blockedSinceMs !== undefined) slow += 1;
      }
      return { connections: { ...open }, subjects, subscriptions, slow, waiting, channels: hub.channels };
    },
    async close() {
      stop();
      if (peers.size === 0) return;
      const gone = new Promise<void>((resolve) => {
        onEmpty = resolve;
      });
      const jitterMs = Math.max(MIN_JITTER_MS, Math.round((peers.size / RETURNS_PER_SECOND) * 1000));
      for (const peer of [...peers.keys()]) peer.bye('draining', 1000, jitterMs);
      let cut = (): void => {};
      const grace = new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, CLOSE_GRACE_MS);
        cut = () => clearTimeout(timer);
      });
      await Promise.race([gone, grace]);
      cut();
      for (const peer of [...peers.keys()]) peer.terminate();
    },
  };
}
