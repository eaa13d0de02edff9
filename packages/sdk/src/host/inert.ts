/** What a host gets that switched the SDK off: the same faces, which do nothing. */
import { TallylightError } from '../errors.ts';
import { inertAlerts } from './alerts.ts';
import type { Tallylight } from './api.ts';
import { inertAudience } from './audience.ts';
import { inertContent, inertInventory } from './content.ts';
import { inertDependency } from './dependency.ts';
import { inertDevice, inertSite } from './devices.ts';
import { inertRevenue } from './revenue.ts';
import { inertDeclaredStream } from './streams.ts';

/** `enabled: false`: takes every call, does nothing, serves nothing. */
export function createInert(): Tallylight {
  return {
    ready: Promise.resolve(),
    attach: () => () => {},
    listen: () => Promise.reject(new TallylightError('LISTEN', 'listen() needs enabled to be true, received false')),
    media: () => (_request, _response, next) => next(),
    observe: () => {},
    stream: inertDeclaredStream,
    device: inertDevice,
    site: inertSite,
    sent: () => {},
    locate: () => ({ country: 'ZZ', continent: null }),
    metrics: { page: () => Promise.resolve({ headers: {}, pieces: [] }), families: [], startedAtMs: Date.now() },
    mute: () => () => {},
    mutes: () => [],
    probe: () => () => {},
    revenue: inertRevenue,
    audience: inertAudience,
    content: inertContent,
    inventory: inertInventory,
    dependency: inertDependency,
    alerts: inertAlerts,
    erase: () => ({ audience: false, sessions: 0, audit: 0, mutes: 0, alerts: 0 }),
    on: () => () => {},
    snapshot: () => new Map(),
    close: () => Promise.resolve(),
  };
}
