/**
 * Once a tick: the facts of every thing held against the board conditions of the list and those of the host. Nothing is
 * looked up or made for a thing that is well.
 */
import type { AlertFacts, BoardSubject } from '../model/alert-facts.ts';
import type { AlertLimits } from '../model/alert-limits.ts';
import { SITE_SILENT_WITHIN_MS } from '../model/alert-limits.ts';
import type { Severity } from '../model/alert-rule.ts';
import { ALERT_RULES } from '../model/alert-rules.ts';
import { type AlertPlace, type Trouble, troubleOf } from './alert.ts';
import { type Audience, NOBODY } from './alert-prices.ts';
import type { Alerts, Population } from './alerts.ts';
import type { Dependency } from './dependencies.ts';
import type { DiskReading, ProcessReading } from './readings.ts';
import type { Stream } from './stream.ts';
import { StreamWatch } from './stream-watch.ts';

/** A device as conditions see it. */
export interface WatchedDevice {
  readonly id: string;
  readonly name: string | null;
  readonly site: { readonly id: string; readonly title: string | null } | null;
  readonly state: AlertFacts['device']['state'];
  readonly expected: boolean;
  readonly playing: boolean | null;
  readonly screenOn: boolean | null;
  readonly stateSinceMs: number;
  /** Since when it is silent. */
  readonly silentFromMs: number;
}

/** What is watched. */
export interface AlertSights {
  readonly streams: { readonly all: ReadonlyMap<string, Stream> };
  readonly devices: { readonly all: ReadonlyMap<string, WatchedDevice> };
  readonly dependencies: { readonly all: ReadonlyMap<string, Dependency> };
  readonly readings: { readonly process: ProcessReading | null; readonly disks: readonly DiskReading[] };
  /** Bytes per second of all streams. */
  egressBytesPerSecond(): number | null;
  storeDegraded(): boolean | null;
  /** How many values of each capped label were folded away so far. */
  dropped(): Iterable<readonly [label: string, count: number]>;
  /** When the longest waiting refund was taken, epoch ms; null when none waits. */
  heldRefundSinceMs(): number | null;
}

/** A condition of the host. */
export interface CustomCondition {
  readonly trouble: Trouble;
  /** The things that are in trouble now. */
  subjects(): Iterable<{ readonly subject: string; readonly summary: string }>;
}

export interface AlertWatch {
  advance(nowMs: number, elapsedMs: number, epochMs: number): void;
  /** Adds a condition of the host; one of the same name is replaced. Returns stop. */
  when(condition: CustomCondition): () => void;
}

/** More things than this in one condition of the host are not told apart. */
const MAX_CUSTOM_SUBJECTS = 100;
/** More conditions than a host can mean. */
const MAX_CUSTOM_CONDITIONS = 200;

/** Values folded away further apart than this are two troubles. */
const DROPS_APART_MS = 600_000;

interface Watched<K extends BoardSubject> {
  readonly trouble: Trouble;
  readonly summary: string;
  readonly holds: (facts: AlertFacts[K], limits: AlertLimits, nowMs: number) => boolean;
  readonly severity: ((facts: AlertFacts[K]) => Severity) | undefined;
}

/** The rules of the list with a board condition on this kind of thing. */
function rulesOn<K extends BoardSubject>(kind: K): readonly Watched<K>[] {
  const found: Watched<K>[] = [];
  for (const rule of ALERT_RULES) {
    if (rule.board?.on !== kind) continue;
    const { holds, severity } = rule.board as unknown as Pick<Watched<K>, 'holds' | 'severity'>;
    found.push({ trouble: troubleOf(rule), summary: rule.summary, holds, severity });
  }
  return found;
}

export function createAlertWatch(parts: {
  alerts: Alerts;
  limits: AlertLimits;
  sights: AlertSights;
  /** Names this process. */
  instance: string;
  onFault(error: unknown): void;
}): AlertWatch {
  const { alerts, limits, sights, instance, onFault } = parts;
  const ofStream = rulesOn('stream');
  const ofDevice = rulesOn('device');
  const ofSite = rulesOn('site');
  const ofDependency = rulesOn('dependency');
  const ofProcess = rulesOn('process');
  const ofDisk = rulesOn('disk');
  const ofMetric = rulesOn('metric');
  /** What was folded away of each label, when it began and when it was last more. */
  const drops = new Map<string, { count: number; sinceMs: number; lastMs: number }>();
  const watches = new WeakMap<Stream, StreamWatch>();
  const customs = new Map<string, CustomCondition>();
  /** Conditions that hold for the thing being judged. */
  const held: string[] = [];

  function judge<K extends BoardSubject>(
    rules: readonly Watched<K>[],
    facts: AlertFacts[K],
    nowMs: number,
    found: (rule: Watched<K>) => void,
  ): void {
    held.length = 0;
    for (const rule of rules) {
      if (!rule.holds(facts, limits, nowMs)) continue;
      const { keyedAs, yieldsTo } = rule.trouble;
      if (held.includes(keyedAs) || yieldsTo.some((better) => held.includes(better))) continue;
      held.push(keyedAs);
      found(rule);
    }
  }

  function hold<K extends BoardSubject>(
    rule: Watched<K>,
    facts: AlertFacts[K],
    thing: { kind: K; subject: string; title?: string | null; sinceMs: number; place?: AlertPlace | null },
    audience: Audience,
  ): void {
    const summary = rule.summary.replace('{subject}', thing.title ?? thing.subject);
    alerts.hold(rule.trouble, { ...thing, summary, severity: rule.severity?.(facts) }, audience);
  }

  function judgeStreams(nowMs: number, elapsedMs: number): void {
    for (const stream of sights.streams.all.values()) {
      let watch = watches.get(stream);
      if (watch === undefined) {
        watch = new StreamWatch(nowMs);
        watches.set(stream, watch);
      }
      watch.look(stream, nowMs, elapsedMs);
      const facts: AlertFacts['stream'] = {
        state: stream.state,
        reason: stream.reason,
        stateSinceMs: stream.stateSinceMs,
        expected: stream.expected,
        sessions: stream.sessions,
        egressBytesPerSecond: watch.egressBytesPerSecond,
        healthScore: stream.health?.verdict?.score ?? null,
        failing: watch.failing,
        recentDrops: watch.recentDrops,
        recentRestarts: watch.recentRestarts,
        picture: stream.picture,
      };
      const audience = { viewersBefore: watch.viewersBefore, viewersNow: stream.sessions, screens: null };
      let lost = false;
      judge(ofStream, facts, nowMs, (rule) => {
        const isFailing = rule.trouble.condition === 'stream-failing';
        const sinceMs = isFailing ? (watch as StreamWatch).failingSinceMs : sinceOf(stream, rule.trouble, nowMs);
        if (rule.trouble.loses !== 'none') lost = true;
        hold(rule, facts, { kind: 'stream', subject: stream.id, title: stream.title, sinceMs }, audience);
      });
      if (!lost) watch.wasWell(stream);
    }
  }

  /** When it broke: a state knows since when it is; of the rest nobody knows more than now. */
  function sinceOf(stream: Stream, { condition }: Trouble, nowMs: number): number {
    if (condition === 'playlist-stalled') return stream.playlistAdvancedMs ?? stream.stateSinceMs;
    const ofState = condition === 'stream-down' || condition === 'stream-idle' || condition === 'stream-health-unknown';
    return ofState ? stream.stateSinceMs : nowMs;
  }

  function judgeDevices(nowMs: number): void {
    const silent = new Map<string, { place: AlertPlace; expected: number; since: number[] }>();
    for (const device of sights.devices.all.values()) {
      const { site } = device;
      const place = site === null ? null : { id: site.id, title: site.title ?? site.id };
      if (place !== null && device.expected && device.state !== 'lost' && device.state !== 'unknown') {
        let at = silent.get(place.id);
        if (at === undefined) {
          at = { place, expected: 0, since: [] };
          silent.set(place.id, at);
        }
        at.expected += 1;
        if (device.state === 'offline') at.since.push(device.silentFromMs);
      }
      judge(ofDevice, device, nowMs, (rule) => {
        const sinceMs = device.state === 'offline' ? device.silentFromMs : device.stateSinceMs;
        hold(
          rule,
          device,
          { kind: 'device', subject: device.id, title: device.name, sinceMs, place },
          { ...NOBODY, screens: 1 },
        );
      });
    }
    for (const { place, expected, since } of silent.values()) {
      if (since.length === 0) continue;
      const sinceMs = Math.min(...since);
      const facts = { expected, offline: since.length, silentTogether: most(since, SITE_SILENT_WITHIN_MS) };
      judge(ofSite, facts, nowMs, (rule) =>
        hold(rule, facts, { kind: 'site', subject: place.id, title: place.title, sinceMs }, NOBODY),
      );
    }
  }

  function judgeProcess(nowMs: number, epochMs: number): void {
    const heldSinceMs = sights.heldRefundSinceMs();
    const { process, disks } = sights.readings;
    const bytesPerSecond = sights.egressBytesPerSecond();
    const limitBytes = process?.memoryLimitBytes ?? null;
    const facts: AlertFacts['process'] = {
      eventLoopUtilization: process?.eventLoopUtilization ?? null,
      memoryRatio: process === null || limitBytes === null ? null : process.memoryBytes / limitBytes,
      egressBitsPerSecond: bytesPerSecond === null ? null : bytesPerSecond * 8,
      storeDegraded: sights.storeDegraded(),
      oldestHeldRefundMs: heldSinceMs === null ? 0 : epochMs - heldSinceMs,
    };
    judge(ofProcess, facts, nowMs, (rule) =>
      hold(rule, facts, { kind: 'process', subject: instance, sinceMs: nowMs }, NOBODY),
    );
    for (const { name, freeBytes, sizeBytes } of disks) {
      const disk = { freeRatio: sizeBytes > 0 ? freeBytes / sizeBytes : null };
      judge(ofDisk, disk, nowMs, (rule) => hold(rule, disk, { kind: 'disk', subject: name, sinceMs: nowMs }, NOBODY));
    }
  }

  function judgeMetrics(nowMs: number): void {
    for (const [label, count] of sights.dropped()) {
      let seen = drops.get(label);
      if (count > (seen?.count ?? 0)) {
        const isNew = seen === undefined || nowMs - seen.lastMs > DROPS_APART_MS;
        seen = { count, sinceMs: isNew || seen === undefined ? nowMs : seen.sinceMs, lastMs: nowMs };
        drops.set(label, seen);
      }
      if (seen === undefined) continue;
      const facts = { droppedMs: seen.lastMs };
      const { sinceMs } = seen;
      judge(ofMetric, facts, nowMs, (rule) => hold(rule, facts, { kind: 'metric', subject: label, sinceMs }, NOBODY));
    }
  }

  function judgeCustom(custom: CustomCondition, nowMs: number): void {
    const { trouble } = custom;
    try {
      let count = 0;
      for (const { subject, summary } of custom.subjects()) {
        if (count >= MAX_CUSTOM_SUBJECTS) break;
        count += 1;
        alerts.hold(trouble, { kind: 'custom', subject, summary, sinceMs: nowMs }, NOBODY);
      }
    } catch (error) {
      // What cannot be asked is not over.
      alerts.keep(trouble.keyedAs);
      onFault(error);
    }
  }

  /** How many there are that are meant to be on. */
  const population: Population = (kind, place) => {
    if (kind === 'dependency') return sights.dependencies.all.size;
    const things = kind === 'stream' ? sights.streams : kind === 'device' ? sights.devices : undefined;
    if (things === undefined) return null;
    let count = 0;
    for (const thing of things.all.values()) {
      const isHere = place === null || ('site' in thing && thing.site?.id === place.id);
      if (isHere && thing.expected && (thing.state as string) !== 'lost') count += 1;
    }
    return count;
  };

  return {
    advance(nowMs, elapsedMs, epochMs) {
      alerts.begin(nowMs, elapsedMs, epochMs);
      judgeStreams(nowMs, elapsedMs);
      judgeDevices(nowMs);
      for (const dependency of sights.dependencies.all.values()) {
        judge(ofDependency, dependency, nowMs, (rule) =>
          hold(rule, dependency, { kind: 'dependency', subject: dependency.name, sinceMs: dependency.sinceMs }, NOBODY),
        );
      }
      judgeProcess(nowMs, epochMs);
      judgeMetrics(nowMs);
      for (const custom of customs.values()) judgeCustom(custom, nowMs);
      alerts.settle(population);
    },
    when(condition) {
      const { keyedAs } = condition.trouble;
      if (!customs.has(keyedAs) && customs.size >= MAX_CUSTOM_CONDITIONS) return () => {};
      customs.set(keyedAs, condition);
      return () => {
        if (customs.get(keyedAs) === condition) customs.delete(keyedAs);
      };
    },
  };
}

/** The most of these moments that lie within `withinMs` of one another. */
function most(moments: number[], withinMs: number): number {
  moments.sort((a, b) => a - b);
  let best = 0;
  let first = 0;
  for (let last = 0; last < moments.length; last += 1) {
    while ((moments[last] as number) - (moments[first] as number) > withinMs) first += 1;
    best = Math.max(best, last - first + 1);
  }
  return best;
}
