/**
 * What the rows of the topics look like over REST. Each list of fields is tied to its row type: a row that gains a field does
 * not compile until it is described here.
 */
import type {
  AlertRow,
  AudienceRow,
  BandwidthRow,
  ContentFigures,
  ContentRow,
  DeviceRow,
  GeoRow,
  Health,
  PlayerFigures,
  RevenueRow,
  RevenueWindows,
  SessionRow,
  SiteRow,
  StreamRow,
} from '@tallylight/protocol';
import {
  boolean,
  bytes,
  count,
  duration,
  type Fields,
  type FieldsOf,
  id,
  integer,
  listOf,
  mapOf,
  minorUnits,
  number,
  object,
  oneOf,
  orNull,
  rate,
  ratio,
  text,
  time,
} from './schema.ts';

export const STREAM_STATES: readonly string[] = ['starting', 'up', 'idle', 'down', 'off', 'unknown'];
export const DEVICE_STATES: readonly string[] = ['online', 'playing', 'offline', 'unknown', 'lost'];
export const SEVERITIES: readonly string[] = ['error', 'warning', 'info'];
const SOURCES = ['board', 'host', 'alertmanager', 'grafana'];

const known = orNull;
const name = orNull(text());

const healthFields: FieldsOf<Health> = {
  score: number({ minimum: 0, maximum: 100 }),
  band: oneOf('excellent', 'good', 'fair', 'poor'),
  parts: {
    type: 'object',
    properties: { uptime: known(ratio), errors: known(ratio), response: known(ratio) },
    required: ['uptime', 'errors', 'response'],
    additionalProperties: known(ratio),
    description: 'Each part of the score; after the three, those that the host added.',
  },
  coverage: ratio,
  reason: orNull(text({ description: 'What costs most, in words.' })),
  weights: mapOf(number({ minimum: 0 })),
  raw: object({
    uptime: known(ratio),
    errorRatio: known(ratio),
    responseMs: known(duration),
    requests: number({ minimum: 0 }),
    observedMs: duration,
    stallRatio: known(ratio),
    startupMs: known(duration),
    bitrateShare: known(ratio),
    restarts: known(count),
  }),
  windowMs: duration,
  lastCheckedMs: time,
};

const playerFields: FieldsOf<PlayerFigures> = {
  now: count,
  stalls: count,
  stallRatio: known(ratio),
  startupMs: known(duration),
  bitrateBytesPerSecond: known(rate),
  bufferMs: known(duration),
  liveLatencyMs: known(duration),
};

export const STREAM_FIELDS: FieldsOf<StreamRow> = {
  title: name,
  protocol: text(),
  kind: text(),
  state: oneOf(...STREAM_STATES),
  stateSinceMs: time,
  reason: name,
  expected: boolean({ description: 'Whether it is meant to be on now.' }),
  sessions: count,
  egressBytesPerSecond: known(rate),
  ingressBytesPerSecond: known(rate),
  egressBytes: bytes,
  health: orNull(object(healthFields)),
  playlistAgeMs: known(duration),
  lastActivityMs: known(time),
  players: orNull(object(playerFields)),
};

export const BANDWIDTH_FIELDS: FieldsOf<BandwidthRow> = {
  current: known(rate),
  average: known(rate),
  peak: known(rate),
  peakAtMs: known(time),
  trend: orNull(number({ description: 'Change against the window before, as a ratio.' })),
  points: listOf({
    type: 'array',
    prefixItems: [time, known(rate), known(rate)],
    minItems: 3,
    maxItems: 3,
    description: 'Epoch ms, egress, ingress.',
  }),
};

export const SESSION_FIELDS: FieldsOf<SessionRow> = {
  stream: text(),
  country: text({ pattern: '^[A-Z]{2}$' }),
  deviceClass: oneOf('tv', 'stb', 'mobile', 'desktop', 'bot', 'other'),
  network: orNull(text({ description: 'The network of the viewer, an IPv4 /24 or IPv6 /48; never the address.' })),
  rendition: name,
  startedMs: time,
  lastSeenMs: time,
  watchMs: duration,
  requests: count,
  egressBytes: bytes,
  city: name,
  asn: orNull(integer({ minimum: 0, description: 'Number of the network’s operator.' })),
  provider: name,
  user: orNull(text({ description: 'A hash of the user, the same for all sessions of a day; never who it is.' })),
};

export const GEO_FIELDS: FieldsOf<GeoRow> = {
  continent: name,
  sessions: count,
  egressBytes: bytes,
  share: known(ratio),
  cities: orNull(
    listOf(object({ name: text(), latitude: orNull(number()), longitude: orNull(number()), sessions: count })),
  ),
  networks: orNull(listOf(object({ asn: integer({ minimum: 0 }), name, sessions: count }))),
};

export const DEVICE_FIELDS: FieldsOf<DeviceRow> = {
  name,
  serial: name,
  site: name,
  group: name,
  model: name,
  version: name,
  state: oneOf(...DEVICE_STATES),
  stateSinceMs: time,
  expected: boolean({ description: 'Whether it is meant to be on now.' }),
  lastSeenMs: known(time),
  heartbeatIntervalMs: duration,
  playing: orNull(boolean()),
  nowPlaying: orNull(object({ title: text(), campaign: name, contentId: name, sinceMs: time })),
  screenOn: orNull(boolean()),
  contentSyncRatio: known(ratio),
  clockSkewMs: orNull(number({ description: 'Its clock less the server’s, ms.' })),
  cpuRatio: known(ratio),
  memoryBytes: known(bytes),
  diskFreeBytes: known(bytes),
  temperatureCelsius: orNull(number()),
  receivedBytes: bytes,
  sentBytes: bytes,
  commandsPending: count,
};

export const SITE_FIELDS: FieldsOf<SiteRow> = {
  title: name,
  zone: name,
  location: name,
  contact: name,
  tenant: name,
  expected: boolean(),
  total: count,
  online: count,
  playing: count,
  offline: count,
  unknown: count,
  lost: count,
};

export const ALERT_FIELDS: FieldsOf<AlertRow> = {
  severity: oneOf(...SEVERITIES),
  condition: text(),
  subject: text({ description: 'What it is about; `*` for many at once.' }),
  subjectKind: text(),
  summary: text(),
  state: oneOf('active', 'acknowledged'),
  sinceMs: time,
  raisedMs: time,
  sources: listOf(oneOf(...SOURCES)),
  team: text(),
  advice: name,
  viewers: orNull(number({ minimum: 0 })),
  viewerMinutesLost: orNull(number({ minimum: 0 })),
  screens: orNull(number({ minimum: 0 })),
  screenMinutesLost: orNull(number({ minimum: 0 })),
  acknowledgedBy: name,
  acknowledgedNote: name,
  acknowledgedUntilMs: known(time),
  children: listOf(text()),
  childCount: count,
  childrenOpen: count,
};

const windows: FieldsOf<RevenueWindows> = {
  exponent: integer({ minimum: 0, maximum: 4, description: 'The amount is the text / 10 ^ exponent.' }),
  total: minorUnits,
  today: minorUnits,
  week: minorUnits,
  month: minorUnits,
};

export const REVENUE_FIELDS: FieldsOf<RevenueRow> = {
  ...windows,
  gross: minorUnits,
  refunds: minorUnits,
  pending: minorUnits,
  transactions: object({ pending: count, completed: count, failed: count, cancelled: count, refunded: count }),
  held: minorUnits,
  heldCount: count,
  heldSinceMs: known(time),
  refusedCount: count,
  todayStartMs: time,
  weekStartMs: time,
  monthStartMs: time,
};

export const AUDIENCE_FIELDS: FieldsOf<AudienceRow> = {
  users: count,
  estimated: boolean(),
  peak: count,
  peakAtMs: known(time),
  sinceMs: known(time),
};

const conversion = orNull(number({ minimum: 0, description: 'Purchases by views; null without views.' }));
const contentFigures: FieldsOf<ContentFigures> = {
  views: count,
  purchases: count,
  conversion,
  viewsToday: count,
  purchasesToday: count,
  conversionToday: conversion,
};

export const CONTENT_FIELDS: FieldsOf<ContentRow> = {
  ...contentFigures,
  top: listOf(
    object({ id: text(), kind: text(), views: count, purchases: count, viewsToday: count, purchasesToday: count }),
  ),
};

/** The cards that are there; more may come. */
const cards: Fields = {
  streams: object({ total: count, starting: count, up: count, idle: count, down: count, off: count, unknown: count }),
  sessions: object({ now: count, started: count, ended: count }),
  bandwidth: object({ current: known(rate), average: known(rate), peak: known(rate), trend: orNull(number()) }),
  devices: object({ total: count, online: count, playing: count, offline: count, unknown: count, lost: count }),
  health: object({
    mean: orNull(number()),
    worst: orNull(number()),
    worstStream: name,
    known: count,
    unknown: count,
    meanUptime: known(ratio),
    online: count,
    offline: count,
  }),
  alerts: object({ error: count, warning: count, info: count }),
  users: object({ current: count, today: count, peak24h: count, peakToday: count, estimated: boolean() }),
  revenue: mapOf(object(windows)),
  content: object(contentFigures),
  inventory: mapOf(mapOf(number())),
  system: object({
    process: orNull(
      object({
        memoryBytes: bytes,
        memoryLimitBytes: known(bytes),
        eventLoopUtilization: ratio,
        eventLoopDelayMs: duration,
      }),
    ),
    machine: orNull(object({ cpuRatio: known(ratio), memoryAvailableBytes: bytes, memoryBytes: bytes })),
    disks: listOf(object({ name: text(), freeBytes: bytes, sizeBytes: bytes })),
    dependencies: object({ up: count, down: count, unknown: count }),
    storeDegraded: orNull(boolean()),
  }),
};

/** Schemas with a name of their own in the OpenAPI document. */
export const COMPONENTS: Fields = {
  Stream: object({ id, ...STREAM_FIELDS }),
  Bandwidth: object({ id: text({ description: '`total` or a stream.' }), ...BANDWIDTH_FIELDS }),
  Session: object({ id: text(), ...SESSION_FIELDS }),
  Country: object({ id: text({ pattern: '^[A-Z]{2}$', description: 'ISO 3166-1; ZZ is unknown.' }), ...GEO_FIELDS }),
  Device: object({ id, ...DEVICE_FIELDS }),
  Site: object({ id, ...SITE_FIELDS }),
  Alert: object({ key: text(), ...ALERT_FIELDS }),
  PastAlert: object({ key: text(), ...ALERT_FIELDS, resolvedMs: time }),
  Currency: object({ currency: text({ pattern: '^[A-Z]{3}$' }), ...REVENUE_FIELDS }),
  AudienceWindow: object({ window: oneOf('5m', 'today'), ...AUDIENCE_FIELDS }),
  ContentKind: object({ kind: text(), ...CONTENT_FIELDS }),
  Cards: object({}, cards),
  Command: object({
    id: text(),
    name: text(),
    status: oneOf('queued', 'delivered', 'accepted', 'ok', 'failed', 'timeout'),
    detail: name,
    issuedMs: time,
    expiresMs: time,
    endedMs: known(time),
    deliveries: count,
  }),
  AuditLine: object(
    {
      atMs: time,
      kind: oneOf('sign-in', 'denied', 'command', 'action', 'export', 'configuration', 'erase'),
      subject: name,
      person: name,
      network: name,
      what: text(),
      target: name,
      result: text(),
    },
    { left: count },
  ),
  Campaign: object({ campaign: text(), playSeconds: number({ minimum: 0 }), starts: count }),
  Mute: object({
    noun: oneOf('stream', 'device', 'site'),
    id,
    untilMs: number(),
    atMs: time,
    reason: text(),
    by: text(),
  }),
  Problem: object(
    { type: text(), title: text(), status: integer({ minimum: 400, maximum: 599 }) },
    {
      detail: text(),
      code: text({ description: 'Stable name of the problem.' }),
      path: text({ description: 'Where the fault is, such as query.limit or body.untilMs.' }),
      rule: text({ description: 'What would be right.' }),
      received: text({ description: 'What was there.' }),
    },
  ),
};

/** Stands for a schema of {@link COMPONENTS}. */
export const ref = (name: string): { readonly $ref: string } => ({ $ref: `#/components/schemas/${name}` });
