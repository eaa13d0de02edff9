/**
 * Who is watching now. A session over HLS or DASH has no connection, so it ends when nothing was asked for long enough
 * (three target durations, at least the floor); one opened by the host ends when the host, or its socket, says so.
 * The table holds numbers, not objects: a million sessions are columns and one map.
 */
import type { SessionEndReason } from '@tallylight/protocol';
import { Histogram, SESSION_BOUNDS_SECONDS } from '../model/histogram.ts';
import { NO_NETWORK } from '../model/network.ts';
import { DEVICE_CLASSES, type DeviceClass } from '../model/session-identity.ts';
import type { Cap } from './cap.ts';
import type { Country } from './countries.ts';
import { Session, type SessionTime } from './session.ts';
import { ENDS_BY_IDLENESS, ENDS_BY_OWNER, FREE, PAGE_SLOTS, SessionPage } from './session-page.ts';
import type { Stream } from './stream.ts';
import type { Emit } from './streams.ts';
import { createViewerWindows, type ViewerWindows } from './viewer-windows.ts';

/** Why sessions end, in the order of their counters. */
export const SESSION_END_REASONS: readonly SessionEndReason[] = ['left', 'idle', 'aborted', 'removed', 'closed'];

/** How many target durations a player may be quiet before it is gone. */
const IDLE_TARGET_DURATIONS = 3;

export interface NewSession {
  readonly key: string;
  readonly stream: Stream;
  readonly country: Country;
  readonly deviceClass: DeviceClass;
  /** Whether it ends by idleness; else only by close(). */
  readonly endsByIdleness: boolean;
  /** Truncated address, see model/network.ts. @default none */
  readonly network?: number;
  /** Hash of the viewer, whatever the stream, below 2^48; negative when nobody can tell. @default -1 */
  readonly viewer?: number;
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

export function createSessions(parts: { cap: Cap; idleFloorMs: number; emit: Emit }): Sessions {
  const { cap, idleFloorMs, emit } = parts;
  const byKey = new Map<string, number>();
  const pages: SessionPage[] = [];
  const free: number[] = [];
  const countries: Country[] = [];
  const countryPlaces = new Map<Country, number>();
  const time: SessionTime = { nowMs: 0 };
  const ended = new Float64Array(SESSION_END_REASONS.length);
  const startedBy = new Map<Country, Float64Array>();
  const durations = new Histogram(SESSION_BOUNDS_SECONDS);
  const viewers = createViewerWindows();
  let started = 0;

  function watching(take: (viewer: number) => void): void {
    for (const page of pages) {
      for (let slot = 0; page.used > 0 && slot < PAGE_SLOTS; slot += 1) {
        if (page.life[slot] !== FREE && (page.viewer[slot] as number) >= 0) take(page.viewer[slot] as number);
      }
    }
  }

  function takeSlot(): number {
    const slot = free.pop();
    if (slot !== undefined) return slot;
    const page = new SessionPage(pages.length * PAGE_SLOTS);
    pages.push(page);
    // Handed out from the low end, so that a quiet server touches one page.
    for (let index = PAGE_SLOTS - 1; index > 0; index -= 1) free.push(page.base + index);
    return page.base;
  }

  const pageOf = (position: number): SessionPage => pages[Math.floor(position / PAGE_SLOTS)] as SessionPage;

  function placeOf(country: Country): number {
    const known = countryPlaces.get(country);
    if (known !== undefined) return known;
    countryPlaces.set(country, countries.length);
    return countries.push(country) - 1;
  }

  function handle(position: number): Session {
    const page = pageOf(position);
    const slot = position % PAGE_SLOTS;
    const country = countries[page.country[slot] as number] as Country;
    return new Session(page.stream[slot] as Stream, country, page, slot, time);
  }

  function end(page: SessionPage, slot: number, reason: SessionEndReason, atMs: number): void {
    const stream = page.stream[slot] as Stream;
    const country = countries[page.country[slot] as number] as Country;
    const key = page.key[slot] as string;
    const durationMs = Math.max(0, atMs - (page.startedMs[slot] as number));
    page.life[slot] = FREE;
    page.generation[slot] = (page.generation[slot] as number) + 1;
    page.used -= 1;
    page.key[slot] = '';
    page.stream[slot] = null;
    byKey.delete(key);
    free.push(page.base + slot);
    const rendition = stream.renditions?.list[(page.rendition[slot] as number) - 1];
    if (rendition !== undefined) rendition.sessions -= 1;
    stream.sessions -= 1;
    stream.changed = true;
    country.sessions -= 1;
    cap.release(true);
    const index = SESSION_END_REASONS.indexOf(reason);
    ended[index] = (ended[index] as number) + 1;
    durations.observe(durationMs / 1000);
    emit('session-ended', atMs, { stream: stream.id, session: key, country: country.code, reason, durationMs });
  }

  return {
    get(key) {
      const position = byKey.get(key);
      return position === undefined ? undefined : handle(position);
    },
    open({ key, stream, country, deviceClass, endsByIdleness, network = NO_NETWORK, viewer = -1 }, nowMs) {
      const known = byKey.get(key);
      if (known !== undefined) return handle(known);
      if (!cap.admit(true)) return undefined;
      const position = takeSlot();
      const page = pageOf(position);
      const slot = position % PAGE_SLOTS;
      page.used += 1;
      page.key[slot] = key;
      page.stream[slot] = stream;
      page.country[slot] = placeOf(country);
      page.startedMs[slot] = nowMs;
      page.seenMs[slot] = nowMs;
      page.bytes[slot] = 0;
      page.requests[slot] = 0;
      page.network[slot] = network;
      page.viewer[slot] = viewer;
      if (viewer >= 0) viewers.add(viewer, nowMs);
      page.rendition[slot] = 0;
      page.deviceClass[slot] = DEVICE_CLASSES.indexOf(deviceClass);
      page.life[slot] = endsByIdleness ? ENDS_BY_IDLENESS : ENDS_BY_OWNER;
      byKey.set(key, position);
      stream.sessions += 1;
      stream.changed = true;
      country.sessions += 1;
      started += 1;
      const classes = startedBy.get(country) ?? new Float64Array(DEVICE_CLASSES.length);
      startedBy.set(country, classes);
      const index = page.deviceClass[slot] as number;
      classes[index] = (classes[index] as number) + 1;
      emit('session-started', nowMs, { stream: stream.id, session: key, country: country.code });
      return new Session(stream, country, page, slot, time);
    },
    close(session, reason, nowMs) {
      if (session.open) end(session.page, session.slot, reason, nowMs);
    },
    sweep(nowMs) {
      viewers.advance(nowMs, watching);
      for (const page of pages) {
        if (page.used === 0) continue;
        const { life, seenMs } = page;
        for (let slot = 0; slot < PAGE_SLOTS; slot += 1) {
          if (life[slot] !== ENDS_BY_IDLENESS) continue;
          const quietMs = nowMs - (seenMs[slot] as number);
          if (quietMs <= idleFloorMs) continue;
          const target = (page.stream[slot] as Stream).targetDurationMs;
          if (target !== null && quietMs <= IDLE_TARGET_DURATIONS * target) continue;
          end(page, slot, 'idle', seenMs[slot] as number);
        }
      }
    },
    closeAllOf(stream, heir, nowMs) {
      for (const page of pages) {
        for (let slot = 0; page.used > 0 && slot < PAGE_SLOTS; slot += 1) {
          if (page.stream[slot] === stream) end(page, slot, 'removed', nowMs);
        }
      }
      stream.heir = heir;
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
    viewers,
    cap,
    each(from, look) {
      for (let at = Math.floor(from / PAGE_SLOTS); at < pages.length; at += 1) {
        const page = pages[at] as SessionPage;
        if (page.used === 0) continue;
        for (let slot = Math.max(0, from - page.base); slot < PAGE_SLOTS; slot += 1) {
          if (page.life[slot] === FREE) continue;
          if (!look(page, slot, countries[page.country[slot] as number] as Country)) return;
        }
      }
    },
    position: (key) => byKey.get(key),
    at(position) {
      const page = pages[Math.floor(position / PAGE_SLOTS)];
      const slot = position % PAGE_SLOTS;
      if (page === undefined || page.life[slot] === FREE) return undefined;
      return { page, slot, country: countries[page.country[slot] as number] as Country };
    },
  };
}
