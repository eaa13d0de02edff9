/**
 * What a player says of itself in one CMCD report (CTA-5004 and CTA-5004-B), in our words and units. The decoder checks only
 * the grammar, so every value is judged here: of the wrong type or out of range is the same as not said.
 */

/** Player states of CTA-5004-B `sta`, by their tokens. */
export type PlayerState = 's' | 'p' | 'k' | 'r' | 'a' | 'w' | 'e' | 'f' | 'q' | 'd';

/** One report; `null` is "not said". */
export interface PlayerReport {
  readonly version: 1 | 2;
  /** `sid`: who plays. Personal: hashed before it is kept. */
  readonly sid: string | null;
  /** `cid`: what is played. Only compared, never kept. */
  readonly cid: string | null;
  /** `sf`, `st`: streaming format and stream type. */
  readonly format: string | null;
  readonly streamType: string | null;
  /** `ot`. */
  readonly objectType: string | null;
  /** `br` of the object. */
  readonly bitrateBytesPerSecond: number | null;
  /** `tb`: the best bitrate that the player knows of. */
  readonly topBytesPerSecond: number | null;
  /** `d` of the object. */
  readonly durationMs: number | null;
  /** `bl`: the shortest one told. */
  readonly bufferMs: number | null;
  /** `mtp`. */
  readonly throughputBytesPerSecond: number | null;
  /** `ltc`. */
  readonly liveLatencyMs: number | null;
  /** `msd`: the player's own startup time. */
  readonly startupMs: number | null;
  /** `bs`: starved since the last request. */
  readonly starved: boolean;
  /** `bsd`: for how long, since the last report. */
  readonly starvedMs: number | null;
  /** `su`: needed at once, to start, seek or recover. */
  readonly urgent: boolean;
  /** `sta`. */
  readonly state: PlayerState | null;
  /** `e`: the event that a report of event mode tells. */
  readonly event: string | null;
  /** `ts`: the player's wall clock, epoch ms. */
  readonly atMs: number | null;
  /** `ec`: it tells error codes. */
  readonly failed: boolean;
  /** `rc`: status of the answer that an `rr` event tells. */
  readonly status: number | null;
}

const STATES: ReadonlySet<string> = new Set(['s', 'p', 'k', 'r', 'a', 'w', 'e', 'f', 'q', 'd']);
/** CTA-5004: `sid` and `cid` have at most 64 characters. */
const MAX_ID_CHARS = 64;
const MAX_TOKEN_CHARS = 8;
const BYTES_PER_KILOBIT = 125;
/** 10 Gbit/s: more than any player decodes. */
const MAX_KBPS = 10_000_000;
/** A film may be in the buffer as a whole; nobody plays one object for a day. */
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const MAX_OBJECT_MS = 600_000;
/** The largest date that ECMAScript knows. */
const MAX_DATE_MS = 8.64e15;

/** Judges the values of a decoded dictionary. */
export function toPlayerReport(raw: Readonly<Record<string, unknown>>): PlayerReport {
  const objectType = token(raw.ot);
  const kbps = (value: unknown): number | null => {
    const found = numberOf(value, MAX_KBPS, objectType, Math.max);
    return found === null ? null : found * BYTES_PER_KILOBIT;
  };
  const state = token(raw.sta);
  return {
    version: raw.v === 2 ? 2 : 1,
    sid: id(raw.sid),
    cid: id(raw.cid),
    format: token(raw.sf),
    streamType: token(raw.st),
    objectType,
    bitrateBytesPerSecond: kbps(raw.br),
    topBytesPerSecond: kbps(raw.tb),
    durationMs: numberOf(raw.d, MAX_OBJECT_MS, objectType, Math.max),
    bufferMs: numberOf(raw.bl, DAY_MS, objectType, Math.min),
    throughputBytesPerSecond: kbps(raw.mtp),
    liveLatencyMs: numberOf(raw.ltc, DAY_MS, objectType, Math.max),
    startupMs: numberOf(raw.msd, HOUR_MS, objectType, Math.max),
    starved: raw.bs === true,
    starvedMs: numberOf(raw.bsd, HOUR_MS, objectType, Math.max),
    urgent: raw.su === true,
    state: state !== null && STATES.has(state) ? (state as PlayerState) : null,
    event: token(raw.e),
    atMs: numberOf(raw.ts, MAX_DATE_MS, objectType, Math.max),
    failed: raw.ec !== undefined && raw.ec !== false,
    status: numberOf(raw.rc, 999, objectType, Math.max),
  };
}

function id(value: unknown): string | null {
  return typeof value === 'string' && value.length > 0 && value.length <= MAX_ID_CHARS ? value : null;
}

function token(value: unknown): string | null {
  return typeof value === 'string' && value.length > 0 && value.length <= MAX_TOKEN_CHARS ? value : null;
}

/**
 * A number as either version writes it: bare, with parameters, or a list whose items name their object type
 * (`br=(3200;v 128;a)`). Of a list the item for `objectType` counts, else what `choose` takes of all.
 */
function numberOf(
  value: unknown,
  max: number,
  objectType: string | null,
  choose: (a: number, b: number) => number,
): number | null {
  if (!Array.isArray(value)) return within(bare(value), max);
  let chosen: number | null = null;
  for (const item of value as unknown[]) {
    const found = within(bare(item), max);
    if (found === null) continue;
    if (objectType !== null && isFor(item, objectType)) return found;
    chosen = chosen === null ? found : choose(chosen, found);
  }
  return chosen;
}

function bare(item: unknown): unknown {
  return typeof item === 'object' && item !== null && 'value' in item ? item.value : item;
}

function isFor(item: unknown, objectType: string): boolean {
  if (typeof item !== 'object' || item === null || !('params' in item)) return false;
  const { params } = item;
  return typeof params === 'object' && params !== null && Object.hasOwn(params, objectType);
}

function within(value: unknown, max: number): number | null {
  return typeof value === 'number' && value >= 0 && value <= max ? value : null;
}
