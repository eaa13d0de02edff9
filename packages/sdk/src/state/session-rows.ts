/**
 * Sessions as readers see them: truncated address, no user. Always of a stream or a country, and at most a thousand, because
 * a list of all of them is a list of nobody.
 */
import type { SessionRow } from '@tallylight/protocol';
import { networkText } from '../model/network.ts';
import { DEVICE_CLASSES } from '../model/session-identity.ts';
import type { Country } from './countries.ts';
import type { SessionPage } from './session-page.ts';

export const MAX_SESSION_ROWS = 1000;

export interface SessionFilter {
  readonly stream?: string | undefined;
  readonly country?: string | undefined;
}

export function sessionRow(
  page: SessionPage,
  slot: number,
  country: Country,
  nowMs: number,
  epochOffsetMs: number,
): SessionRow {
  const stream = page.stream[slot] ?? null;
  const startedMs = page.startedMs[slot] as number;
  const seenMs = page.seenMs[slot] as number;
  return {
    stream: stream?.id ?? '',
    country: country.code,
    deviceClass: DEVICE_CLASSES[page.deviceClass[slot] as number] ?? 'other',
    network: networkText(page.network[slot] as number),
    rendition: stream?.renditions?.list[(page.rendition[slot] as number) - 1]?.name ?? null,
    startedMs: Math.round(startedMs + epochOffsetMs),
    lastSeenMs: Math.round(seenMs + epochOffsetMs),
    // A player that buffers is quiet between segments; what it has not asked for it has not watched.
    watchMs: Math.round(Math.max(0, Math.min(seenMs, nowMs) - startedMs)),
    requests: page.requests[slot] as number,
    egressBytes: page.bytes[slot] as number,
  };
}
