/**
 * The cards side by side in one row: each number is a column, as Grafana's Stat panel likes it. Currencies, counted items and
 * disks are whatever the host has, so their columns are made of the rows: `revenue EUR today`, `inventory shops open`.
 */
import type { DashboardCards } from '@tallylight/protocol';
import { type Column, columnsOf } from './column.ts';
import { toCurrencyUnit, toExact, toMajor } from './money.ts';

export type Cards = Partial<DashboardCards>;

export const CARD_COLUMNS = columnsOf<Cards>()(
  { name: 'streams total', type: 'number', read: (cards) => cards.streams?.total },
  { name: 'streams up', type: 'number', read: (cards) => cards.streams?.up },
  { name: 'streams idle', type: 'number', read: (cards) => cards.streams?.idle },
  { name: 'streams starting', type: 'number', read: (cards) => cards.streams?.starting },
  { name: 'streams down', type: 'number', read: (cards) => cards.streams?.down },
  { name: 'streams off', type: 'number', read: (cards) => cards.streams?.off },
  { name: 'streams unknown', type: 'number', read: (cards) => cards.streams?.unknown },
  { name: 'sessions now', type: 'number', read: (cards) => cards.sessions?.now },
  { name: 'sessions started', type: 'number', read: (cards) => cards.sessions?.started },
  { name: 'sessions ended', type: 'number', read: (cards) => cards.sessions?.ended },
  { name: 'bandwidth current', type: 'number', unit: 'Bps', read: (cards) => cards.bandwidth?.current },
  { name: 'bandwidth average', type: 'number', unit: 'Bps', read: (cards) => cards.bandwidth?.average },
  { name: 'bandwidth peak', type: 'number', unit: 'Bps', read: (cards) => cards.bandwidth?.peak },
  { name: 'bandwidth trend', type: 'number', unit: 'percentunit', read: (cards) => cards.bandwidth?.trend },
  { name: 'devices total', type: 'number', read: (cards) => cards.devices?.total },
  { name: 'devices online', type: 'number', read: (cards) => cards.devices?.online },
  { name: 'devices playing', type: 'number', read: (cards) => cards.devices?.playing },
  { name: 'devices offline', type: 'number', read: (cards) => cards.devices?.offline },
  { name: 'devices unknown', type: 'number', read: (cards) => cards.devices?.unknown },
  { name: 'devices lost', type: 'number', read: (cards) => cards.devices?.lost },
  { name: 'health mean', type: 'number', read: (cards) => cards.health?.mean },
  { name: 'health worst', type: 'number', read: (cards) => cards.health?.worst },
  { name: 'health worst stream', type: 'string', read: (cards) => cards.health?.worstStream },
  { name: 'health known', type: 'number', read: (cards) => cards.health?.known },
  { name: 'health unknown', type: 'number', read: (cards) => cards.health?.unknown },
  { name: 'health mean uptime', type: 'number', unit: 'percentunit', read: (cards) => cards.health?.meanUptime },
  { name: 'health online', type: 'number', read: (cards) => cards.health?.online },
  { name: 'health offline', type: 'number', read: (cards) => cards.health?.offline },
  { name: 'alerts error', type: 'number', read: (cards) => cards.alerts?.error },
  { name: 'alerts warning', type: 'number', read: (cards) => cards.alerts?.warning },
  { name: 'alerts info', type: 'number', read: (cards) => cards.alerts?.info },
  { name: 'users current', type: 'number', read: (cards) => cards.users?.current },
  { name: 'users today', type: 'number', read: (cards) => cards.users?.today },
  { name: 'users peak 24 h', type: 'number', read: (cards) => cards.users?.peak24h },
  { name: 'users peak today', type: 'number', read: (cards) => cards.users?.peakToday },
  { name: 'users estimated', type: 'boolean', read: (cards) => cards.users?.estimated },
  { name: 'content views', type: 'number', read: (cards) => cards.content?.views },
  { name: 'content purchases', type: 'number', read: (cards) => cards.content?.purchases },
  { name: 'content conversion', type: 'number', unit: 'percentunit', read: (cards) => cards.content?.conversion },
  { name: 'content views today', type: 'number', read: (cards) => cards.content?.viewsToday },
  { name: 'content purchases today', type: 'number', read: (cards) => cards.content?.purchasesToday },
  {
    name: 'content conversion today',
    type: 'number',
    unit: 'percentunit',
    read: (cards) => cards.content?.conversionToday,
  },
  { name: 'process memory', type: 'number', unit: 'decbytes', read: (cards) => cards.system?.process?.memoryBytes },
  {
    name: 'process memory limit',
    type: 'number',
    unit: 'decbytes',
    read: (cards) => cards.system?.process?.memoryLimitBytes,
  },
  {
    name: 'event loop busy',
    type: 'number',
    unit: 'percentunit',
    read: (cards) => cards.system?.process?.eventLoopUtilization,
  },
  { name: 'event loop delay', type: 'number', unit: 'ms', read: (cards) => cards.system?.process?.eventLoopDelayMs },
  { name: 'machine cpu', type: 'number', unit: 'percentunit', read: (cards) => cards.system?.machine?.cpuRatio },
  { name: 'machine memory', type: 'number', unit: 'decbytes', read: (cards) => cards.system?.machine?.memoryBytes },
  {
    name: 'machine memory available',
    type: 'number',
    unit: 'decbytes',
    read: (cards) => cards.system?.machine?.memoryAvailableBytes,
  },
  { name: 'dependencies up', type: 'number', read: (cards) => cards.system?.dependencies.up },
  { name: 'dependencies down', type: 'number', read: (cards) => cards.system?.dependencies.down },
  { name: 'dependencies unknown', type: 'number', read: (cards) => cards.system?.dependencies.unknown },
  { name: 'store degraded', type: 'boolean', read: (cards) => cards.system?.storeDegraded },
);

const WINDOWS = ['total', 'today', 'week', 'month'] as const;

/** Columns of the currencies, the inventory and the disks that these cards have. */
export function toAddedCardColumns(cards: Cards): Column<Cards>[] {
  return [...toRevenueColumns(cards), ...toInventoryColumns(cards), ...toDiskColumns(cards)];
}

function toDiskColumns({ system }: Cards): Column<Cards>[] {
  return (system?.disks ?? []).flatMap(({ name }): Column<Cards>[] => {
    const disk = (cards: Cards) => cards.system?.disks.find((one) => one.name === name);
    return [
      { name: `disk ${name} free`, type: 'number', unit: 'decbytes', read: (now) => disk(now)?.freeBytes },
      { name: `disk ${name} size`, type: 'number', unit: 'decbytes', read: (now) => disk(now)?.sizeBytes },
    ];
  });
}

function toRevenueColumns({ revenue = {} }: Cards): Column<Cards>[] {
  return Object.entries(revenue).flatMap(([currency, { exponent }]) => {
    const numbers = WINDOWS.map(
      (window): Column<Cards> => ({
        name: `revenue ${currency} ${window}`,
        type: 'number',
        unit: toCurrencyUnit(currency),
        decimals: exponent,
        read: ({ revenue: all }) => toMajor(all?.[currency]?.[window] ?? '', exponent),
      }),
    );
    const texts = WINDOWS.map(
      (window): Column<Cards> => ({
        name: `revenue ${currency} ${window} exact`,
        type: 'string',
        read: ({ revenue: all }) => toExact(all?.[currency]?.[window] ?? '', exponent),
      }),
    );
    return [...numbers, ...texts];
  });
}

function toInventoryColumns({ inventory = {} }: Cards): Column<Cards>[] {
  return Object.entries(inventory).flatMap(([item, states]) =>
    Object.keys(states).map(
      (state): Column<Cards> => ({
        name: `inventory ${item} ${state}`,
        type: 'number',
        read: ({ inventory: all }) => all?.[item]?.[state],
      }),
    ),
  );
}

/** The one object of all cards; `undefined` before the first of them. */
export function joinCards(rows: ReadonlyMap<string, unknown>): Cards | undefined {
  if (rows.size === 0) return undefined;
  return Object.fromEntries([...rows].map(([card, row]) => [card, (row as { readonly values: unknown }).values]));
}
