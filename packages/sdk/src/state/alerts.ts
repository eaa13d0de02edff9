/**
 * The board of alerts: what is wrong now, each thing once. Three roads lead here: conditions that the SDK evaluates itself
 * (held each tick, raised after their hold), the host's own word, and rule engines outside; the same key joins the same
 * entry, and it is open as long as anybody says so. What comes in a storm is folded into one.
 */
import type { AlertRow, AlertSource } from '@tallylight/protocol';
import { STORM_ALERTS, STORM_WITHIN_MS } from '../model/alert-limits.ts';
import { alertKey, isWorse, MANY, type Severity } from '../model/alert-rule.ts';
import { type Acknowledgement, Alert, type AlertPlace, type AlertRoom, type Trouble } from './alert.ts';
import { type Audience, addLoss, createIncidents } from './alert-prices.ts';
import { alertRow } from './alert-row.ts';
import type { Cap } from './cap.ts';
import type { Emit } from './streams.ts';

/** Rule engines repeat what still fires every few hours; who says nothing for a day is not asked any more. */
const SILENT_SOURCE_MS = 24 * 60 * 60_000;
const MAX_HISTORY = 500;
/** The condition that a device yields to, and is folded into. */
const SITE_OFFLINE = 'site-offline';
const DEVICE_OFFLINE = 'device-offline';

/** A thing that is in trouble. */
export interface Troubled {
  readonly kind: string;
  readonly subject: string;
  readonly summary: string;
  readonly sinceMs: number;
  readonly severity?: Severity | undefined;
  readonly place?: AlertPlace | null | undefined;
}

/** What somebody outside the board says. */
export interface ToldAlert extends Troubled {
  readonly trouble: Trouble;
  readonly source: Exclude<AlertSource, 'board'>;
}

export interface PastAlert extends AlertRow {
  readonly key: string;
  readonly resolvedMs: number;
}

export interface AlertChange {
  readonly key: string;
  readonly change: 'raised' | 'joined' | 'acknowledged' | 'resolved';
  readonly alert: AlertRow;
}

/** How many things of a kind there are; of devices, at a site. */
export type Population = (kind: string, place: AlertPlace | null) => number | null;

export interface Alerts {
  /** Begins a tick; conditions that hold are marked after it. */
  begin(nowMs: number, elapsedMs: number, epochMs: number): void;
  /** Holds in this tick. */
  hold(trouble: Trouble, thing: Troubled, audience: Audience): void;
  /** Nothing is known in this tick: entries of this condition stay as they are. */
  keep(keyedAs: string): void;
  /** Ends a tick: raises what has held, resolves what is over. */
  settle(population: Population): void;
  /** Somebody says so; several at once are one storm. The key of each, undefined where there was no room. */
  tell(told: readonly ToldAlert[], nowMs: number): readonly (string | undefined)[];
  /** This source says so no longer. */
  untell(key: string, source: ToldAlert['source'], nowMs: number): boolean;
  acknowledge(key: string, acknowledgement: Acknowledgement, nowMs: number): boolean;
  /** Takes a name out of who has acknowledged; of how many alerts. */
  forgetPerson(name: string, instead: string): number;
  get(key: string): Alert | undefined;
  /** Pending and folded ones too. */
  readonly all: ReadonlyMap<string, Alert>;
  /** Resolved ones, oldest first. */
  readonly history: readonly PastAlert[];
  /** Keys whose row is gone since they were last forgotten. */
  readonly removed: readonly string[];
  forgetRemoved(): void;
  onChange(listener: (change: AlertChange) => void): () => void;
  /** Room for what the board and the host know, and for what only rule engines outside tell of. */
  readonly cap: Cap;
  readonly outsideCap: Cap;
}

export function createAlerts(parts: { cap: Cap; outsideCap: Cap; emit: Emit; onFault(error: unknown): void }): Alerts {
  const { cap, outsideCap, emit, onFault } = parts;
  const all = new Map<string, Alert>();
  const incidents = createIncidents();
  const history: PastAlert[] = [];
  const listeners = new Set<(change: AlertChange) => void>();
  /** What was raised by itself lately, by condition. */
  const lately = new Map<string, Alert[]>();
  let removed: string[] = [];
  let population: Population = () => null;
  let tick = 0;
  let nowMs = 0;
  let elapsedMs = 0;
  let epochOffsetMs = 0;

  function tellListeners(alert: Alert, change: AlertChange['change']): void {
    if (listeners.size === 0) return;
    const told = { key: alert.key, change, alert: alertRow(alert, epochOffsetMs) };
    for (const listener of listeners) {
      try {
        listener(told);
      } catch (error) {
        onFault(error);
      }
    }
  }

  /** A `fold` needs no room: there are no more of them than conditions and sites, and without it a storm would be one. */
  function create(trouble: Trouble, thing: Troubled, room: AlertRoom): Alert | undefined {
    if (room !== 'fold' && !(room === 'outside' ? outsideCap : cap).admit(true)) return undefined;
    const alert = new Alert(alertKey(trouble.keyedAs, thing.subject), thing.kind, thing.subject, trouble, {
      summary: thing.summary,
      severity: thing.severity ?? trouble.severity,
      room,
      sinceMs: thing.sinceMs,
      nowMs,
    });
    alert.place = thing.place ?? null;
    all.set(alert.key, alert);
    return alert;
  }

  // --- raising, with storms folded ---

  function open(alert: Alert): void {
    alert.phase = 'open';
    alert.raisedMs = nowMs;
    alert.changed = true;
  }

  function announce(alert: Alert): void {
    const { trouble, subject, severity, summary } = alert;
    const children = alert.childCount;
    emit('alert-raised', nowMs, {
      alert: alert.key,
      condition: trouble.condition,
      subject,
      severity,
      summary,
      children,
    });
    tellListeners(alert, 'raised');
  }

  function raise(candidates: readonly Alert[]): void {
    const byCondition = new Map<string, Alert[]>();
    for (const alert of candidates) {
      const list = byCondition.get(alert.trouble.keyedAs);
      if (list === undefined) byCondition.set(alert.trouble.keyedAs, [alert]);
      else list.push(alert);
    }
    for (const [condition, list] of byCondition) raiseOfOne(condition, list);
  }

  function raiseOfOne(condition: string, candidates: readonly Alert[]): void {
    const many = all.get(alertKey(condition, MANY));
    const single = candidates.filter((alert) => alert.subject !== MANY);
    for (const alert of candidates) open(alert);
    if (many !== undefined) {
      const isNews = candidates.includes(many);
      fold(many, isNews ? visibleOf(condition) : single);
      if (isNews) announce(many);
      return;
    }
    const recent = (lately.get(condition) ?? []).filter(
      (alert) => alert.visible && nowMs - alert.raisedMs <= STORM_WITHIN_MS,
    );
    if (recent.length + single.length > STORM_ALERTS) {
      lately.delete(condition);
      createStorm(condition, [...recent, ...single]);
      return;
    }
    for (const alert of single) announce(alert);
    if (single.length > 0 || recent.length > 0) lately.set(condition, [...recent, ...single]);
    else lately.delete(condition);
  }

  /** Open entries of a condition that stand by themselves. */
  function visibleOf(condition: string): Alert[] {
    return [...all.values()].filter((alert) => alert.visible && alert.trouble.keyedAs === condition);
  }

  function createStorm(condition: string, folded: readonly Alert[]): void {
    const first = folded[0] as Alert;
    const sinceMs = Math.min(...folded.map((alert) => alert.sinceMs));
    const storm = create(
      { ...first.trouble, keyedAs: condition },
      { kind: first.kind, subject: MANY, summary: '', sinceMs },
      'fold',
    );
    if (storm === undefined) return;
    open(storm);
    fold(storm, folded);
    announce(storm);
  }

  function fold(into: Alert, alerts: readonly Alert[]): void {
    for (const alert of alerts) {
      if (alert === into || alert.parent === into) continue;
      if (alert.visible) removed.push(alert.key);
      if (alert.phase === 'pending') open(alert);
      into.adopt(alert);
      if (isWorse(alert.severity, into.severity)) into.severity = alert.severity;
    }
    describe(into);
  }

  /** What a folded alert says: how many of how many, and where when it is one place. */
  function describe(alert: Alert): void {
    if (alert.subject !== MANY) return;
    const count = alert.children?.size ?? 0;
    if (count === 0) return;
    let place: AlertPlace | null | undefined;
    for (const child of alert.children ?? []) {
      if (place === undefined) place = child.place;
      else if (place?.id !== child.place?.id) place = null;
    }
    const total = population(alert.kind, place ?? null);
    const text = (alert.trouble.summaryOfMany ?? `{count} of ${alert.trouble.condition}`)
      .replace(' of {total}', total === null ? '' : ` of ${total}`)
      .replace('{count}', String(count))
      .replace('{where}', place ? ` in ${place.title}` : '');
    if (text === alert.summary) return;
    alert.summary = text;
    alert.changed = true;
  }

  // --- the end ---

  function close(alert: Alert): void {
    const wasVisible = alert.visible;
    all.delete(alert.key);
    if (alert.room !== 'fold') (alert.room === 'outside' ? outsideCap : cap).release(true);
    if (wasVisible) {
      const row = alertRow(alert, epochOffsetMs);
      removed.push(alert.key);
      history.push({ key: alert.key, ...row, resolvedMs: Math.round(nowMs + epochOffsetMs) });
      if (history.length > MAX_HISTORY) history.shift();
      emit('alert-resolved', nowMs, {
        alert: alert.key,
        condition: row.condition,
        subject: row.subject,
        severity: row.severity,
        durationMs: Math.max(0, nowMs - alert.sinceMs),
        viewerMinutesLost: row.viewerMinutesLost,
        screenMinutesLost: row.screenMinutesLost,
      });
      tellListeners(alert, 'resolved');
    }
    alert.phase = 'over';
    if (alert.incident !== null) alert.incident.uses -= 1;
    for (const child of alert.children ?? []) {
      // What is still so stands by itself again.
      child.parent = null;
      child.phase = 'pending';
    }
    const { parent } = alert;
    if (parent === null) return;
    parent.children?.delete(alert);
    parent.changed = true;
    // Its words follow at the end of the tick: a fleet that comes back would otherwise be counted for each device.
    if (parent.children?.size === 0 && parent.subject === MANY && parent.told.size === 0) close(parent);
  }

  /** Whether anybody still says so. */
  function stands(alert: Alert): boolean {
    return alert.onBoard || alert.told.size > 0 || (alert.subject === MANY && (alert.children?.size ?? 0) > 0);
  }

  function settleOne(alert: Alert): 'raise' | undefined {
    const held = alert.heldAtTick === tick;
    if (held) {
      alert.onBoard = true;
      alert.overSinceMs = null;
    } else if (alert.onBoard) {
      alert.overSinceMs ??= nowMs;
      const clearMs = alert.phase === 'pending' ? 0 : alert.trouble.clearMs;
      if (nowMs - alert.overSinceMs >= clearMs) {
        alert.onBoard = false;
        alert.changed = true;
      }
    }
    for (const [source, saidMs] of alert.told) {
      if (source !== 'host' && nowMs - saidMs > SILENT_SOURCE_MS) alert.told.delete(source);
    }
    const { acknowledged } = alert;
    if (acknowledged?.untilMs != null && nowMs + epochOffsetMs >= acknowledged.untilMs) {
      alert.acknowledged = null;
      alert.changed = true;
    }
    if (!stands(alert)) {
      close(alert);
      return undefined;
    }
    if (alert.phase !== 'pending' || alert.parent !== null) return undefined;
    return alert.told.size > 0 || nowMs - alert.heldFromMs >= alert.trouble.forMs ? 'raise' : undefined;
  }

  /** The alert of the site that a device stands at. */
  function siteOf(alert: Alert): Alert | undefined {
    if (alert.place === null || !alert.trouble.yieldsTo.includes(SITE_OFFLINE)) return undefined;
    const site = all.get(alertKey(SITE_OFFLINE, alert.place.id));
    return site?.onBoard || (site?.told.size ?? 0) > 0 ? site : undefined;
  }

  return {
    begin(now, elapsed, epoch) {
      tick += 1;
      nowMs = now;
      elapsedMs = elapsed;
      epochOffsetMs = epoch - now;
    },
    hold(trouble, thing, audience) {
      const key = alertKey(trouble.keyedAs, thing.subject);
      const alert = all.get(key) ?? create(trouble, thing, trouble.condition === SITE_OFFLINE ? 'fold' : 'board');
      if (alert === undefined) return;
      if (alert.heldAtTick === tick) return;
      alert.heldAtTick = tick;
      // Entries that others told of first learn here what the board knows.
      const severity = thing.severity ?? trouble.severity;
      const summary = alert.children === null ? thing.summary : alert.summary;
      if (alert.trouble !== trouble || alert.severity !== severity || alert.summary !== summary) {
        alert.trouble = trouble;
        alert.severity = severity;
        alert.summary = thing.summary;
        alert.changed = true;
      }
      alert.place = thing.place ?? alert.place;
      if (trouble.loses === 'none') return;
      if (alert.incident === null) {
        alert.incident = incidents.of(alert.kind, alert.subject, trouble.loses);
        alert.incident.uses += 1;
        alert.parent?.childIncidents.add(alert.incident);
      }
      addLoss(alert.incident, trouble.loses, audience, { tick, nowMs, elapsedMs, sinceMs: thing.sinceMs });
      alert.changed = true;
      if (alert.parent !== null) alert.parent.changed = true;
    },
    keep(keyedAs) {
      for (const alert of all.values()) {
        if (alert.onBoard && alert.trouble.keyedAs === keyedAs) alert.heldAtTick = tick;
      }
    },
    settle(populationNow) {
      population = populationNow;
      const candidates: Alert[] = [];
      const ofSites: [Alert, Alert][] = [];
      for (const alert of [...all.values()]) {
        const verdict = settleOne(alert);
        if (alert.phase === 'over') continue;
        const site = alert.parent === null ? siteOf(alert) : undefined;
        if (site !== undefined) ofSites.push([site, alert]);
        else if (verdict === 'raise') candidates.push(alert);
      }
      raise(candidates);
      for (const [site, alert] of ofSites) {
        if (site.phase !== 'open' || alert.phase === 'over') continue;
        if (alert.trouble.condition === DEVICE_OFFLINE) fold(site, [alert]);
      }
      for (const alert of all.values()) if (alert.children !== null) describe(alert);
      incidents.sweep();
    },
    tell(told, at) {
      nowMs = Math.max(nowMs, at);
      const candidates: Alert[] = [];
      const keys = told.map(({ trouble, source, ...thing }) => {
        const key = alertKey(trouble.keyedAs, thing.subject);
        const known = all.get(key);
        const alert = known ?? create(trouble, thing, source === 'host' ? 'board' : 'outside');
        if (alert === undefined) return undefined;
        const isNews = !alert.told.has(source);
        alert.told.set(source, nowMs);
        if (alert.phase === 'pending') {
          if (alert.parent === null && !candidates.includes(alert)) candidates.push(alert);
        } else if (isNews) {
          alert.changed = true;
          if (alert.visible) {
            emit('alert-joined', nowMs, { alert: key, source });
            tellListeners(alert, 'joined');
          }
        }
        return key;
      });
      raise(candidates);
      return keys;
    },
    untell(key, source, at) {
      nowMs = Math.max(nowMs, at);
      const alert = all.get(key);
      if (alert === undefined || !alert.told.delete(source)) return false;
      alert.changed = true;
      if (!stands(alert)) close(alert);
      return true;
    },
    acknowledge(key, acknowledgement, at) {
      nowMs = Math.max(nowMs, at);
      const alert = all.get(key);
      if (alert === undefined || alert.phase !== 'open') return false;
      alert.acknowledged = acknowledgement;
      alert.changed = true;
      emit('alert-acknowledged', nowMs, { alert: key, ...acknowledgement });
      tellListeners(alert, 'acknowledged');
      return true;
    },
    forgetPerson(name, instead) {
      let forgotten = 0;
      for (const alert of all.values()) {
        if (alert.acknowledged?.by !== name) continue;
        alert.acknowledged = { ...alert.acknowledged, by: instead };
        alert.changed = true;
        forgotten += 1;
      }
      for (const [index, past] of history.entries()) {
        if (past.acknowledgedBy !== name) continue;
        history[index] = { ...past, acknowledgedBy: instead };
        forgotten += 1;
      }
      return forgotten;
    },
    get: (key) => all.get(key),
    all,
    history,
    get removed() {
      return removed;
    },
    forgetRemoved() {
      removed = [];
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    cap,
    outsideCap,
  };
}
