/** The parts of state that are about the host's business: money, content, users, stock. They share one calendar. */
import { type Calendar, createCalendar, type Weekday } from '../model/calendar.ts';
import { type Audience, createAudience } from './audience.ts';
import { createCap } from './cap.ts';
import { type Content, createContent } from './content.ts';
import { createInventory, type Inventory } from './inventory.ts';
import { createRevenue, type Revenue } from './revenue.ts';

export interface BusinessOptions {
  readonly zone: string;
  readonly weekStart: Weekday;
  /** Currencies with series from the start. */
  readonly currencies: readonly string[];
  readonly refundsBookedOn: 'refund' | 'sale';
  /** Currencies that may have a label of their own. */
  readonly currencyLabels: number;
  /** Users that are counted one by one. */
  readonly audienceExactUpTo: number;
}

/** What is assumed when nobody says. */
export const BUSINESS_DEFAULTS: BusinessOptions = {
  zone: 'UTC',
  weekStart: 'monday',
  currencies: [],
  refundsBookedOn: 'refund',
  currencyLabels: 20,
  audienceExactUpTo: 200_000,
};

/** Enough that the leaders of a catalogue are among them; the rest counts for its kind. */
const MAX_CONTENTS = 10_000;

export interface Business {
  readonly calendar: Calendar;
  readonly revenue: Revenue;
  readonly content: Content;
  readonly audience: Audience;
  readonly inventory: Inventory;
}

export function createBusiness(given: Partial<BusinessOptions> = {}): Business {
  const options = { ...BUSINESS_DEFAULTS, ...given };
  const calendar = createCalendar(options);
  return {
    calendar,
    revenue: createRevenue({
      calendar,
      labelCap: createCap('currency labels', options.currencyLabels),
      currencies: options.currencies,
      refundsBookedOn: options.refundsBookedOn,
    }),
    content: createContent({ calendar, cap: createCap('contents', MAX_CONTENTS) }),
    audience: createAudience({ calendar, exactUpTo: options.audienceExactUpTo }),
    inventory: createInventory(),
  };
}

/** Lets time pass: windows move along, business days begin. Once a tick, and once at the start. */
export function advanceBusiness(business: Omit<Business, 'calendar'>, nowMs: number, epochMs: number): void {
  business.revenue.advance(epochMs);
  business.content.advance(epochMs);
  business.audience.advance(nowMs, epochMs);
}
