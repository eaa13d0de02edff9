/**
 * Sessions as readers see them: truncated address, a hash for a user, no town with too few viewers. Always of a stream, a
 * country or a user, and at most a thousand, because a list of all of them is a list of nobody.
 */
import type { SessionRow } from '@tallylight/protocol';
import { networkText } from '../model/network.ts';
import { DEVICE_CLASSES } from '../model/session-identity.ts';
import type { Country } from './countries.ts';
import type { City } from './places.ts';
import { userText } from './session-extras.ts';
import { BYTES, NETWORK, REQUESTS, SEEN_MS, STARTED_MS } from './session-layout.ts';
import type { SessionPage } from './session-page.ts';

export const MAX_SESSION_ROWS = 1000;

export interface SessionFilter {
  readonly stream?: string | undefined;
  readonly country?: string | undefined;
  /** Hashes of a user; several where the key has turned since. */
  readonly users?: readonly number[] | undefined;
}

export function sessionRow(
  page: SessionPage,
  slot: number,
  country: Country,
  nowMs: number,
  epochOffsetMs: number,
  isNamed: (city: City) => boolean,
): SessionRow {
  const place = page.extras?.placeOf(slot);
  const city = place?.city ?? null;
  const user = page.extras?.userOf(slot) ?? 0;
  const { stream } = page.laneOf(slot);
  const startedMs = page.cell(slot, STARTED_MS);
  const seenMs = page.cell(slot, SEEN_MS);
  return {
    stream: stream.id,
    country: country.code,
    deviceClass: DEVICE_CLASSES[page.deviceClass(slot)] ?? 'other',
    network: networkText(page.cell(slot, NETWORK)),
    rendition: stream.renditions?.list[page.rendition(slot) - 1]?.name ?? null,
    startedMs: Math.round(startedMs + epochOffsetMs),
    lastSeenMs: Math.round(seenMs + epochOffsetMs),
    // A player that buffers is quiet between segments; what it has not asked for it has not watched.
    watchMs: Math.round(Math.max(0, Math.min(seenMs, nowMs) - startedMs)),
    requests: page.cell(slot, REQUESTS),
    egressBytes: page.cell(slot, BYTES),
    city: city !== null && isNamed(city) ? city.name : null,
    asn: place?.network?.asn ?? null,
    provider: place?.network?.name ?? null,
    user: user === 0 ? null : userText(user),
  };
}
