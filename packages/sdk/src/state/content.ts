/**
 * What is watched and bought: views and purchases by kind of content, and the items that lead. Both numbers of a conversion
 * rate count from the same moment (since this process watches, and since business midnight); without views there is no rate.
 */
import type { Calendar, DayNumber } from '../model/calendar.ts';
import { CONTENT_KINDS, type ContentKind } from '../model/content-kinds.ts';
import type { Cap } from './cap.ts';

/** Key of the sums over all kinds. */
export const ALL_CONTENT = 'total';

/** How many of the leading items a row names. */
const TOP_ITEMS = 10;

/** Views and purchases of one kind, of one item, or of everything. */
export class ContentTally {
  views = 0;
  purchases = 0;
  viewsToday = 0;
  purchasesToday = 0;
  /** The business day that the last two are of. */
  day: DayNumber = 0;

  /** Purchases per view; null without views. */
  get conversion(): number | null {
    return this.views === 0 ? null : this.purchases / this.views;
  }

  get conversionToday(): number | null {
    return this.viewsToday === 0 ? null : this.purchasesToday / this.viewsToday;
  }

  turn(day: DayNumber): void {
    if (day === this.day) return;
    this.day = day;
    this.viewsToday = 0;
    this.purchasesToday = 0;
  }
}

export class ContentItem extends ContentTally {
  readonly id: string;
  /** `other` until somebody says. */
  kind: ContentKind;

  constructor(id: string, kind: ContentKind) {
    super();
    this.id = id;
    this.kind = kind;
  }
}

export interface Content {
  viewed(id: string, kind: ContentKind | undefined, epochMs: number): void;
  /** A purchase counts for the day on which it happened; of another day it counts since the beginning only. */
  purchased(id: string, kind: ContentKind | undefined, occurredAtMs: number, epochMs: number): void;
  /** Starts a new business day. */
  advance(epochMs: number): void;
  readonly total: ContentTally;
  /** By {@link CONTENT_KINDS}. */
  readonly kinds: readonly ContentTally[];
  /** The items with most views today, then ever; of one kind or of all. */
  top(kind: ContentKind | undefined): readonly ContentItem[];
  /** Items that have a name of their own; the others count for their kind only. */
  readonly cap: Cap;
  /** Grows with each change. */
  readonly version: number;
}

export function createContent(parts: { readonly calendar: Calendar; readonly cap: Cap }): Content {
  const { calendar, cap } = parts;
  const items = new Map<string, ContentItem>();
  const total = new ContentTally();
  const kinds = CONTENT_KINDS.map(() => new ContentTally());
  let day: DayNumber = 0;
  let version = 0;

  function advance(epochMs: number): void {
    const today = calendar.dayOf(epochMs);
    if (today === day) return;
    day = today;
    version += 1;
    total.turn(day);
    for (const tally of kinds) tally.turn(day);
  }

  /** The tallies that one view or purchase counts in. */
  function talliesOf(id: string, kind: ContentKind | undefined): readonly ContentTally[] {
    let item = items.get(id);
    if (item === undefined && cap.admit(true)) {
      item = new ContentItem(id, kind ?? 'other');
      items.set(id, item);
    }
    if (item !== undefined) {
      item.turn(day);
      if (kind !== undefined && item.kind === 'other') item.kind = kind;
    }
    const tally = kinds[CONTENT_KINDS.indexOf(kind ?? item?.kind ?? 'other')] as ContentTally;
    return item === undefined ? [total, tally] : [total, tally, item];
  }

  return {
    viewed(id, kind, epochMs) {
      advance(epochMs);
      version += 1;
      for (const tally of talliesOf(id, kind)) {
        tally.views += 1;
        tally.viewsToday += 1;
      }
    },
    purchased(id, kind, occurredAtMs, epochMs) {
      advance(epochMs);
      version += 1;
      const isToday = calendar.dayOf(occurredAtMs) === day;
      for (const tally of talliesOf(id, kind)) {
        tally.purchases += 1;
        if (isToday) tally.purchasesToday += 1;
      }
    },
    advance,
    total,
    kinds,
    top(kind) {
      const leaders: ContentItem[] = [];
      for (const item of items.values()) {
        if (kind !== undefined && item.kind !== kind) continue;
        item.turn(day);
        const last = leaders[TOP_ITEMS - 1];
        if (last !== undefined && leads(item, last) >= 0) continue;
        leaders.push(item);
        leaders.sort(leads);
        leaders.length = Math.min(leaders.length, TOP_ITEMS);
      }
      return leaders;
    },
    cap,
    get version() {
      return version;
    },
  };
}

function leads(a: ContentItem, b: ContentItem): number {
  return b.viewsToday - a.viewsToday || b.views - a.views || (a.id < b.id ? -1 : 1);
}
