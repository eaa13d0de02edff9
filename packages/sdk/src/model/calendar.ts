/**
 * The business calendar: which day, week and month of the host's zone a moment belongs to. A day runs from its first moment
 * to the first moment of the next one, whatever the clocks on the wall do in between: it may have 23, 24 or 25 hours, start
 * at 01:00 where midnight does not exist, or be empty where a whole date was skipped. Days are counted from 1970-01-01.
 * Asking is cheap: the zone is consulted once for each boundary, then remembered.
 */
import { shown, TallylightError } from '../errors.ts';

/** Days since 1970-01-01 on the calendar of the zone; not a moment. */
export type DayNumber = number;

export const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** From `startMs` to before `endMs`, epoch ms. */
export interface CalendarWindow {
  readonly startMs: number;
  readonly endMs: number;
}

export interface Calendar {
  readonly zone: string;
  readonly weekStart: Weekday;
  /** The day that a moment belongs to. */
  dayOf(epochMs: number): DayNumber;
  /** First moment of a day, epoch ms. */
  startOf(day: DayNumber): number;
  /** First day of the week that the day lies in. */
  weekOf(day: DayNumber): DayNumber;
  /** First day of its month. */
  monthOf(day: DayNumber): DayNumber;
  /** First day of the month after. */
  nextMonthOf(day: DayNumber): DayNumber;
  /** Today, this week and this month at a moment. */
  windows(epochMs: number): {
    readonly day: CalendarWindow;
    readonly week: CalendarWindow;
    readonly month: CalendarWindow;
  };
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** Zones lie between UTC−12 and UTC+14, historically an hour more: their midnights are within these of UTC's. */
const BEFORE_MS = 17 * HOUR_MS;
const AFTER_MS = 15 * HOUR_MS;

/** Three years of boundaries; records older than that make it start anew, which costs time only. */
const MAX_REMEMBERED = 1200;

/** 1970-01-01 was a Thursday. */
const FIRST_WEEKDAY = 4;

/** Throws `CONFIG` when the zone is not known to the runtime. */
export function createCalendar(options: { readonly zone: string; readonly weekStart: Weekday }): Calendar {
  const { zone, weekStart } = options;
  const offsetAt = zoneOffsets(zone);
  const weekStartsOn = WEEKDAYS.indexOf(weekStart);
  const starts = new Map<DayNumber, number>();
  // The day asked for last: records come in order, more or less.
  let lastDay = 0;
  let lastStartMs = 1;
  let lastEndMs = 0;

  function startOf(day: DayNumber): number {
    const known = starts.get(day);
    if (known !== undefined) return known;
    if (starts.size >= MAX_REMEMBERED) starts.clear();
    const startMs = firstMoment(day, offsetAt);
    starts.set(day, startMs);
    return startMs;
  }

  function dayOf(epochMs: number): DayNumber {
    if (epochMs >= lastStartMs && epochMs < lastEndMs) return lastDay;
    // A guess that is at most one day off, put right by the boundaries themselves.
    let day = Math.floor(epochMs / DAY_MS);
    while (epochMs < startOf(day)) day -= 1;
    while (epochMs >= startOf(day + 1)) day += 1;
    lastDay = day;
    lastStartMs = startOf(day);
    lastEndMs = startOf(day + 1);
    return day;
  }

  const weekOf = (day: DayNumber): DayNumber => day - ((((day + FIRST_WEEKDAY - weekStartsOn) % 7) + 7) % 7);
  const monthOf = (day: DayNumber): DayNumber => day - (new Date(day * DAY_MS).getUTCDate() - 1);
  const nextMonthOf = (day: DayNumber): DayNumber => {
    const date = new Date(day * DAY_MS);
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1) / DAY_MS;
  };

  return {
    zone,
    weekStart,
    dayOf,
    startOf,
    weekOf,
    monthOf,
    nextMonthOf,
    windows(epochMs) {
      const day = dayOf(epochMs);
      const week = weekOf(day);
      return {
        day: { startMs: startOf(day), endMs: startOf(day + 1) },
        week: { startMs: startOf(week), endMs: startOf(week + 7) },
        month: { startMs: startOf(monthOf(day)), endMs: startOf(nextMonthOf(day)) },
      };
    },
  };
}

/** Whether the runtime knows this zone. */
export function isZone(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  // What most hosts have, and known without the runtime's tables, which take longer to load than all the rest of a start.
  if (value === 'UTC') return true;
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: value });
    return true;
  } catch {
    return false;
  }
}

/** `2026-11-21`: a day as people write it. */
export function dayText(day: DayNumber): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

type OffsetAt = (epochMs: number) => number;

/** What the zone adds to UTC at a moment, ms. */
function zoneOffsets(zone: string): OffsetAt {
  if (zone === 'UTC') return () => 0;
  if (!isZone(zone)) {
    throw new TallylightError(
      'CONFIG',
      `zone must be an IANA time zone such as "Europe/Paris", received ${shown(zone)}`,
    );
  }
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (epochMs) => {
    const fields = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
    for (const { type, value } of format.formatToParts(epochMs)) {
      if (type in fields) fields[type as keyof typeof fields] = Number(value);
    }
    const { year, month, day, hour, minute, second } = fields;
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(epochMs / 1000) * 1000;
  };
}

/** The first moment whose date in the zone is this day, or the moment of the jump that skipped its midnight. */
function firstMoment(day: DayNumber, offsetAt: OffsetAt): number {
  const midnightMs = day * DAY_MS;
  const earlyMs = midnightMs - BEFORE_MS;
  const lateMs = midnightMs + AFTER_MS;
  const offsetEarly = offsetAt(earlyMs);
  const offsetLate = offsetAt(lateMs);
  // Clocks set back over midnight show it twice: the day begins the first time.
  const first = midnightMs - offsetEarly;
  if (offsetEarly === offsetLate || offsetAt(first) === offsetEarly) return first;
  const second = midnightMs - offsetLate;
  if (offsetAt(second) === offsetLate) return second;
  return jumpBetween(earlyMs, lateMs, offsetEarly, offsetAt);
}

/** The moment between the two at which the offset stops being `offsetEarly`. Jumps happen at whole seconds. */
function jumpBetween(earlyMs: number, lateMs: number, offsetEarly: number, offsetAt: OffsetAt): number {
  let before = earlyMs / 1000;
  let after = lateMs / 1000;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (offsetAt(middle * 1000) === offsetEarly) before = middle;
    else after = middle;
  }
  return after * 1000;
}
