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
export type { SessionHandle, StreamHandle } from './handles.ts';
export type { Logger } from './logger.ts';
export type { StreamKind } from './model/stream-rules.ts';
export type { TallylightOptions } from './options.ts';
export type { StreamFacts } from './state/stream.ts';
export {
  createTallylight,
  type DeclaredStream,
  type ListenOptions,
  type MediaOptions,
  type OpenSessionOptions,
  type Tallylight,
} from './tallylight.ts';
export { VERSION } from './version.ts';
