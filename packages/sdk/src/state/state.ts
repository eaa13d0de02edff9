/**
 * The only mutable memory: what is happening now. It is told the time and does no IO. Here the parts are made and held
 * together; each part says itself what it means.
 */

import type { EventName } from '@tallylight/protocol';
import { ALERT_LIMITS, type AlertLimits } from '../model/alert-limits.ts';
import type { HealthDefinition } from '../model/health.ts';
import { defineHealth } from '../model/health-presets.ts';
import { Histogram, RESPONSE_BOUNDS_SECONDS } from '../model/histogram.ts';
import { MEDIA_KINDS } from '../model/media-kind.ts';
import type { DeviceClass } from '../model/session-identity.ts';
import type { StreamKind } from '../model/stream-rules.ts';
import { RateWindow } from '../model/window.ts';
import { type AlertWatch, createAlertWatch } from './alert-watch.ts';
import { type Alerts, createAlerts } from './alerts.ts';
import { type Business, type BusinessOptions, createBusiness } from './business.ts';
import { createCap } from './cap.ts';
import { type Countries, createCountries } from './countries.ts';
import { createDependencies, type Dependencies } from './dependencies.ts';
import { createDeviceClasses } from './device-classes.ts';
import { createDevices, type Devices } from './devices.ts';
import { createStreamsHealth, type StreamsHealth } from './health.ts';
import { History } from './history.ts';
import { CAPPED_LABELS, droppedOf } from './label-drops.ts';
import { createMutes, type Mutes } from './mutes.ts';
import { createPlaces, type Places } from './places.ts';
import { createPlayers, type Players } from './players.ts';
import { createReadings, type Readings } from './readings.ts';
import { createSessionWatch, type SessionWatch } from './session-watch.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { createSites, type Sites } from './sites.ts';
import { createStreams, type Emit, type Streams } from './streams.ts';

/** The kinds of stream, in the order of their histograms. */
export const STREAM_KINDS: readonly StreamKind[] = ['live', 'vod', 'on-demand'];

export interface StateOptions {
  readonly maxStreams: number;
  readonly maxSessions: number;
  /** Streams that may have a label of their own. */
  readonly streamLabels: number;
  readonly streamIdleAfterMs: number;
  readonly sessionIdleFloorMs: number;
  readonly tickMs: number;
  readonly historyMs: number;
  /** A town with fewer viewers is not named. @default 1 */
  readonly minCitySessions?: number | undefined;
  /** @default those of the options of createTallylight */
  readonly devices?: Partial<DeviceOptions> | undefined;
  /** Calendar, money, users. @default those of the options of createTallylight */
  readonly business?: Partial<BusinessOptions> | undefined;
  /** How health is judged. @default the standard preset */
  readonly health?: HealthDefinition | undefined;
  /** A health component of the host threw. */
  readonly onHealthFault?: ((error: unknown) => void) | undefined;
  /** @default those of the list of alert rules */
  readonly alertLimits?: AlertLimits | undefined;
  /** Begins the names of sessions that have no key; random. @default 's' */
  readonly life?: string | undefined;
  /** Names this process in alerts about it. @default 'this process' */
  readonly instance?: string | undefined;
  /** A condition or a listener of the host threw. */
  readonly onAlertFault?: ((error: unknown) => void) | undefined;
}

/** Entries of the board, folded ones included: each device and each stream, when the whole of a big fleet is away. */
const MAX_ALERTS = 30_000;
/** Entries that only rule engines outside tell of. */
const MAX_OUTSIDE_ALERTS = 1000;
/** What a host needs of others is a handful; each has a series. */
const MAX_DEPENDENCIES = 50;

/** Bounds and times of devices and sites. */
export interface DeviceOptions {
  readonly maxDevices: number;
  readonly maxSites: number;
  readonly heartbeatIntervalMs: number;
  readonly lostAfterMs: number;
  /** Those that may have a label of their own. */
  readonly deviceLabels: number;
  readonly siteLabels: number;
  readonly groupLabels: number;
  /** Monotonic time from which absence counts. */
  readonly listeningSinceMs: number;
}

/** What is assumed of devices when nobody says. */
export const DEVICE_DEFAULTS: DeviceOptions = {
  maxDevices: 20_000,
  maxSites: 2000,
  heartbeatIntervalMs: 30_000,
  lostAfterMs: 7 * 86_400_000,
  deviceLabels: 2000,
  siteLabels: 500,
  groupLabels: 100,
  listeningSinceMs: 0,
};

export interface State extends Business {
  readonly streams: Streams;
  readonly sessions: Sessions;
  /** Which sessions the live channel is asked for. */
  readonly sessionWatch: SessionWatch;
  /** Players that report of themselves (CMCD). */
  readonly players: Players;
  readonly health: StreamsHealth;
  readonly countries: Countries;
  /** Towns and networks of viewers. */
  readonly places: Places;
  /** The device class that a user agent tells. */
  readonly deviceClassOf: (userAgent: string) => DeviceClass;
  readonly devices: Devices;
  readonly sites: Sites;
  readonly dependencies: Dependencies;
  readonly alerts: Alerts;
  /** Holds every thing against the conditions, once a tick. */
  readonly alertWatch: AlertWatch;
  /** What may be off for a while, because a person said so. */
  readonly mutes: Mutes;
  /** Request to first byte, by media kind; observed in milliseconds. */
  readonly responseDurations: readonly Histogram[];
  /** Start to first byte, by stream kind. */
  readonly startDurations: readonly Histogram[];
  /** Rates of all streams together. */
  readonly total: RateWindow;
  /** The last 24 h of all streams together. */
  readonly history: History;
  readonly readings: Readings;
  readonly options: StateOptions;
}

/** @param isHeard whether anybody listens to an event that comes with each session. @default somebody does */
export function createState(options: StateOptions, emit: Emit, isHeard?: (name: EventName) => boolean): State {
  const startDurations = STREAM_KINDS.map(() => new Histogram(RESPONSE_BOUNDS_SECONDS));
  const mutes = createMutes();
  const streams = createStreams({
    cap: createCap('streams', options.maxStreams),
    labelCap: createCap('stream labels', options.streamLabels),
    idleAfterMs: options.streamIdleAfterMs,
    emit,
    isMuted: (id, epochMs) => mutes.of('stream', id, epochMs) !== undefined,
    onStarted(stream, durationMs) {
      startDurations[STREAM_KINDS.indexOf(stream.kind)]?.observe(durationMs / 1000);
    },
  });
  const ofDevices = { ...DEVICE_DEFAULTS, ...options.devices };
  const sites = createSites(createCap('sites', ofDevices.maxSites), createCap('site labels', ofDevices.siteLabels));
  const devices = createDevices({
    cap: createCap('devices', ofDevices.maxDevices),
    labelCap: createCap('device labels', ofDevices.deviceLabels),
    groupLabelCap: createCap('group labels', ofDevices.groupLabels),
    sites,
    heartbeatIntervalMs: ofDevices.heartbeatIntervalMs,
    lostAfterMs: ofDevices.lostAfterMs,
    tickMs: options.tickMs,
    startedAtMs: ofDevices.listeningSinceMs,
    isMuted: (kind, id, epochMs) => mutes.of(kind, id, epochMs) !== undefined,
    emit,
  });
  const business = createBusiness(options.business);
  const total = new RateWindow(options.historyMs / options.tickMs);
  const readings = createReadings();
  const onAlertFault = options.onAlertFault ?? (() => {});
  const dependencies = createDependencies(createCap('dependencies', MAX_DEPENDENCIES));
  const alerts = createAlerts({
    cap: createCap('alerts', MAX_ALERTS),
    outsideCap: createCap('alerts told from outside', MAX_OUTSIDE_ALERTS),
    emit,
    onFault: onAlertFault,
  });
  return {
    ...business,
    streams,
    sites,
    devices,
    dependencies,
    alerts,
    alertWatch: createAlertWatch({
      alerts,
      limits: options.alertLimits ?? ALERT_LIMITS,
      instance: options.instance ?? 'this process',
      onFault: onAlertFault,
      sights: {
        streams,
        devices,
        dependencies,
        readings,
        egressBytesPerSecond: () => total.summary().current,
        storeDegraded: () => readings.store.degraded,
        dropped: () =>
          CAPPED_LABELS.map((label) => [label, droppedOf(label, { ...business, streams, devices, sites })] as const),
        heldRefundSinceMs: () => business.revenue.heldSinceMs,
      },
    }),
    health: createStreamsHealth({
      definition: options.health ?? defineHealth(),
      streams,
      emit,
      onFault: options.onHealthFault ?? (() => {}),
    }),
    sessions: createSessions({
      cap: createCap('sessions', options.maxSessions),
      idleFloorMs: options.sessionIdleFloorMs,
      emit,
      isHeard,
      life: options.life,
    }),
    players: createPlayers(streams.other),
    countries: createCountries(),
    places: createPlaces(options.minCitySessions),
    deviceClassOf: createDeviceClasses(),
    mutes,
    sessionWatch: createSessionWatch(),
    history: new History(),
    responseDurations: MEDIA_KINDS.map(() => new Histogram(RESPONSE_BOUNDS_SECONDS, 1000)),
    startDurations,
    total,
    readings,
    options,
  };
}
