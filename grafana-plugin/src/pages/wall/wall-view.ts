/**
 * What the wall shows, from the rows of the live channel: what is wrong in the order in which a control room acts on it, the
 * numbers of the day, and who is worst. Pure. What nobody knows is absent, never 0.
 */
import type { AlertRow, DashboardCards, SiteRow, StreamRow } from '@tallylight/protocol';
import { type FigureText, toCountText } from '../../shared/figure/figure-text.ts';
import { toRateText } from './rate-text.ts';

type Rows<R> = ReadonlyMap<string, R>;

export interface WallRows {
  readonly cards: Rows<{ readonly values: unknown }>;
  readonly alerts: Rows<AlertRow>;
  readonly streams: Rows<StreamRow>;
  readonly sites: Rows<SiteRow>;
}

export interface WrongItem {
  readonly key: string;
  readonly summary: string;
  readonly severity: 'error' | 'warning';
  readonly sinceMs: number;
  /** `38 viewers`, `4 screens`; absent where it takes nothing from anybody. */
  readonly hits: string | undefined;
  /** Who has it; absent while nobody does. */
  readonly who: string | undefined;
}

export interface WallCard {
  readonly id: string;
  readonly label: string;
  readonly value: FigureText | undefined;
  readonly why: string;
  /** What its curve is made of; absent when the number is not known. */
  readonly point: number | undefined;
  readonly beside?: string;
}

export interface WorstItem {
  readonly key: string;
  readonly name: string;
  /** 0–1 of the bar, and what stands beside it. */
  readonly share: number;
  readonly text: string;
  readonly reason: string | undefined;
  readonly tone: 'bad' | 'fair' | 'well';
}

export interface WallView {
  readonly wrong: readonly WrongItem[];
  /** How many more are open than fit. */
  readonly more: number;
  readonly cards: readonly WallCard[];
  readonly streams: readonly WorstItem[];
  readonly sites: readonly WorstItem[];
}

const MOST_WRONG = 7;
const MOST_WORST = 8;

export function toWallView({ cards, alerts, streams, sites }: WallRows): WallView {
  const wrong = [...alerts].flatMap(([key, row]) => toWrong(key, row)).sort(byUrgency);
  return {
    wrong: wrong.slice(0, MOST_WRONG),
    more: Math.max(0, wrong.length - MOST_WRONG),
    cards: toCards(cards),
    streams: toWorstStreams(streams),
    sites: toWorstSites(sites),
  };
}

function toWrong(key: string, row: AlertRow): WrongItem[] {
  // Worth a line elsewhere, not the wall of a room.
  if (row.severity === 'info') return [];
  const hits = [count(row.viewers, 'viewer'), count(row.screens, 'screen')].filter((text) => text !== undefined);
  return [
    {
      key,
      summary: row.summary,
      severity: row.severity,
      sinceMs: row.sinceMs,
      hits: hits.length === 0 ? undefined : hits.join(', '),
      who: row.state === 'acknowledged' ? (row.acknowledgedBy ?? 'somebody') : undefined,
    },
  ];
}

/** Nobody's first, and of those the oldest: it has waited longest. */
function byUrgency(a: WrongItem, b: WrongItem): number {
  if ((a.who === undefined) !== (b.who === undefined)) return a.who === undefined ? -1 : 1;
  return a.sinceMs - b.sinceMs || (a.key < b.key ? -1 : 1);
}

function count(many: number | null, noun: string): string | undefined {
  if (many === null || many === 0) return undefined;
  return `${toCountText(many)} ${noun}${many === 1 ? '' : 's'}`;
}

function toCards(cards: WallRows['cards']): WallCard[] {
  const of = <C extends keyof DashboardCards>(name: C): DashboardCards[C] | undefined =>
    cards.get(name)?.values as DashboardCards[C] | undefined;
  const whole = (many: number | undefined): FigureText | undefined =>
    many === undefined ? undefined : { text: toCountText(many), unit: '' };
  const rate = of('bandwidth')?.current ?? undefined;
  const mean = of('health')?.mean ?? undefined;
  const devices = of('devices');
  const reachable = devices && devices.online + devices.playing;
  const users = of('users')?.current;
  const sessions = of('sessions')?.now;
  const none = 'the server has not told it yet';
  return [
    { id: 'sessions', label: 'Watching', value: whole(sessions), why: none, point: sessions },
    {
      id: 'egress',
      label: 'Egress',
      value: rate === undefined ? undefined : toRateText(rate),
      why: 'nothing was sent yet',
      point: rate,
      ...besidePeak(of('bandwidth')?.peak ?? undefined),
    },
    {
      id: 'health',
      label: 'Health',
      value: mean === undefined ? undefined : { text: String(Math.round(mean)), unit: '/ 100' },
      why: 'no stream has a score',
      point: mean,
    },
    {
      id: 'devices',
      label: 'Screens on',
      value: devices === undefined || devices.total === 0 ? undefined : whole(reachable),
      why: 'no screen is known',
      point: reachable,
      ...(devices !== undefined && devices.total > 0 && { beside: `of ${toCountText(devices.total)}` }),
    },
    { id: 'users', label: 'Active users', value: whole(users), why: 'the host tells of no users', point: users },
    ...toRevenueCards(of('revenue')),
  ];
}

const besidePeak = (peak: number | undefined): { beside?: string } => {
  if (peak === undefined) return {};
  const { text, unit } = toRateText(peak);
  return { beside: `peak ${text} ${unit}` };
};

/** One card a currency, the two that come first; none without the permission, for then there is no such row. */
function toRevenueCards(revenue: DashboardCards['revenue'] | undefined): WallCard[] {
  return Object.entries(revenue ?? {})
    .slice(0, 2)
    .map(([currency, { today, exponent }]) => ({
      id: `revenue-${currency}`,
      // The currency stands above: beside a long amount there is no room.
      label: `Today, ${currency}`,
      value: { text: toAmount(today, exponent), unit: '' },
      why: '',
      point: Number(today) / 10 ** exponent,
    }));
}

/** Minor units as text with a point; exact, whatever the size. */
export function toAmount(minor: string, exponent: number): string {
  const digits = minor.replace('-', '').padStart(exponent + 1, '0');
  const whole = digits.slice(0, digits.length - exponent).replace(/\B(?=(\d{3})+$)/g, '\u202f');
  const part = exponent === 0 ? '' : `.${digits.slice(digits.length - exponent)}`;
  return `${minor.startsWith('-') ? '−' : ''}${whole}${part}`;
}

function toWorstStreams(streams: Rows<StreamRow>): WorstItem[] {
  return [...streams]
    .flatMap(([key, { title, state, expected, health, reason }]) => {
      if (state === 'off') return [];
      const isDown = state === 'down' && expected;
      if (!isDown && health === null) return [];
      const score = isDown ? 0 : (health?.score ?? 0);
      return {
        key,
        name: title ?? key,
        share: score / 100,
        text: isDown ? 'down' : String(Math.round(score)),
        reason: (isDown ? reason : health?.reason) ?? undefined,
        tone: score < 50 ? ('bad' as const) : score < 90 ? ('fair' as const) : ('well' as const),
      };
    })
    .sort(byShare)
    .slice(0, MOST_WORST);
}

function toWorstSites(sites: Rows<SiteRow>): WorstItem[] {
  return [...sites]
    .flatMap(([key, site]) => {
      const present = site.total - site.lost;
      if (present <= 0) return [];
      const on = site.online + site.playing;
      const share = on / present;
      return {
        key,
        name: site.title ?? key,
        share,
        text: `${toCountText(on)} of ${toCountText(present)}`,
        reason: site.unknown > 0 ? `${toCountText(site.unknown)} unknown` : undefined,
        tone: share < 0.5 ? ('bad' as const) : share < 1 ? ('fair' as const) : ('well' as const),
      };
    })
    .sort(byShare)
    .slice(0, MOST_WORST);
}

const byShare = (a: WorstItem, b: WorstItem): number => a.share - b.share || (a.key < b.key ? -1 : 1);
