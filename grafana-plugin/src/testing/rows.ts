/** Builders of protocol rows for tests: a usual row, with what the test is about put in. */
import type { BandwidthPoint, BandwidthRow, StreamRow } from '@tallylight/protocol';

export function bandwidthRow(row: Partial<BandwidthRow> = {}): BandwidthRow {
  return { current: 500, average: 400, peak: 900, peakAtMs: 1_000, trend: 0.04, points: [], ...row };
}

/** One point a second from `firstMs`, with these egress values; ingress is a tenth. */
export function points(firstMs: number, ...egress: number[]): BandwidthPoint[] {
  return egress.map((value, index) => [firstMs + index * 1_000, value, value / 10]);
}

export function streamRow(row: Partial<StreamRow> = {}): StreamRow {
  return {
    title: null,
    protocol: 'hls',
    kind: 'live',
    state: 'up',
    stateSinceMs: 1_000,
    reason: null,
    expected: true,
    sessions: 3,
    egressBytesPerSecond: 500,
    ingressBytesPerSecond: null,
    egressBytes: 10_000,
    health: null,
    playlistAgeMs: null,
    lastActivityMs: null,
    players: null,
    ...row,
  };
}
