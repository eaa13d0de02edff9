/**
 * Joins the live channel with state, journal and access: what its topics are made of, which events go where, what it counts.
 * No rule of its own. It stands beside the composition root because it looks at several rooms.
 */
import { randomBytes } from 'node:crypto';
import { EVENT_NAMES, eventTopic, PRIORITIES, type RowTopic, TOPIC_NAMES, type Topic } from '@tallylight/protocol';
import type { Clock } from './clock.ts';
import type { Faults } from './faults.ts';
import type { Journal } from './journal.ts';
import { createHttpTransports, type HttpTransports } from './live/http-transports.ts';
import { createHub, type Hub } from './live/hub.ts';
import { createResumeTokens } from './live/resume-token.ts';
import { type TestStep, testLive } from './live/self-test.ts';
import { TRANSPORTS } from './live/session.ts';
import { createSessions, type RunningSessions } from './live/sessions.ts';
import { createTokenBucket } from './live/token-bucket.ts';
import { createWebSocketTransport, type WebSocketTransport } from './live/websocket.ts';
import { GAP_REASONS, RESUME_RESULTS } from './model/live-counts.ts';
import type { ResolvedOptions } from './options.ts';
import type { DeviceIntake } from './sources/device-intake.ts';
import { createDeviceLines, DEVICE_PACE } from './sources/device-lines.ts';
import { watchTerms } from './state/session-watch.ts';
import type { State } from './state/state.ts';
import type { Topics } from './state/topics.ts';

export interface LiveChannel {
  readonly hub: Hub;
  readonly sessions: RunningSessions;
  readonly webSockets: WebSocketTransport;
  /** The transports over plain HTTP, by path. */
  readonly http: HttpTransports['handlers'];
  /** Tells what the last collect brought. */
  publish(): void;
  /** What REST shows of it. */
  readonly routes: {
    stats(): object;
    test(): { readonly ok: boolean; readonly steps: readonly TestStep[] };
  };
  close(): Promise<void>;
}

const LIMITS = { subscriptions: 16, frameBytes: 16 * 1024, messagesPerSecond: 20 };
/** What a device may send; who is none is told of its own limit by its session. */
const MOST_FRAME_BYTES = 64 * 1024;

export function createLiveChannel(parts: {
  readonly settings: ResolvedOptions;
  readonly state: State;
  readonly topics: Topics;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly attribution: () => readonly string[];
  /** Names this life of the logs. */
  readonly epoch: string;
  /** Where devices that speak here are handed on. */
  readonly intake: DeviceIntake;
  /** Signs resume tokens. @default one of this process */
  readonly resumeKey: Uint8Array | undefined;
}): LiveChannel {
  const { settings, state, topics, journal, clock, faults, resumeKey } = parts;
  const { readings } = state;
  const onFault = (error: unknown): void => faults.report('live', error);

  const hub = createHub({
    epoch: parts.epoch,
    topics: TOPIC_NAMES,
    source: {
      keys: topics.keys,
      row: topics.row,
      change: topics.change,
      ageMs: () => clock.monotonicMs() - topics.collectedAtMs,
    },
    refusal: (topic, { where }) =>
      topic === 'sessions' && watchTerms(where) === undefined
        ? 'filter.where must name a stream, a country or a user, received none of them'
        : undefined,
    begin(topic, { where }) {
      const terms = topic === 'sessions' ? watchTerms(where) : undefined;
      return terms && state.sessionWatch.add(terms);
    },
    attribution: (topic) => (topic === 'geo' || topic === 'sessions' ? parts.attribution() : undefined),
    about(topic, { payload }) {
      if (topic === 'alerts') return 'alert' in payload ? { ...topics.row('alerts', payload.alert) } : undefined;
      return 'device' in payload ? { site: state.devices.get(payload.device)?.site?.id ?? null } : undefined;
    },
    // Until somebody reads events, none is put into words.
    onFirstReader: (topic) => faults.guard('live', () => hearEvents(topic)),
    onMessages: (topic, count) => readings.liveMessages.set(topic, (readings.liveMessages.get(topic) ?? 0) + count),
    onDelivered: (latencyMs, count) => readings.live.delivered(latencyMs / 1000, count),
    monotonicMs: () => clock.monotonicMs(),
    soon: (task) => setImmediate(task),
    onFault,
  });

  function hearEvents(topic: Topic): void {
    for (const name of EVENT_NAMES) {
      if (eventTopic(name) !== topic) continue;
      journal.on(name, ({ atMs, id, payload }) =>
        hub.append(topic, { name, atMs, bornMs: clock.monotonicMs(), id, payload }),
      );
    }
  }

  // A counter that is born with a value is invisible to increase(), so each starts at 0.
  for (const topic of TOPIC_NAMES) readings.liveMessages.set(topic, 0);
  const sessions = createSessions({
    hub,
    devices: createDeviceLines({
      state,
      clock,
      intake: parts.intake,
      createAllowance: () => createTokenBucket(DEVICE_PACE.perSecond, DEVICE_PACE.burst, () => clock.monotonicMs()),
    }),
    tokens: createResumeTokens(resumeKey ?? randomBytes(32), () => clock.nowMs()),
    greeting: {
      node: settings.instance,
      tickMs: settings.tickMs,
      pingMs: settings.live.pingMs,
      durability: 'memory',
      limits: LIMITS,
      resumeOutlives: resumeKey === undefined ? 'process' : 'restart',
    },
    counts: readings.live,
    onFault,
    clock,
    inactiveMs: settings.live.inactiveMs,
    maxAgeMs: settings.live.maxAgeMs,
    onCounts(counts) {
      for (const [index, transport] of TRANSPORTS.entries()) readings.liveConnections[index] = counts[transport];
    },
    random: Math.random,
  });
  const webSockets = createWebSocketTransport({
    sessions,
    clock,
    pingMs: settings.live.pingMs,
    maxConnections: settings.live.maxConnections,
    frameBytes: MOST_FRAME_BYTES,
    compress: settings.live.compress,
    onFault,
  });
  const http = createHttpTransports({
    sessions,
    clock,
    maxConnections: settings.live.maxConnections,
    maxBodyBytes: MOST_FRAME_BYTES,
    random: Math.random,
  });

  return {
    hub,
    sessions,
    webSockets,
    http: http.handlers,
    publish: () => hub.publish((topic) => (topic === 'activity' ? [] : topics.changed(topic as RowTopic))),
    routes: {
      stats() {
        const { resumes, gaps, dropped, ended } = readings.live;
        return {
          ...sessions.stats(),
          resumes: byName(RESUME_RESULTS, resumes),
          gaps: byName(GAP_REASONS, gaps),
          dropped: byName(PRIORITIES, dropped),
          ended: Object.fromEntries(ended),
        };
      },
      test() {
        const steps = testLive(sessions, 'dashboard');
        return { ok: steps.every(({ ok }) => ok), steps };
      },
    },
    async close() {
      await sessions.close();
      webSockets.close();
      http.close();
    },
  };
}

function byName(names: readonly string[], counts: Float64Array): Record<string, number> {
  return Object.fromEntries(names.map((name, index) => [name, counts[index] as number]));
}
