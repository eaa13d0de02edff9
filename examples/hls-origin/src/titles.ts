/** What the demo's shop sells, with prices in minor units of its two currencies: cents, and yen, which have none. */
import type { ContentKind } from '@tallylight/sdk';

export const CURRENCIES = ['EUR', 'JPY'] as const;
export type Currency = (typeof CURRENCIES)[number];

export interface Title {
  /** Content id, and its name in the URL. */
  readonly id: string;
  readonly title: string;
  readonly kind: ContentKind;
  /** How it is paid for. */
  readonly sale: 'purchase' | 'rental' | 'subscription' | 'credits';
  readonly priceMinor: Readonly<Record<Currency, number>>;
}

export const TITLES: readonly Title[] = [
  { id: 'night-train', title: 'Night Train', kind: 'movie', sale: 'purchase', priceMinor: { EUR: 1199, JPY: 1980 } },
  { id: 'salt-road', title: 'Salt Road', kind: 'movie', sale: 'rental', priceMinor: { EUR: 399, JPY: 650 } },
  { id: 'harbour-1', title: 'Harbour, 1', kind: 'episode', sale: 'purchase', priceMinor: { EUR: 249, JPY: 400 } },
  { id: 'harbour-2', title: 'Harbour, 2', kind: 'episode', sale: 'purchase', priceMinor: { EUR: 249, JPY: 400 } },
  { id: 'cup-final', title: 'Cup final', kind: 'live', sale: 'rental', priceMinor: { EUR: 799, JPY: 1300 } },
  { id: 'news-pass', title: 'News pass', kind: 'live', sale: 'subscription', priceMinor: { EUR: 499, JPY: 800 } },
  { id: 'best-goals', title: 'Best goals', kind: 'clip', sale: 'credits', priceMinor: { EUR: 99, JPY: 150 } },
  { id: 'rain-album', title: 'Rain', kind: 'audio', sale: 'purchase', priceMinor: { EUR: 899, JPY: 1500 } },
];
