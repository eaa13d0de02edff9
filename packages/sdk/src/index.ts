/** Public names of the SDK. No logic here. */
export type {
  BandwidthRow,
  DashboardCards,
  DashboardRow,
  EventName,
  EventPayloads,
  GeoRow,
  Rows,
  RowTopic,
  SessionEndReason,
  StreamRow,
  StreamState,
  TallyEvent,
} from '@tallylight/protocol';
export type { Clock } from './clock.ts';
export { type ErrorCode, TallylightError } from './errors.ts';
export type { GeoDatabaseFile, GeoOptions } from './geo/geo.ts';
export type {
  DeclaredStream,
  ListenOptions,
  MediaOptions,
  OpenSessionOptions,
  Tallylight,
} from './host/api.ts';
export type { SessionHandle } from './host/session-handle.ts';
export type { StreamHandle } from './host/stream-handle.ts';
export type { Logger } from './logger.ts';
export type { StreamKind } from './model/stream-rules.ts';
export type { TallylightOptions } from './options.ts';
export type { StreamFacts } from './state/stream.ts';
export { createTallylight } from './tallylight.ts';
export { VERSION } from './version.ts';
