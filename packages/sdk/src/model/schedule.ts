/**
 * When something is meant to be on: opening hours in the clock of a place, as a function of the moment. A small part of the
 * OpenStreetMap grammar: rules parted by `;`, each days and times, a later rule replacing an earlier one on its days. A span
 * belongs to the day on which it begins. What the place's clock shows decides, so a night of 23 or 25 hours is as it should be.
 */
import { shown, TallylightError } from '../errors.ts';

/** Whether something is meant to be on at a moment, epoch ms. */
export type Schedule = (nowMs: number) => boolean;

export interface HoursOptions {
  /** IANA time zone, such as `Europe/Paris`. */
  readonly zone: string;
  /** Such as `Mo-Fr 08:00-18:00; Sa 10:00-12:00,14:00-16:00; Su off`, `Mo-Su 20:00-02:00`, `24/7`. */
  readonly open: string;
  /** Days that are off: `2026-12-25`, or `12-25` for each year. Spans that begin on them are off. */
  readonly closed?: readonly string[] | undefined;
}

const DAY_MINUTES = 1440;
const DAYS = ['Su', 'Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa'] as const;

/** Minutes of a day: from (included) to (not included, may be past midnight). */
type Span = readonly [from: number, to: number];

/** A day in a place's calendar and the minute its clock shows. */
interface LocalMinute {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly minute: number;
}

/** Makes the schedule. Throws `CONFIG` with path, expectation and value. */
export function hours({ zone, open, closed = [] }: HoursOptions): Schedule {
  const local = localClock(zone);
  const week = readOpen(open);
  const off = new Set(closed.map(readClosed));
  const isOff = (year: number, month: number, day: number): boolean => {
    if (off.size === 0) return false;
    const monthDay = `${two(month)}-${two(day)}`;
    return off.has(monthDay) || off.has(`${year}-${monthDay}`);
  };
  const covers = (moment: LocalMinute, daysBefore: number): boolean => {
    // Only the calendar is moved, in UTC, where every day has its 24 hours.
    const date = new Date(Date.UTC(moment.year, moment.month - 1, moment.day - daysBefore));
    const spans = week[date.getUTCDay()] as readonly Span[];
    const minute = moment.minute + daysBefore * DAY_MINUTES;
    return (
      spans.some(([from, to]) => minute >= from && minute < to) &&
      !isOff(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate())
    );
  };
  return (nowMs) => {
    const moment = local(nowMs);
    return covers(moment, 0) || covers(moment, 1);
  };
}

/** What the clock of a zone shows; the last minute is kept, as every stream of a zone asks for the same one. */
function localClock(zone: unknown): (nowMs: number) => LocalMinute {
  let format: Intl.DateTimeFormat;
  try {
    if (typeof zone !== 'string') throw new RangeError('not a text');
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
  } catch {
    throw new TallylightError(
      'CONFIG',
      `hours.zone must be an IANA time zone such as "Europe/Paris", received ${shown(zone)}`,
    );
  }
  let keptMinute = Number.NaN;
  let kept: LocalMinute = { year: 0, month: 1, day: 1, minute: 0 };
  return (nowMs) => {
    const epochMinute = Math.floor(nowMs / 60_000);
    if (epochMinute === keptMinute) return kept;
    const part: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(epochMinute * 60_000)) part[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = part;
    kept = { year, month, day, minute: hour * 60 + minute };
    keptMinute = epochMinute;
    return kept;
  };
}

/** Spans of each weekday, Sunday first. */
function readOpen(open: unknown): readonly (readonly Span[])[] {
  const wrong = (rule: string): TallylightError =>
    new TallylightError(
      'CONFIG',
      `hours.open must be rules such as "Mo-Fr 08:00-18:00; Sa off" or "24/7", received ${shown(rule)}`,
    );
  if (typeof open !== 'string') throw wrong(open as string);
  const week: (readonly Span[])[] = DAYS.map(() => []);
  const rules = open.split(';').map((rule) => rule.trim());
  if (rules.every((rule) => rule === '')) throw wrong(open);
  for (const rule of rules) {
    if (rule === '') continue;
    const match = /^(?:([A-Z][a-z](?:[-,\s]+[A-Z][a-z])*)(?:\s+|$))?(.*)$/.exec(rule);
    const days = match?.[1] === undefined ? allDays() : readDays(match[1]);
    const spans = days && readSpans((match?.[2] ?? '').trim());
    if (days === undefined || spans === undefined) throw wrong(rule);
    for (const day of days) week[day] = spans;
  }
  return week;
}

const allDays = (): number[] => DAYS.map((_, index) => index);

function readDays(text: string): number[] | undefined {
  const days: number[] = [];
  for (const range of text.split(',')) {
    const ends = range.split('-').map((name) => DAYS.indexOf(name.trim() as (typeof DAYS)[number]));
    const [from, to = from] = ends;
    if (ends.length > 2 || from === undefined || to === undefined || ends.includes(-1)) return undefined;
    for (let day = from; ; day = (day + 1) % 7) {
      days.push(day);
      if (day === to) break;
    }
  }
  return days;
}

function readSpans(text: string): Span[] | undefined {
  if (text === 'off' || text === 'closed') return [];
  if (text === '24/7') return [[0, DAY_MINUTES]];
  const spans: Span[] = [];
  for (const span of text.split(',')) {
    const match = /^\s*(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})\s*$/.exec(span);
    if (match === null) return undefined;
    const [fromHour, fromMinute, toHour, toMinute] = match.slice(1).map(Number) as [number, number, number, number];
    const from = fromHour * 60 + fromMinute;
    let to = toHour * 60 + toMinute;
    if (fromMinute > 59 || toMinute > 59 || from >= DAY_MINUTES || to > 2 * DAY_MINUTES) return undefined;
    // 20:00-02:00 goes on after midnight, and so may be written 20:00-26:00.
    if (to <= from) to += DAY_MINUTES;
    if (to - from > DAY_MINUTES) return undefined;
    spans.push([from, to]);
  }
  return spans;
}

function readClosed(day: unknown, index: number): string {
  const match = typeof day === 'string' ? /^(?:(\d{4})-)?(\d{2})-(\d{2})$/.exec(day) : null;
  if (match !== null) {
    const [year, month, date] = [Number(match[1] ?? 2024), Number(match[2]), Number(match[3])];
    const real = new Date(Date.UTC(year, month - 1, date));
    if (real.getUTCMonth() === month - 1 && real.getUTCDate() === date) return day as string;
  }
  throw new TallylightError(
    'CONFIG',
    `hours.closed[${index}] must be a day such as "2026-12-25" or "12-25", received ${shown(day)}`,
  );
}

const two = (value: number): string => String(value).padStart(2, '0');
