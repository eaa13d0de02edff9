/** Public names of the SDK. No logic here. */
export type {
  AlertRow,
  AlertSeverity,
  AlertSource,
  AudienceRow,
  BandwidthRow,
  CommandResult,
  ContentFigures,
  ContentRow,
  DashboardCards,
  DashboardRow,
  DeviceRow,
  DeviceState,
  EventName,
  EventPayloads,
  GeoRow,
  Health,
  HealthBand,
  HealthParts,
  PlaybackStopReason,
  RevenueRow,
  RevenueWindows,
  Rows,
  RowTopic,
  SessionEndReason,
  SessionRow,
  SiteRow,
  StreamRow,
  StreamState,
  TallyEvent,
} from '@tallylight/protocol';
export type {
  AccessLimits,
  AccessOptions,
  Authenticate,
  JwtOptions,
  TokenOption,
} from './access/access-options.ts';
export type { AuditKind, AuditLine } from './access/audit.ts';
export type { Claims, ReadClaims } from './access/claims.ts';
export type { Grant } from './access/grant.ts';
export type { Clock } from './clock.ts';
export { type ErrorCode, TallylightError } from './errors.ts';
export type { TextRegistry } from './exporters/metrics-page.ts';
export type { GeoDatabaseFile, GeoOptions } from './geo/geo.ts';
export type { AlertsFace, HostAlert, HostCondition } from './host/alerts.ts';
export type {
  DeclaredStream,
  ErasedTraces,
  ListenOptions,
  MediaOptions,
  MetricsFace,
  MuteOptions,
  OpenSessionOptions,
  Tallylight,
} from './host/api.ts';
export type { AudienceFace } from './host/audience.ts';
export type { ContentFace, InventoryFace } from './host/content.ts';
export type { CheckOptions, DependencyFacts, DependencyHandle } from './host/dependency.ts';
export type { CommandTicket, DeviceHandle, HeartbeatFacts, SiteHandle } from './host/devices.ts';
export type { RecordResult, RevenueFace } from './host/revenue.ts';
export type { SessionHandle } from './host/session-handle.ts';
export type { StreamHandle } from './host/stream-handle.ts';
export type { Logger } from './logger.ts';
export type { DeviceOrder, HostActions, StreamVerb } from './model/actions.ts';
export type { Weekday } from './model/calendar.ts';
export type { Permission, Role, RowScope } from './model/caller.ts';
export type { ContentKind } from './model/content-kinds.ts';
export type { CountingSocket } from './model/counting-socket.ts';
export type { HealthComponent, HealthWindowFacts } from './model/health.ts';
export { bitrateShare, restarts, stallRatio, startup } from './model/health-player-parts.ts';
export { budgetBurn } from './model/health-presets.ts';
export type { PaymentKind, PaymentStatus } from './model/ledger.ts';
export type { HistogramPoint, MetricAggregate, MetricFamily, MetricPoint } from './model/metric-family.ts';
export type { PaymentEvent } from './model/payment-input.ts';
export type { ProbeOptions } from './model/probe.ts';
export { type HoursOptions, hours, type Schedule } from './model/schedule.ts';
export type { StreamKind } from './model/stream-rules.ts';
export type { DiskOption } from './option-disks.ts';
export type { TallylightOptions } from './options.ts';
export type { AlertChange } from './state/alerts.ts';
export type { DeviceFacts } from './state/device.ts';
export type { Mute, MuteTarget } from './state/mutes.ts';
export type { SiteFacts } from './state/sites.ts';
export type { StreamFacts } from './state/stream.ts';
export { createTallylight } from './tallylight.ts';
export { VERSION } from './version.ts';
