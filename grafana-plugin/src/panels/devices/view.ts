/**
 * Frames to the fleet that is shown. Told the time, tested without React. It remembers the records it gave, so that what did
 * not change is the same object the next time. Frames of Tallylight Live win over others in the same panel.
 */
import type { DataFrame } from '@grafana/data';
import { LOADING } from '../../shared/frame-words.ts';
import { type Freshness, worstOf } from '../../shared/freshness.ts';
import { type LiveMeta, readLiveMeta } from '../../shared/live-meta.ts';
import { type Notice, type NoticeWords, type QueryOutcome, toAbsentNotice, toBareNotice } from '../../shared/notice.ts';
import { type FleetAlert, readFleetAlerts } from './alerts.ts';
import type { Device } from './device.ts';
import { type Counts, toCounts } from './order.ts';
import { type PrometheusContext, readPrometheusDevices } from './prometheus.ts';
import { keepIfSame, readLiveDevices } from './read-live.ts';

export interface FleetView {
  readonly freshness: Freshness;
  /** When set, there is nothing else to show. */
  readonly notice: Notice | undefined;
  /** Sorted by key. */
  readonly devices: readonly Device[];
  readonly counts: Counts;
  /** Undefined while the panel does not ask for alerts. */
  readonly alerts: readonly FleetAlert[] | undefined;
  /** Whether the devices came from Tallylight Live. */
  readonly isLive: boolean;
}

export interface ViewContext extends PrometheusContext, QueryOutcome {
  /** `performance.timeOrigin` of the page. */
  readonly originMs: number;
}

export interface FleetReader {
  read(frames: readonly DataFrame[], context: ViewContext): FleetView;
}

const WORDS: NoticeWords = {
  absent: {
    sentence: 'There are no devices in this data.',
    next: 'Choose the topic Devices of Tallylight Live, or the metrics tallylight_device_….',
  },
  bare: {
    sentence: 'No device has been heard of yet.',
    next: 'Let a screen send its first heartbeat; this goes on by itself.',
  },
};

/** Its topics decide about the lamp; what happened lately is no promise. */
const LAMP_TOPICS = ['devices', 'alerts'];

export function createFleetReader(): FleetReader {
  let before: readonly Device[] = [];
  let beforeAlerts: readonly FleetAlert[] | undefined;
  return {
    read(frames, context) {
      const live = readLiveDevices(frames, before, (meta) => ageOf(meta, context));
      const others = live === undefined ? readPrometheusDevices(frames, context) : undefined;
      beforeAlerts = readFleetAlerts(frames, beforeAlerts);
      before = live ?? keepEach(others?.devices ?? [], before);
      const freshness = live === undefined ? others?.freshness : toLiveFreshness(frames, context);
      const notice = toNotice(frames, before, freshness, context);
      return {
        freshness: withErrors(notice === undefined ? freshness : (freshness ?? toOff(notice, context)), context),
        notice,
        devices: before,
        counts: toCounts(before),
        alerts: beforeAlerts,
        isLive: live !== undefined,
      };
    },
  };
}

/** Records of before for devices that did not change. */
function keepEach(now: readonly Device[], before: readonly Device[]): readonly Device[] {
  const known = new Map(before.map((device) => [device.key, device]));
  const kept = now.map((device) => {
    const own = known.get(device.key);
    return own !== undefined && JSON.stringify(own) === JSON.stringify(device) ? own : device;
  });
  return keepIfSame(kept, before);
}

function toNotice(
  frames: readonly DataFrame[],
  devices: readonly Device[],
  freshness: Freshness | undefined,
  context: ViewContext,
): Notice | undefined {
  if (freshness === undefined) return toAbsentNotice(context, WORDS);
  if (devices.length > 0) return undefined;
  const problem = frames.map((frame) => readLiveMeta(frame)?.problem).find((one) => one !== undefined);
  return toBareNotice({ phase: freshness.phase, problem }, WORDS);
}

function toLiveFreshness(frames: readonly DataFrame[], { originMs, stampMs }: ViewContext): Freshness {
  const metas = frames.flatMap((frame) => readLiveMeta(frame) ?? []).filter(({ topic }) => LAMP_TOPICS.includes(topic));
  const worst = worstOf(
    metas.map(({ phase, ageMs, tickMs, stampMs: madeMs, originMs: ownMs }) => ({
      phase,
      tickMs,
      stampMs: madeMs,
      ageMs: ownMs === originMs ? ageMs : null,
    })),
  );
  return worst ?? { phase: 'loading', ageMs: null, tickMs: null, stampMs };
}

function ageOf({ ageMs, stampMs: madeMs }: LiveMeta, { stampMs }: ViewContext): number {
  return ageMs === null ? Number.MAX_VALUE : ageMs + stampMs - madeMs;
}

const PHASES: Readonly<Record<Notice['kind'], Freshness['phase']>> = {
  loading: 'loading',
  empty: 'off',
  stale: 'stale',
  error: 'error',
  'no-permission': 'error',
};

function toOff({ kind }: Notice, { stampMs }: ViewContext): Freshness {
  return { phase: PHASES[kind], ageMs: null, tickMs: null, stampMs };
}

/** A query that failed keeps its devices; the lamp says so. */
function withErrors(freshness: Freshness | undefined, { state, stampMs }: ViewContext): Freshness {
  const known = freshness ?? { phase: 'off', ageMs: null, tickMs: null, stampMs };
  if (state !== LOADING.Error) return known;
  return { phase: 'error', ageMs: known.ageMs, tickMs: known.tickMs, stampMs: known.stampMs };
}
