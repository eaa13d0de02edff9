/** Builders of protocol rows for tests: a usual row, with what the test is about put in. */
import type {
  AlertRow,
  BandwidthPoint,
  BandwidthRow,
  DeviceRow,
  EventName,
  Health,
  RevenueRow,
  SessionRow,
  StreamRow,
} from '@tallylight/protocol';
import type { LiveEvent } from '../datasource/columns/activity.ts';

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

export function health(parts: Partial<Health> = {}): Health {
  return {
    score: 71,
    band: 'good',
    parts: { uptime: 1, errors: 0.4, response: null },
    coverage: 0.8,
    reason: '4 % of the requests fail',
    weights: { uptime: 0.5, errors: 0.3, response: 0.2 },
    raw: {
      uptime: 1,
      errorRatio: 0.04,
      responseMs: null,
      requests: 250,
      observedMs: 300_000,
      stallRatio: null,
      startupMs: null,
      bitrateShare: null,
      restarts: 0,
    },
    windowMs: 300_000,
    lastCheckedMs: 9_000,
    ...parts,
  };
}

export function deviceRow(row: Partial<DeviceRow> = {}): DeviceRow {
  return {
    name: 'Lobby',
    serial: 'SN-1',
    site: 'paris',
    group: null,
    model: 'M1',
    version: '2.4.0',
    state: 'playing',
    stateSinceMs: 1_000,
    expected: true,
    lastSeenMs: 5_000,
    heartbeatIntervalMs: 30_000,
    playing: true,
    nowPlaying: { title: 'Spring sale', campaign: 'spring', contentId: 'c-1', sinceMs: 4_000 },
    screenOn: true,
    contentSyncRatio: 1,
    clockSkewMs: 12,
    cpuRatio: 0.3,
    memoryBytes: 200_000_000,
    diskFreeBytes: null,
    temperatureCelsius: 41,
    receivedBytes: 10,
    sentBytes: 20,
    commandsPending: 0,
    ...row,
  };
}

export function sessionRow(row: Partial<SessionRow> = {}): SessionRow {
  return {
    stream: 'news',
    country: 'DE',
    deviceClass: 'tv',
    network: null,
    city: null,
    asn: null,
    provider: null,
    user: null,
    rendition: '1080p',
    startedMs: 10_000,
    lastSeenMs: 20_000,
    watchMs: 9_000,
    requests: 12,
    egressBytes: 5_000_000,
    ...row,
  };
}

export function alertRow(row: Partial<AlertRow> = {}): AlertRow {
  return {
    severity: 'error',
    condition: 'stream-down',
    subject: 'news',
    subjectKind: 'stream',
    summary: 'News is down',
    state: 'active',
    sinceMs: 1_000,
    raisedMs: 2_000,
    sources: ['board', 'grafana'],
    team: 'video',
    advice: null,
    viewers: 40,
    viewerMinutesLost: 12.5,
    screens: null,
    screenMinutesLost: null,
    acknowledgedBy: null,
    acknowledgedNote: null,
    acknowledgedUntilMs: null,
    children: [],
    childCount: 0,
    childrenOpen: 0,
    ...row,
  };
}

export function revenueRow(row: Partial<RevenueRow> = {}): RevenueRow {
  return {
    exponent: 2,
    total: '123450',
    today: '0',
    week: '-5',
    month: '123450',
    gross: '133450',
    refunds: '10000',
    pending: '0',
    transactions: { pending: 0, completed: 9, failed: 1, cancelled: 0, refunded: 1 },
    held: '0',
    heldCount: 0,
    heldSinceMs: null,
    refusedCount: 0,
    todayStartMs: 1,
    weekStartMs: 1,
    monthStartMs: 1,
    ...row,
  };
}

export function liveEvent(name: EventName, atMs: number, payload: LiveEvent['payload']): LiveEvent {
  return { name, atMs, id: `${name}-${atMs}`, payload };
}
