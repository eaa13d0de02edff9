/** Public names of the client. No logic here. */
export type { Timers } from './alarm.ts';
export { createLiveClient, type LiveClient, type LiveClientOptions } from './live-client.ts';
export type { LiveError, LiveErrorCode, LiveStatus, SubscriptionStatus } from './status.ts';
export type { SubscribeOptions, Subscription } from './subscription.ts';
export { endpoint, type Link, type Transport, type TransportCallbacks } from './transport.ts';
export { webSocketTransport } from './websocket.ts';
