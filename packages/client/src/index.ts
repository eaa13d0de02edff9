/** Public names of the client. No logic here. */
export type { Timers } from './alarm.ts';
export type { EventGap, LiveEvent, ResumeMode } from './event.ts';
export { createLiveClient, type LiveClient, type LiveClientOptions } from './live-client.ts';
export { pollTransport } from './poll.ts';
export { sseTransport } from './sse.ts';
export type { LiveError, LiveErrorCode, LiveStatus, SubscriptionStatus } from './status.ts';
export type { SubscribeOptions, Subscription } from './subscription.ts';
export type { Token } from './token.ts';
export { endpoint, type Link, type Transport, type TransportCallbacks } from './transport.ts';
export { webSocketTransport } from './websocket.ts';
