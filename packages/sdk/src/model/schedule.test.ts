import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type HoursOptions, hours } from './schedule.ts';

const paris = (open: string, closed?: readonly string[]) => hours({ zone: 'Europe/Paris', open, closed });
const at = (iso: string): number => Date.parse(iso);

test('open from the first minute and closed from the last', () => {
  const open = paris('Mo-Su 06:00-24:00');
  // Paris is two hours ahead of UTC in June.
  expect(open(at('2026-06-10T03:59:59Z'))).toBe(false);
  expect(open(at('2026-06-10T04:00:00Z'))).toBe(true);
  expect(open(at('2026-06-10T21:59:59Z'))).toBe(true);
  expect(open(at('2026-06-10T22:00:00Z'))).toBe(false);
});

test('a span over midnight belongs to the day on which it began', () => {
  const open = paris('Fr-Sa 22:00-02:00');
  expect(open(at('2026-06-13T23:30:00Z'))).toBe(true); // Sunday 01:30, of Saturday's evening
  expect(open(at('2026-06-14T21:30:00Z'))).toBe(false); // Sunday 23:30
  expect(open(at('2026-06-11T23:30:00Z'))).toBe(false); // Friday 01:30, of Thursday's evening
});

test('a later rule replaces an earlier one on its days, and commas add', () => {
  const open = paris('Mo-Su 08:00-20:00; We 09:00-10:00, 11:00-12:00; Su off');
  const wednesday = (clock: string) => open(at(`2026-01-07T${clock}:00+01:00`));
  expect(['08:30', '09:30', '10:30', '11:30', '19:00'].map(wednesday)).toEqual([false, true, false, true, false]);
  expect(open(at('2026-01-11T12:00:00+01:00'))).toBe(false);
  expect(open(at('2026-01-12T12:00:00+01:00'))).toBe(true);
});

test('weekdays may go round the end of the week', () => {
  const open = paris('Sa-Mo 10:00-11:00');
  const days = [5, 6, 7, 8, 9, 10, 11].map((day) =>
    open(at(`2026-01-0${day}T10:30:00+01:00`.replace('010', '10').replace('011', '11'))),
  );
  expect(days).toEqual([true, false, false, false, false, true, true]);
});

test('closed days are off, each year or once, with the night that began on them', () => {
  const open = paris('Mo-Su 20:00-02:00', ['12-25', '2026-07-14']);
  expect(open(at('2026-12-25T21:00:00+01:00'))).toBe(false);
  expect(open(at('2026-12-25T01:00:00+01:00'))).toBe(true);
  expect(open(at('2026-12-26T01:00:00+01:00'))).toBe(false);
  expect(open(at('2027-12-25T21:00:00+01:00'))).toBe(false);
  expect(open(at('2026-07-14T21:00:00+02:00'))).toBe(false);
  expect(open(at('2027-07-14T21:00:00+02:00'))).toBe(true);
});

test('a night with a change of clocks follows the clock on the wall', () => {
  const open = paris('Mo-Su 02:00-03:00');
  const minutesOpen = (day: string): number => {
    const from = at(day);
    let open_ = 0;
    for (let minute = 0; minute < 24 * 60; minute += 1) if (open(from + minute * 60_000)) open_ += 1;
    return open_;
  };
  expect(minutesOpen('2026-03-29T00:00:00+01:00')).toBe(0); // 02:00 to 03:00 does not exist
  expect(minutesOpen('2026-03-30T00:00:00+02:00')).toBe(60);
  expect(minutesOpen('2026-10-25T00:00:00+02:00')).toBe(120); // and here it is twice
});

test('24/7, and times without days, are every day', () => {
  for (const open of [paris('24/7'), paris('00:00-24:00'), paris('Mo-Su 24/7')]) {
    expect([0, 1, 2, 3, 4, 5, 6].every((day) => open(at('2026-03-27T01:17:00Z') + day * 86_400_000))).toBe(true);
  }
});

test.each<[Partial<Record<keyof HoursOptions, unknown>>, string]>([
  [{ zone: 'Mars/Base' }, 'hours.zone must be an IANA time zone such as "Europe/Paris", received "Mars/Base"'],
  [{ zone: undefined }, 'hours.zone must be an IANA time zone such as "Europe/Paris", received undefined'],
  [{ open: 'Mo-Xx 08:00-09:00' }, /hours\.open must be rules .* received "Mo-Xx 08:00-09:00"/ as unknown as string],
  [{ open: 'Mo 08:00' }, /received "Mo 08:00"/ as unknown as string],
  [{ open: 'Mo 8-9' }, /received "Mo 8-9"/ as unknown as string],
  [{ open: 'Mo 08:60-09:00' }, /received "Mo 08:60-09:00"/ as unknown as string],
  [{ open: '' }, /received ""/ as unknown as string],
  [{ open: 7 }, /received 7/ as unknown as string],
  [{ closed: ['2026-02-30'] }, 'hours.closed[0] must be a day such as "2026-12-25" or "12-25", received "2026-02-30"'],
])('hours that cannot be read are refused with path and value: %j', (wrong, message) => {
  const given = { zone: 'Europe/Paris', open: 'Mo-Su 06:00-24:00', ...wrong } as HoursOptions;
  expect(() => hours(given)).toThrow(message);
});

test('in any zone, at any moment, the answer is what the clock on the wall there says', () => {
  const NAMES = ['Su', 'Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa'];
  const two = (value: number): string => String(value).padStart(2, '0');
  const clock = (minutes: number): string => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
  fc.assert(
    fc.property(
      fc.constantFrom('Europe/Paris', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Pacific/Apia'),
      fc.integer({ min: 0, max: 6 }),
      fc.integer({ min: 0, max: 6 }),
      fc.integer({ min: 0, max: 1439 }),
      fc.integer({ min: 1, max: 1440 }),
      fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2035, 0, 1) }),
      (zone, firstDay, dayCount, from, length, nowMs) => {
        const lastDay = (firstDay + dayCount) % 7;
        const to = from + length > 1440 ? from + length - 1440 : from + length;
        const open = hours({ zone, open: `${NAMES[firstDay]}-${NAMES[lastDay]} ${clock(from)}-${clock(to)}` });
        const wall = new Date(`${new Date(nowMs).toLocaleString('sv-SE', { timeZone: zone }).replace(' ', 'T')}Z`);
        const minute = wall.getUTCHours() * 60 + wall.getUTCMinutes();
        const isOpenDay = (day: number): boolean => (day - firstDay + 7) % 7 <= dayCount;
        const today = isOpenDay(wall.getUTCDay()) && minute >= from && minute < from + length;
        const yesterday =
          isOpenDay((wall.getUTCDay() + 6) % 7) && minute + 1440 >= from && minute + 1440 < from + length;
        expect(open(nowMs)).toBe(today || yesterday);
      },
    ),
    { numRuns: 500 },
  );
});
