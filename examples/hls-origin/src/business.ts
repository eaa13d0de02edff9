/**
 * What the demo's host tells Tallylight beside its streams: its screens and where they stand, what it has to sell, what it
 * needs, what an operator may do. A host without screens and a shop has none of this.
 */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Tallylight, TallylightOptions } from '@tallylight/sdk';
import { PLACES, SCREENS } from './estate.ts';
import { INIT_NAME, MEDIA_FOLDER, RENDITIONS } from './sample.ts';
import { CURRENCIES, TITLES } from './titles.ts';
import { accessByTokens, TOKENS_VARIABLE } from './tokens.ts';

/** So short only to be watched: half a minute is common. */
const HEARTBEAT_INTERVAL_MS = 5000;
/** What its maker allows. */
const HOT_CELSIUS = 65;
const CHECK_INTERVAL_MS = 10_000;

/** Options that go with it. */
export const BUSINESS: TallylightOptions = {
  business: { zone: 'Europe/Paris' },
  devices: { heartbeatIntervalMs: HEARTBEAT_INTERVAL_MS },
  revenue: { currencies: CURRENCIES },
  process: { disks: [{ name: 'media', path: MEDIA_FOLDER }] },
  alerts: { egressCapacityBitsPerSecond: 1_000_000_000 },
  actions: { device: { command: true } },
  ...accessByTokens(process.env[TOKENS_VARIABLE]),
};

/** Declares it. */
export function declareBusiness(tally: Tallylight): void {
  for (const { id, ...place } of PLACES) tally.site(id, place);
  for (const { id, ...screen } of SCREENS) tally.device(id, screen);
  // A screen that was away may have missed what it should show.
  tally.on('device-online', ({ payload }) => {
    tally.device(payload.device).command('reload-content');
  });

  tally.alerts.when('screen-hot', {
    severity: 'warning',
    summary: 'The screen {subject} is hot',
    advice: 'See whether its fan turns and whether the sun is on it.',
    forMs: 20_000,
    condition: (snapshot) =>
      [...snapshot('devices')]
        .filter(([, { temperatureCelsius }]) => (temperatureCelsius ?? 0) > HOT_CELSIUS)
        .map(([id]) => id),
  });

  const licences: Record<string, number> = {};
  for (const { group } of SCREENS) licences[group] = (licences[group] ?? 0) + 1;
  tally.inventory.set('screen-licences', licences);
  const titles: Record<string, number> = {};
  for (const { sale } of TITLES) titles[sale] = (titles[sale] ?? 0) + 1;
  tally.inventory.set('titles', titles);

  tally
    .dependency('media-files', { critical: true })
    .check(() => Promise.all(RENDITIONS.map(({ name }) => access(join(MEDIA_FOLDER, name, INIT_NAME)))), {
      intervalMs: CHECK_INTERVAL_MS,
    });
}
