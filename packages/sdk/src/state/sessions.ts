/**
 * Who is watching now. A session over HLS or DASH has no connection, so it ends when nothing was asked for long enough
 * (three target durations, at least the floor); one opened by the host ends when the host, or its socket, says so.
 */
import type { SessionEndReason } from '@tallylight/protocol';
import { Histogram, SESSION_BOUNDS_SECONDS } from '../model/histogram.ts';
import { DEVICE_CLASSES, type DeviceClass } from '../model/session-identity.ts';
import type { Cap } from './cap.ts';
import type { Country } from './countries.ts';
import { Session, type SessionTime } from './session.ts';
import { GRAVE, PAGE_SLOTS, SessionPage } from './session-page.ts';
import type { Stream } from './stream.ts';
import type { Emit } from './streams.ts';

/** Why sessions end, in the order of their counters. */
export const SESSION_END_REASONS: readonly SessionEndReason[] = ['left', 'idle', 'aborted', 'removed', 'closed'];

const FREE = 0;
const ENDS_BY_IDLENESS = 1;
const ENDS_BY_OWNER = 2;

/** How many target durations a player may be quiet before it is gone. */
const IDLE_TARGET_DURATIONS = 3;

export interface NewSession {
  readonly key: string;
  readonly stream: Stream;
  readonly country: Country;
  readonly deviceClass: DeviceClass;
  /** Whether it ends by idleness; else only by close(). */
  readonly endsByIdleness: boolean;
}

export interface Sessions {
  /** The open session of this key. */
  get(key: string): Session | undefined;
  /** Opens a session; `undefined` when there is no room (counted by the cap). */
  open(session: NewSession, nowMs: number): Session | undefined;
  close(session: Session, reason: SessionEndReason, nowMs: number): void;
  /** Ends what has been quiet for too long, at the moment it was last seen. */
  sweep(nowMs: number): void;
  /** Ends the sessions of a stream that goes; what their handles still count is for `heir`. */
  closeAllOf(stream: Stream, heir: Stream, nowMs: number): void;
  /** Keeps the clock that handles read. */
  tell(nowMs: number): void;
  readonly now: number;
  readonly started: number;
  /** Ended sessions by reason, in the order of {@link SESSION_END_REASONS}. */
  readonly ended: Float64Array;
  /** Started sessions by country and device class. */
  readonly startedBy: ReadonlyMap<Country, Float64Array>;
  readonly durations: Histogram;
  readonly cap: Cap;
  all(): Iterable<Session>;
}

export function createSessions(parts: { cap: Cap; idleFloorMs: number; emit: Emit }): Sessions {
  const { cap, idleFloorMs, emit } = parts;
  const byKey = new Map<string, Session>();
  const pages: SessionPage[] = [];
  const free: number[] = [];
  const time: SessionTime = { nowMs: 0 };
  const ended = new Float64Array(SESSION_END_REASONS.length);
  const startedBy = new Map<Country, Float64Array>();
  const durations = new Histogram(SESSION_BOUNDS_SECONDS);
  let started = 0;

  function takeSlot(): number {
    const slot = free.pop();
    if (slot !== undefined) return slot;
    const page = new SessionPage(pages.length * PAGE_SLOTS);
    pages.push(page);
    // Handed out from the low end, so that a quiet server touches one page.
    for (let index = PAGE_SLOTS - 1; index > 0; index -= 1) free.push(page.base + index);
    return page.base;
  }

  function end(session: Session, reason: SessionEndReason, atMs: number): void {
    const { page, slot } = session;
    if (!session.open) return;
    const durationMs = Math.max(0, atMs - (page.startedMs[slot] as number));
    page.life[slot] = FREE;
    byKey.delete(session.key);
    free.push(page.base + slot);
    session.page = GRAVE;
    session.slot = 0;
    session.stream.sessions -= 1;
    session.stream.changed = true;
    session.country.sessions -= 1;
    cap.release(true);
    const index = SESSION_END_REASONS.indexOf(reason);
    ended[index] = (ended[index] as number) + 1;
    durations.observe(durationMs / 1000);
    emit('session-ended', atMs, {
      stream: session.stream.id,
      session: session.key,
      country: session.country.code,
      reason,
      durationMs,
    });
  }

  return {
    get: (key) => byKey.get(key),
    open({ key, stream, country, deviceClass, endsByIdleness }, nowMs) {
      const known = byKey.get(key);
      if (known !== undefined) return known;
      if (!cap.admit(true)) return undefined;
      const position = takeSlot();
      const page = pages[Math.floor(position / PAGE_SLOTS)] as SessionPage;
      const slot = position % PAGE_SLOTS;
      page.startedMs[slot] = nowMs;
      page.seenMs[slot] = nowMs;
      page.bytes[slot] = 0;
      page.requests[slot] = 0;
      page.deviceClass[slot] = DEVICE_CLASSES.indexOf(deviceClass);
      page.life[slot] = endsByIdleness ? ENDS_BY_IDLENESS : ENDS_BY_OWNER;
      const session = new Session(key, stream, country, page, slot, time);
      byKey.set(key, session);
      stream.sessions += 1;
      stream.changed = true;
      country.sessions += 1;
      started += 1;
      const classes = startedBy.get(country) ?? new Float64Array(DEVICE_CLASSES.length);
      startedBy.set(country, classes);
      const index = page.deviceClass[slot] as number;
      classes[index] = (classes[index] as number) + 1;
      emit('session-started', nowMs, { stream: stream.id, session: key, country: country.code });
      return session;
    },
    close: end,
    sweep(nowMs) {
      for (const session of byKey.values()) {
        const { page, slot } = session;
        if (page.life[slot] !== ENDS_BY_IDLENESS) continue;
        const quietMs = nowMs - (page.seenMs[slot] as number);
        if (quietMs <= idleFloorMs) continue;
        const target = session.stream.targetDurationMs;
        if (target !== null && quietMs <= IDLE_TARGET_DURATIONS * target) continue;
        end(session, 'idle', page.seenMs[slot] as number);
      }
    },
    closeAllOf(stream, heir, nowMs) {
      for (const session of byKey.values()) {
        if (session.stream !== stream) continue;
        end(session, 'removed', nowMs);
        session.stream = heir;
      }
    },
    tell(nowMs) {
      time.nowMs = nowMs;
    },
    get now() {
      return byKey.size;
    },
    get started() {
      return started;
    },
    ended,
    startedBy,
    durations,
    cap,
    all: () => byKey.values(),
  };
}
