/**
 * The composition root: makes the parts in order, joins them, closes them in reverse. Nobody else knows all parts.
 * Construction may throw; after it nothing throws into the host.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Rows, RowTopic } from '@tallylight/protocol';
import { REFUSAL_REASONS } from './access/refusals.ts';
import { createAdmission } from './admission.ts';
import { createAlerting } from './alerting.ts';
import { attachTo, type OwnPaths } from './api/attach.ts';
import { createOwnPaths, type OwnPathsParts } from './api/own-paths.ts';
import type { RouteSource } from './api/routes.ts';
import { shown, TallylightError } from './errors.ts';
import { createFamilies } from './exporters/families.ts';
import { createMetricsPage } from './exporters/metrics-page.ts';
import { createTextRenderer } from './exporters/prometheus.ts';
import { createFaults } from './faults.ts';
import { continentOf } from './geo/continents.ts';
import { createGeo } from './geo/create-geo.ts';
import type { GeoTags } from './geo/geo.ts';
import { createActions } from './host/actions.ts';
import type { MediaOptions, Tallylight } from './host/api.ts';
import { createBusinessFaces } from './host/business.ts';
import { inertDependency } from './host/dependency.ts';
import { createDeviceFace, inertDevice, inertSite } from './host/devices.ts';
import { createInert } from './host/inert.ts';
import { createMuteFace } from './host/mutes.ts';
import { isCount } from './host/session-handle.ts';
import { watchStore } from './host/store-watch.ts';
import { recordProbed } from './host/stream-handle.ts';
import { createStreamFace, inertDeclaredStream } from './host/streams.ts';
import { createUpkeep } from './host/upkeep.ts';
import { createViewing } from './host/viewing.ts';
import { createJournal } from './journal.ts';
import { createLiveChannel } from './live-channel.ts';
import { createCatalogue } from './metrics/catalogue.ts';
import { createTrustedProxies } from './model/address.ts';
import { defineHealth } from './model/health-presets.ts';
import { type ProbeOptions, resolveProbe } from './model/probe.ts';
import { newId } from './new-id.ts';
import { resolveOptions, type TallylightOptions } from './options.ts';
import { openOwnServer } from './own-server.ts';
import { createSelfChecks } from './self-checks.ts';
import { createCmcd } from './sources/cmcd.ts';
import { createDeviceDesk } from './sources/device-desk.ts';
import { createDeviceIntake } from './sources/device-intake.ts';
import { createMedia, type MediaRequestLike } from './sources/media.ts';
import { createProber } from './sources/prober.ts';
import { createProcessProbe } from './sources/process.ts';
import { createSessionKeys } from './sources/session-keys.ts';
import { createSockets } from './sources/sockets.ts';
import { createViewers } from './sources/viewers.ts';
import { advanceBusiness } from './state/business.ts';
import { GEO_RESULTS } from './state/readings.ts';
import { createState } from './state/state.ts';
import type { Stream } from './state/stream.ts';
import { createTopics } from './state/topics.ts';
import { memoryStore } from './store/memory.ts';
import { createTick } from './tick.ts';
import { VERSION } from './version.ts';
import { metered } from './work-meter.ts';

export function createTallylight(options: TallylightOptions = {}): Tallylight {
  const settings = resolveOptions(options);
  return settings.enabled ? createRunning(settings) : createInert();
}

function createRunning(settings: ReturnType<typeof resolveOptions>): Tallylight {
  const { clock, logger } = settings;
  const startedAtMs = clock.nowMs();
  const trustedProxies = createTrustedProxies(settings.trustedProxies);
  const faults = createFaults(clock, logger);
  const journal = createJournal(clock, (error) => faults.report('listener', error));
  const state = createState(
    {
      maxStreams: settings.streams.maxStreams,
      maxSessions: settings.sessions.maxSessions,
      streamLabels: settings.metrics.labelCaps.stream,
      streamIdleAfterMs: settings.streams.idleAfterMs,
      sessionIdleFloorMs: settings.sessions.idleFloorMs,
      tickMs: settings.tickMs,
      historyMs: settings.historyMs,
      minCitySessions: settings.geo?.minCitySessions,
      business: {
        ...settings.business,
        currencies: settings.revenue.currencies,
        refundsBookedOn: settings.revenue.refundsBookedOn,
        currencyLabels: settings.metrics.labelCaps.currency,
        audienceExactUpTo: settings.audience.exactUpTo,
      },
      devices: {
        ...settings.devices,
        deviceLabels: settings.metrics.labelCaps.device,
        siteLabels: settings.metrics.labelCaps.site,
        groupLabels: settings.metrics.labelCaps.group,
        listeningSinceMs: clock.monotonicMs(),
      },
      health: defineHealth(settings.health),
      onHealthFault: (error) => faults.report('health', error),
      alertLimits: settings.alerts,
      life: newId(),
      instance: settings.instance,
      onAlertFault: (error) => faults.report('alerts', error),
    },
    (name, atMs, payload) => journal.append(name, atMs, payload),
    journal.hears,
  );
  state.sessions.tell(clock.monotonicMs());
  state.streams.advance(clock.monotonicMs(), 0, clock.nowMs());
  state.readings.faults = faults.counts;
  // A counter that is born with a value is invisible to increase(), so each starts at 0.
  for (const reason of REFUSAL_REASONS) state.readings.refusals.set(reason, 0);
  const topics = createTopics(state);
  const countOne = (counts: Map<string, number>, key: string, by = 1): void => {
    counts.set(key, (counts.get(key) ?? 0) + by);
  };

  // --- sources ---
  const geo = createGeo(settings.geo, { clock, logger, every: (periodMs, task) => clock.every(periodMs, task) });
  const locate = (address: string): GeoTags => {
    const { result, tags } = geo.lookup(address);
    const index = GEO_RESULTS.indexOf(result);
    state.readings.geoLookups[index] = (state.readings.geoLookups[index] as number) + 1;
    return tags;
  };
  const keys = createSessionKeys(state.calendar.dayOf);
  const viewers = createViewers({
    clock,
    trustedProxies,
    lookup: locate,
    keys,
    countries: state.countries,
    places: state.places,
    sessions: state.sessions,
    deviceClassOf: state.deviceClassOf,
  });
  const cmcd = createCmcd({ clock, state, onFault: (error) => faults.report('cmcd', error) });
  const media = createMedia({
    clock,
    state,
    viewers,
    cmcd,
    onFault: (part, error) => faults.report(part, error),
    onWrapped: () =>
      logger.warn(
        { part: 'media' },
        'media() stands behind a middleware that rewrites bodies (compression?): put it before, so that bytes are counted as they are sent',
      ),
    onBadId(id) {
      state.readings.badIds += 1;
      if (state.readings.badIds === 1) {
        logger.warn(
          { part: 'media' },
          `a stream id must be a text of 1 to 128 bytes without control characters, received ${shown(id)}; its traffic is counted under other`,
        );
      }
    },
  });
  const intake = createDeviceIntake({ state, clock });
  const probe = createProcessProbe();
  const sockets = createSockets();
  const prober = createProber(clock);
  const admission = createAdmission({
    option: settings.access,
    state,
    trustedProxies,
    hasTrustedProxies: settings.trustedProxies.length > 0,
    production: process.env.NODE_ENV === 'production',
    clock,
    logger,
    faults,
    onRefusal: (reason) => countOne(state.readings.refusals, reason),
  });

  // --- ways out ---
  const ageMs = (): number => clock.monotonicMs() - topics.collectedAtMs;
  const live = createLiveChannel({
    settings,
    state,
    topics,
    journal,
    clock,
    faults,
    attribution: () => geo.attribution,
    epoch: newId(),
    intake,
    resumeKey: admission.access.resumeKey,
  });
  const build = { version: VERSION, runtime: `node ${process.versions.node}` };
  const catalogue = createCatalogue({
    build,
    clock,
    healthComponents: state.health.definition.components.map(({ id }) => id),
  });
  const metricsPage = createMetricsPage({
    renderer: createTextRenderer({
      catalogue,
      state,
      monotonicMs: () => clock.monotonicMs(),
      yieldToLoop: () => new Promise((resolve) => setImmediate(resolve)),
      onFault: (error) => faults.report('metrics', error),
    }),
    cacheMs: settings.metrics.cacheMs,
    clock,
    registry: settings.metrics.registry,
    onFault: (error) => faults.report('metrics.registry', error),
  });
  const alerting = createAlerting({
    state,
    clock,
    logger,
    faults,
    instance: settings.instance,
    disks: settings.process.disks,
    checkIntervalMs: settings.health.checkIntervalMs,
    snapshot,
  });
  const mutes = createMuteFace({ state, clock, logger });
  const store = memoryStore({ maxRecords: settings.revenue.maxEvents });
  const checks = createSelfChecks({
    clock,
    tickMs: settings.tickMs,
    ageMs,
    geo,
    hasGeo: settings.geo !== undefined,
    store,
    live: live.routes,
    metricsPage: () => metricsPage.answer(undefined, undefined),
  });
  const routeSource: RouteSource = {
    ...createViewing({ state, clock, mutes, usersOf: keys.users }),
    build,
    instance: settings.instance,
    tickMs: settings.tickMs,
    startedAtMs,
    nowMs: () => clock.nowMs(),
    ageMs,
    keys: topics.keys,
    row: topics.row,
    attribution: () => geo.attribution,
    liveConnections: () => live.sessions.size,
    live: live.routes,
    cmcd: cmcd.post,
    devices: createDeviceDesk({ state, clock, intake }),
    actions: createActions({ actions: settings.actions, state, clock, faults, newId }),
    alerts: alerting.routes,
    upkeep: createUpkeep({ state, clock, checks }),
    access: admission.routes,
    ailments: () => [
      ...(faults.counts.size === 0 ? [] : [`faults in ${[...faults.counts.keys()].join(', ')}`]),
      ...state.dependencies.ailments(),
      ...(state.readings.store.degraded === true ? ['the store cannot keep what it is given'] : []),
    ],
  };
  const ownParts: OwnPathsParts = {
    basePath: settings.basePath,
    metricsPath: settings.metrics.path,
    source: routeSource,
    access: admission.access,
    metrics: metricsPage.answer,
    acceptLive: live.webSockets.accept,
    liveHttp: live.http,
    onFault: (error) => faults.report('api', error),
  };
  const ownPaths = createOwnPaths(ownParts);
  const metricsPath = settings.metrics.path === false ? '/metrics' : settings.metrics.path;
  const metricsOnly = createOwnPaths({ ...ownParts, metricsPath, metricsOnly: true });

  // --- the tick ---
  const tick = createTick(
    {
      state,
      topics,
      samplers: [
        media.sample,
        sockets.sample,
        () => {
          state.readings.process = probe.read();
          state.readings.geoDatabases = geo.databases;
          alerting.sample();
        },
      ],
      publish: live.publish,
      guard: metered(faults.guard, clock, state.readings.workSeconds),
    },
    clock.monotonicMs(),
  );
  advanceBusiness(state, clock.monotonicMs(), clock.nowMs());
  topics.collect(clock.monotonicMs(), clock.nowMs());
  const stopTick = clock.every(settings.tickMs, () => tick(clock.monotonicMs(), clock.nowMs()));

  function snapshot<T extends RowTopic>(topic: T): ReadonlyMap<string, Rows[T]> {
    const rows = new Map<string, Rows[T]>();
    for (const key of topics.keys(topic)) {
      const row = topics.row(topic, key);
      if (row !== undefined) rows.set(key, row);
    }
    return rows;
  }

  function startProbe(stream: Stream, options: ProbeOptions): () => void {
    const asked = { ...options, intervalMs: options.intervalMs ?? settings.health.checkIntervalMs };
    stream.probeIntervalMs = resolveProbe(asked).intervalMs;
    stream.probeIntervalGiven = true;
    return prober.start(stream.id, asked, (found) => {
      if (!stream.removed) recordProbed(stream, state, found, clock.monotonicMs());
    });
  }
  const declareStream = createStreamFace({
    state,
    clock,
    logger,
    faults,
    locate,
    sessionKey: (identity) => keys.key(identity, clock.nowMs()),
    viewerOf: keys.viewer,
    userOf: keys.user,
    continentOf,
    addressOf: viewers.address,
    follow: sockets.follow,
    startProbe,
    stopProbe: prober.stop,
  });
  const deviceFace = createDeviceFace({ state, clock, logger, faults, beat: intake.call, newId });
  const business = createBusinessFaces({
    ...{ state, clock, logger, faults },
    store: watchStore(store, clock, state.readings.store),
  });
  let families: Tallylight['metrics']['families'] | undefined;
  const detachers = new Set<() => void>();
  const servers = new Set<Server>();
  let closing: Promise<void> | undefined;

  const ready = geo.ready.catch((error: unknown) => {
    logger.warn(
      { part: 'geo', error: String(error) },
      'geo data could not be opened; countries are unknown until it can',
    );
  });

  function observe<R extends IncomingMessage>(request: R, response: ServerResponse, how: MediaOptions<R>): void {
    if (closing !== undefined) return;
    try {
      const stream = typeof how.stream === 'function' ? how.stream(request) : how.stream;
      media.observe(request as MediaRequestLike, response, stream, how.session?.(request), how.user?.(request));
    } catch (error) {
      faults.report('media.resolve', error);
    }
  }

  function attach(server: Server, paths: OwnPaths = ownPaths): () => void {
    if (closing !== undefined)
      throw new TallylightError('CLOSED', 'attach(server) must come before close(), received a call after it');
    const detach = attachTo(server, paths);
    detachers.add(detach);
    return () => {
      detachers.delete(detach);
      detach();
    };
  }

  async function closeAll(): Promise<void> {
    stopTick();
    for (const detach of detachers) detach();
    await live.close();
    await Promise.all(
      [...servers].map(
        (server) =>
          new Promise<void>((resolve) => {
            server.close(() => resolve());
            server.closeAllConnections();
          }),
      ),
    );
    alerting.close();
    prober.close();
    sockets.close();
    media.close();
    probe.close();
    geo.close();
    await store.close();
    faults.close();
  }

  return {
    ready: Promise.all([ready, business.ready]).then(() => {}),
    attach: (server) => attach(server),
    async listen({ port = 9464, host = '127.0.0.1', serves = 'all' } = {}) {
      const own = await openOwnServer({ port, host }, (server) => {
        attach(server, serves === 'metrics' ? metricsOnly : ownPaths);
        servers.add(server);
      });
      return { url: own.url, port: own.port };
    },
    media: (how) => (request, response, next) => {
      observe(request, response, how);
      next();
    },
    observe,
    stream: (id, facts) => (closing === undefined ? declareStream(id, facts) : inertDeclaredStream(id)),
    device: (id, facts) => (closing === undefined ? deviceFace.device(id, facts) : inertDevice(id)),
    site: (id, facts) => (closing === undefined ? deviceFace.site(id, facts) : inertSite(id)),
    sent(id, bytes) {
      const stream = state.streams.get(id);
      if (stream === undefined) declareStream(id).sent(bytes);
      else if (isCount(bytes)) stream.egressBytes += bytes;
    },
    locate: (address) => geo.lookup(address).tags,
    metrics: {
      page: ({ accept, acceptEncoding } = {}) => metricsPage.answer(accept, acceptEncoding),
      // Asked for by other exporters only; a server that is scraped has none.
      get families() {
        families ??= createFamilies(catalogue, state, (error) => faults.report('metrics', error));
        return families;
      },
      startedAtMs,
    },
    mute: mutes.mute,
    mutes: mutes.list,
    probe(id, options) {
      const stream = closing === undefined ? state.streams.declare(id, {}, clock.monotonicMs()) : undefined;
      return stream === undefined ? () => {} : startProbe(stream, options);
    },
    ...business.faces,
    dependency: (name, facts) => (closing === undefined ? alerting.dependency(name, facts) : inertDependency(name)),
    alerts: alerting.alerts,
    erase: (userId) => admission.erase(String(userId), { eraseUser: business.eraseUser, hashesOf: keys.users }),
    on: (name, listener) => journal.on(name, listener),
    snapshot<T extends RowTopic>(topic: T) {
      const rows = new Map<string, Rows[T]>();
      for (const key of topics.keys(topic)) {
        const row = topics.row(topic, key);
        if (row !== undefined) rows.set(key, row);
      }
      return rows;
    },
    close() {
      closing ??= closeAll();
      return closing;
    },
  };
}
