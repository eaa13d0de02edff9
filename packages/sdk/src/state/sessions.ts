/**
 * Who is watching now. A session over HLS or DASH has no connection, so it ends when nothing was asked for long enough
 * (three target durations, at least the floor); one opened by the host ends when the host, or its socket, says so.
 * The table holds numbers, not objects: a million sessions are columns, and one map of those that have a key.
 */
import type { SessionEndReason } from '@tallylight/protocol';
import { Histogram, SESSION_BOUNDS_SECONDS } from '../model/histogram.ts';
import { NO_NETWORK } from '../model/network.ts';
import { DEVICE_CLASSES, type DeviceClass } from '../model/session-identity.ts';
import type { Cap } from './cap.ts';
import type { Country } from './countries.ts';
import { createLanes } from './lanes.ts';
import { Session } from './session.ts';
import type { SessionExtra } from './session-extras.ts';
import {
  BYTES,
  CELLS,
  ENDS_BY_IDLENESS,
  ENDS_BY_OWNER,
  FREE,
  NETWORK,
  NOW_AT,
  PAGE_SLOTS,
  REQUESTS,
  SEEN_MS,
  STARTED_MS,
} from './session-layout.ts';
import { type Lane, positionIn, SessionPage, type SessionTable } from './session-page.ts';
import type { Stream } from './stream.ts';
import type { Emit } from './streams.ts';
import { createViewerWindows, type ViewerWindows } from './viewer-windows.ts';

/** Why sessions end, in the order of their counters. */
export const SESSION_END_REASONS: readonly SessionEndReason[] = ['left', 'idle', 'aborted', 'removed', 'closed'];

/** How many target durations a player may be quiet before it is gone. */
const IDLE_TARGET_DURATIONS = 3;

/** The two facts that the table tells. */
type SessionEvent = 'session-started' | 'session-ended';

export interface NewSession {
  /** By which it is found again; one without has a name, but nothing looks for it. */
  readonly key: string | undefined;
  readonly stream: Stream;
  readonly country: Country;
  readonly deviceClass: DeviceClass;
  /** Whether it ends by idleness; else only by close(). */
  readonly endsByIdleness: boolean;
  /** Truncated address, see model/network.ts. @default none */
  readonly network?: number;
  /** Hash of the viewer, whatever the stream, below 2^32; 0 when nobody can tell. @default 0 */
  readonly viewer?: number;
  /** Town, network and user. @default none */
  readonly extra?: SessionExtra | undefined;
}

/** What a session is held by: {@link Session}, or a class made of it. */
export type SessionClass<S extends Session> = new (page: SessionPage, slot: number) => S;

export interface Sessions {
  /** The open session of this key, or of this name where it has none. */
  get(key: string): Session | undefined;
  /** Opens a session, or finds the one of its key; `undefined` when there is no room (counted by the cap). */
  open(session: NewSession, nowMs: number): Session | undefined;
  open<S extends Session>(session: NewSession, nowMs: number, held: SessionClass<S>): S | undefined;
  close(session: Session, reason: SessionEndReason, nowMs: number): void;
  /** Ends what has been quiet for too long, at the moment it was last seen. */
  sweep(nowMs: number): void;
  /** Ends the sessions of a stream that goes; what their handles still count is for `heir`. */
  closeAllOf(stream: Stream, heir: Stream, nowMs: number): void;
  /** Keeps the clock that handles read. Once a tick. */
  tell(nowMs: number): void;
  readonly now: number;
  readonly started: number;
  /** Ended sessions by reason, in the order of {@link SESSION_END_REASONS}. */
  readonly ended: Float64Array;
  /** Started sessions by country and device class. */
  readonly startedBy: ReadonlyMap<Country, Float64Array>;
  readonly durations: Histogram;
  /** Different viewers by window. */
  readonly viewers: ViewerWindows;
  readonly cap: Cap;
  /** Calls `look` for open sessions from this position on until it returns false. */
  each(from: number, look: (page: SessionPage, slot: number, country: Country) => boolean): void;
  /** The position of an open session. */
  position(key: string): number | undefined;
  /** The page and slot at a position. */
  at(position: number): { readonly page: SessionPage; readonly slot: number; readonly country: Country } | undefined;
}

/** A viewer's hash, of which the columns hold 32 bits, as the sketch wants it: 48 bits, each like a toss of a coin. */
const sketched = (viewer: number): number => viewer * 65_536 + (Math.imul(viewer, 0x9e37_79b1) >>> 16);

export interface SessionsParts {
  readonly cap: Cap;
  readonly idleFloorMs: number;
  readonly emit: Emit;
  /** Whether anybody listens: a fact that nobody hears is not put into words. @default somebody does */
  readonly isHeard?: ((name: SessionEvent) => boolean) | undefined;
  /** Begins the names of sessions without a key; to be told apart from every other table's. @default 's' */
  readonly life?: string | undefined;
}

export function createSessions(parts: SessionsParts): Sessions {
  const { cap, idleFloorMs, emit, isHeard = () => true } = parts;
  const byKey = new Map<string, number>();
  const pages: SessionPage[] = [];
  const free: number[] = [];
  const allLanes: (Lane | null)[] = [];
  const table: SessionTable = { pages, lanes: allLanes, life: parts.life ?? 's' };
  const lanes = createLanes(table, allLanes);
  let toldMs = 0;
  const ended = new Float64Array(SESSION_END_REASONS.length);
  const startedBy = new Map<Country, Float64Array>();
  const durations = new Histogram(SESSION_BOUNDS_SECONDS);
  const viewers = createViewerWindows();
  let started = 0;
  let open = 0;

  function watching(take: (viewer: number) => void): void {
    for (const page of pages) {
      for (let slot = 0; page.used > 0 && slot < PAGE_SLOTS; slot += 1) {
        if (page.life(slot) === FREE) continue;
        const viewer = page.viewer(slot);
        if (viewer !== 0) take(sketched(viewer));
      }
    }
  }

  function takeSlot(): number {
    const slot = free.pop();
    if (slot !== undefined) return slot;
    const page = new SessionPage(pages.length * PAGE_SLOTS, table);
    page.cells[NOW_AT] = toldMs;
    pages.push(page);
    // Handed out from the low end, so that a quiet server touches one page.
    for (let index = PAGE_SLOTS - 1; index > 0; index -= 1) free.push(page.base + index);
    return page.base;
  }

  const pageOf = (position: number): SessionPage => pages[Math.floor(position / PAGE_SLOTS)] as SessionPage;

  /** Sessions of a country that were started, by device class. */
  function startedOf(country: Country): Float64Array {
    const known = startedBy.get(country);
    if (known !== undefined) return known;
    const made = new Float64Array(DEVICE_CLASSES.length);
    startedBy.set(country, made);
    return made;
  }

  /** The position of a session that is open. */
  function positionOf(key: string): number | undefined {
    const keyed = byKey.get(key);
    if (keyed !== undefined) return keyed;
    const position = positionIn(key, table);
    if (position === undefined) return undefined;
    const page = pages[Math.floor(position / PAGE_SLOTS)];
    const slot = position % PAGE_SLOTS;
    return page !== undefined && page.life(slot) !== FREE && page.keyOf(slot) === key ? position : undefined;
  }

  function end(page: SessionPage, slot: number, reason: SessionEndReason, atMs: number): void {
    const lane = page.laneOf(slot);
    const { stream, country } = lane;
    const durationMs = Math.max(0, atMs - page.cell(slot, STARTED_MS));
    const key = page.givenKey(slot);
    if (key !== undefined) byKey.delete(key);
    if (isHeard('session-ended')) {
      const session = page.keyOf(slot);
      emit('session-ended', atMs, { stream: stream.id, session, country: country.code, reason, durationMs });
    }
    const rendition = page.rendition(slot);
    const played = rendition === 0 ? undefined : stream.renditions?.list[rendition - 1];
    if (played !== undefined) played.sessions -= 1;
    page.free(slot);
    open -= 1;
    free.push(page.base + slot);
    lane.sessions -= 1;
    stream.sessions -= 1;
    stream.changed = true;
    country.sessions -= 1;
    cap.release(true);
    const index = SESSION_END_REASONS.indexOf(reason);
    ended[index] = (ended[index] as number) + 1;
    durations.observe(durationMs / 1000);
  }

  function openHeld<S extends Session>(session: NewSession, nowMs: number, held: SessionClass<S>): S | undefined {
    const { key, stream, country, viewer = 0 } = session;
    const known = key === undefined ? undefined : byKey.get(key);
    if (known !== undefined) return new held(pageOf(known), known % PAGE_SLOTS);
    if (!cap.admit(true)) return undefined;
    const lane = lanes.of(stream, country);
    if (lane === undefined) {
      cap.release(true);
      return undefined;
    }
    const position = takeSlot();
    const page = pageOf(position);
    const slot = position % PAGE_SLOTS;
    const deviceClass = DEVICE_CLASSES.indexOf(session.deviceClass);
    const { cells } = page;
    const at = slot * CELLS;
    // What is sent before the clock is told again is not sent before the session began.
    if (nowMs > (cells[NOW_AT] as number)) cells[NOW_AT] = nowMs;
    cells[at + BYTES] = 0;
    cells[at + SEEN_MS] = nowMs;
    cells[at + REQUESTS] = 0;
    cells[at + STARTED_MS] = nowMs;
    cells[at + NETWORK] = session.network ?? NO_NETWORK;
    page.take(slot, session.endsByIdleness ? ENDS_BY_IDLENESS : ENDS_BY_OWNER, lane, deviceClass, viewer);
    if (session.extra !== undefined) page.withExtras().put(slot, session.extra);
    if (key !== undefined) {
      page.giveKey(slot, key);
      byKey.set(key, position);
    }
    if (viewer !== 0) viewers.add(sketched(viewer), nowMs);
    open += 1;
    lane.sessions += 1;
    stream.sessions += 1;
    stream.changed = true;
    country.sessions += 1;
    started += 1;
    const classes = startedOf(country);
    classes[deviceClass] = (classes[deviceClass] as number) + 1;
    if (isHeard('session-started')) {
      emit('session-started', nowMs, { stream: stream.id, session: page.keyOf(slot), country: country.code });
    }
    return new held(page, slot);
  }

  return {
    get(key) {
      const position = positionOf(key);
      return position === undefined ? undefined : new Session(pageOf(position), position % PAGE_SLOTS);
    },
    open: <S extends Session>(session: NewSession, nowMs: number, held?: SessionClass<S>): S | undefined =>
      openHeld(session, nowMs, held ?? (Session as SessionClass<Session> as SessionClass<S>)),
    close(session, reason, nowMs) {
      if (session.open) end(session.page, session.slot, reason, nowMs);
    },
    sweep(nowMs) {
      viewers.advance(nowMs, watching);
      lanes.prune();
      for (const page of pages) {
        if (page.used === 0) continue;
        for (let slot = 0; slot < PAGE_SLOTS; slot += 1) {
          if (page.life(slot) !== ENDS_BY_IDLENESS) continue;
          const seenMs = page.cell(slot, SEEN_MS);
          const quietMs = nowMs - seenMs;
          if (quietMs <= idleFloorMs) continue;
          const target = page.laneOf(slot).stream.targetDurationMs;
          if (target !== null && quietMs <= IDLE_TARGET_DURATIONS * target) continue;
          end(page, slot, 'idle', seenMs);
        }
      }
    },
    closeAllOf(stream, heir, nowMs) {
      for (const page of pages) {
        for (let slot = 0; page.used > 0 && slot < PAGE_SLOTS; slot += 1) {
          if (page.life(slot) !== FREE && page.laneOf(slot).stream === stream) end(page, slot, 'removed', nowMs);
        }
      }
      lanes.removeAllOf(stream, heir);
    },
    tell(nowMs) {
      toldMs = nowMs;
      for (const page of pages) page.cells[NOW_AT] = nowMs;
    },
    get now() {
      return open;
    },
    get started() {
      return started;
    },
    ended,
    startedBy,
    durations,
    viewers,
    cap,
    each(from, look) {
      for (let at = Math.floor(from / PAGE_SLOTS); at < pages.length; at += 1) {
        const page = pages[at] as SessionPage;
        if (page.used === 0) continue;
        for (let slot = Math.max(0, from - page.base); slot < PAGE_SLOTS; slot += 1) {
          if (page.life(slot) === FREE) continue;
          if (!look(page, slot, page.laneOf(slot).country)) return;
        }
      }
    },
    position: positionOf,
    at(position) {
      const page = pages[Math.floor(position / PAGE_SLOTS)];
      const slot = position % PAGE_SLOTS;
      if (page === undefined || page.life(slot) === FREE) return undefined;
      return { page, slot, country: page.laneOf(slot).country };
    },
  };
}
