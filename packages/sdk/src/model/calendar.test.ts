import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { type Calendar, createCalendar, dayText, isZone, type Weekday } from './calendar.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const ZONES = Intl.supportedValuesOf('timeZone');

const calendarOf = (zone: string, weekStart: Weekday = 'monday'): Calendar => createCalendar({ zone, weekStart });
const dayNumber = (date: string): number => Date.parse(`${date}T00:00:00Z`) / DAY_MS;

/** What the reference library says of the day that starts first after the start of the date before it. */
function referenceStart(zone: string, date: Temporal.PlainDate): number {
  return date.toZonedDateTime(zone).epochMilliseconds;
}

/** The date of a number of days. */
const dateOf = (day: number): Temporal.PlainDate => Temporal.PlainDate.from(dayText(day));

/** Changes of the clocks of a zone within these dates. */
function changes(zone: string, from: string, to: string): number[] {
  const found: number[] = [];
  let at = Temporal.Instant.from(from).toZonedDateTimeISO(zone);
  const endMs = Date.parse(to);
  for (;;) {
    const next = at.getTimeZoneTransition('next');
    if (next === null || next.epochMilliseconds >= endMs) return found;
    found.push(next.epochMilliseconds);
    at = next;
  }
}

test('in every zone, days start when the reference library says so, on the days of changing clocks too', () => {
  expect(ZONES.length).toBeGreaterThan(400);
  const instants = ['2024-02-29T12:00:00Z', '2026-01-01T00:30:00Z', '2026-07-04T23:59:59Z'].map((text) =>
    Date.parse(text),
  );
  for (const zone of ZONES) {
    const calendar = calendarOf(zone);
    const around = changes(zone, '2025-06-01T00:00:00Z', '2027-01-01T00:00:00Z');
    for (const epochMs of [...instants, ...around]) {
      const day = calendar.dayOf(epochMs);
      for (const near of [day - 1, day, day + 1]) {
        expect([zone, dayText(near), calendar.startOf(near)]).toEqual([
          zone,
          dayText(near),
          referenceStart(zone, dateOf(near)),
        ]);
      }
      expect(calendar.startOf(day)).toBeLessThanOrEqual(epochMs);
      expect(calendar.startOf(day + 1)).toBeGreaterThan(epochMs);
    }
  }
});

test('zones with a past: skipped dates, midnights shown twice or not at all', () => {
  const odd: [zone: string, from: string, to: string][] = [
    ['Pacific/Apia', '2010-01-01T00:00:00Z', '2013-01-01T00:00:00Z'],
    ['Pacific/Kwajalein', '1993-01-01T00:00:00Z', '1994-01-01T00:00:00Z'],
    ['America/St_Johns', '2006-01-01T00:00:00Z', '2012-01-01T00:00:00Z'],
    ['America/Sao_Paulo', '2015-01-01T00:00:00Z', '2020-01-01T00:00:00Z'],
    ['America/Santiago', '2019-01-01T00:00:00Z', '2027-01-01T00:00:00Z'],
    ['America/Havana', '2020-01-01T00:00:00Z', '2027-01-01T00:00:00Z'],
    ['Asia/Beirut', '2019-01-01T00:00:00Z', '2027-01-01T00:00:00Z'],
    ['Asia/Amman', '2015-01-01T00:00:00Z', '2024-01-01T00:00:00Z'],
    ['Africa/Cairo', '2010-01-01T00:00:00Z', '2027-01-01T00:00:00Z'],
    ['Australia/Lord_Howe', '2020-01-01T00:00:00Z', '2027-01-01T00:00:00Z'],
    ['Asia/Tehran', '2015-01-01T00:00:00Z', '2024-01-01T00:00:00Z'],
    ['Antarctica/Casey', '2009-01-01T00:00:00Z', '2024-01-01T00:00:00Z'],
    ['Africa/El_Aaiun', '2015-01-01T00:00:00Z', '2027-01-01T00:00:00Z'],
  ];
  for (const [zone, from, to] of odd) {
    const calendar = calendarOf(zone);
    const around = changes(zone, from, to);
    expect([zone, around.length > 0]).toEqual([zone, true]);
    for (const change of around) {
      const middle = Math.floor(change / DAY_MS);
      for (let day = middle - 2; day <= middle + 3; day += 1) {
        expect([zone, dayText(day), calendar.startOf(day)]).toEqual([
          zone,
          dayText(day),
          referenceStart(zone, dateOf(day)),
        ]);
      }
    }
  }
});

test('midnight that does not exist: the day in Santiago starts at one', () => {
  const calendar = calendarOf('America/Santiago');
  const day = dayNumber('2026-09-06');
  expect(new Date(calendar.startOf(day)).toISOString()).toBe('2026-09-06T04:00:00.000Z');
  expect(calendar.startOf(day + 1) - calendar.startOf(day)).toBe(23 * HOUR_MS);
  expect(calendar.dayOf(calendar.startOf(day) - 1)).toBe(day - 1);
});

test('a date that was skipped is empty and owns no moment', () => {
  const calendar = calendarOf('Pacific/Apia');
  const skipped = dayNumber('2011-12-30');
  expect(calendar.startOf(skipped)).toBe(calendar.startOf(skipped + 1));
  expect(calendar.dayOf(calendar.startOf(skipped))).toBe(skipped + 1);
  expect(calendar.dayOf(calendar.startOf(skipped) - 1)).toBe(skipped - 1);
});

test('days have 23, 24 and 25 hours where the clocks change, and the week and month hold them all', () => {
  const calendar = calendarOf('Europe/Paris');
  const hours = (date: string): number =>
    (calendar.startOf(dayNumber(date) + 1) - calendar.startOf(dayNumber(date))) / HOUR_MS;
  expect([hours('2026-03-29'), hours('2026-03-30'), hours('2026-10-25')]).toEqual([23, 24, 25]);
  const { day, week, month } = calendar.windows(Date.parse('2026-03-29T12:00:00Z'));
  expect((day.endMs - day.startMs) / HOUR_MS).toBe(23);
  expect((week.endMs - week.startMs) / HOUR_MS).toBe(7 * 24 - 1);
  expect((month.endMs - month.startMs) / HOUR_MS).toBe(31 * 24 - 1);
});

test.each([
  ['monday', '2026-11-16'],
  ['sunday', '2026-11-15'],
  ['saturday', '2026-11-21'],
] as const)('a week that starts on %s', (weekStart, first) => {
  const calendar = calendarOf('UTC', weekStart);
  expect(dayText(calendar.weekOf(dayNumber('2026-11-21')))).toBe(first);
  expect(dayText(calendar.weekOf(dayNumber('1969-12-31')) + 7) > '1969-12-31').toBe(true);
});

test('every moment lies in exactly one day, week and month, whatever was asked before', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('America/Santiago', 'Pacific/Apia', 'America/St_Johns', 'Asia/Kathmandu', 'UTC'),
      fc.array(fc.integer({ min: Date.parse('2004-01-01'), max: Date.parse('2030-01-01') }), { maxLength: 12 }),
      (zone, moments) => {
        const calendar = calendarOf(zone);
        for (const epochMs of moments) {
          const fresh = calendarOf(zone);
          expect(calendar.dayOf(epochMs)).toBe(fresh.dayOf(epochMs));
          for (const { startMs, endMs } of Object.values(calendar.windows(epochMs))) {
            expect(startMs <= epochMs && epochMs < endMs).toBe(true);
          }
        }
      },
    ),
    { numRuns: 40 },
  );
});

test('asking for a record’s day consults the zone only at its boundaries', () => {
  const calendar = calendarOf('Europe/Paris');
  const startMs = Date.parse('2026-03-01T00:00:00Z');
  const original = Intl.DateTimeFormat.prototype.formatToParts;
  let asked = 0;
  Intl.DateTimeFormat.prototype.formatToParts = function count(...args) {
    asked += 1;
    return original.apply(this, args);
  };
  try {
    for (let step = 0; step < 100_000; step += 1) calendar.dayOf(startMs + (step % 60) * DAY_MS + step);
  } finally {
    Intl.DateTimeFormat.prototype.formatToParts = original;
  }
  expect(asked).toBeLessThan(62 * 4);
});

test('a zone that does not exist stops construction', () => {
  expect(() => calendarOf('Mars/Olympus')).toThrow(
    expect.objectContaining({
      code: 'CONFIG',
      message: 'zone must be an IANA time zone such as "Europe/Paris", received "Mars/Olympus"',
    }),
  );
  expect([isZone('Europe/Paris'), isZone(''), isZone(7)]).toEqual([true, false, false]);
});
