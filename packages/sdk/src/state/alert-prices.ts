/**
 * What a trouble costs. An incident belongs to a thing and a way of losing, not to an alert: when "failing" turns into
 * "down", the price goes on; when "down" leaves a bad score behind, that is another price.
 *
 * Viewers hit: those who were there just before it broke, or more if more came. While nothing is delivered (`all`) each of
 * them loses each minute, also who gave up and left. While it is only bad (`gone`) those count who are missing against the
 * moment before. The sum runs from the break, not from the raise, and stops when the condition stops, not when it resolves.
 */
import type { AlertLoss } from '../model/alert-rule.ts';

export class Incident {
  viewers = 0;
  viewerMs = 0;
  screens = 0;
  screenMs = 0;
  /** Alerts that show it. */
  uses = 0;
  /** The tick that was last added, so that two alerts of one thing do not add it twice. */
  atTick = -1;
}

/** What was there. Null: a thing of this kind has none. */
export interface Audience {
  readonly viewersBefore: number | null;
  readonly viewersNow: number | null;
  readonly screens: number | null;
}

export const NOBODY: Audience = { viewersBefore: null, viewersNow: null, screens: null };

/** Adds the time since the break, or since the last tick. */
export function addLoss(
  incident: Incident,
  loses: AlertLoss,
  audience: Audience,
  at: { readonly tick: number; readonly nowMs: number; readonly elapsedMs: number; readonly sinceMs: number },
): void {
  if (incident.atTick === at.tick) return;
  const brokenMs = Math.max(0, at.nowMs - at.sinceMs);
  // In the next tick of the same trouble the name may have changed, and with it what it says of its beginning.
  const goesOn = incident.atTick === at.tick - 1;
  const lostMs = goesOn ? at.elapsedMs : incident.atTick === -1 ? brokenMs : Math.min(brokenMs, at.elapsedMs);
  incident.atTick = at.tick;
  const { viewersBefore, viewersNow, screens } = audience;
  if (viewersBefore !== null && viewersNow !== null) {
    incident.viewers = Math.max(incident.viewers, viewersBefore, viewersNow);
    const without = loses === 'all' ? incident.viewers : Math.max(0, incident.viewers - viewersNow);
    incident.viewerMs += without * lostMs;
  }
  if (screens !== null) {
    incident.screens = Math.max(incident.screens, screens);
    incident.screenMs += screens * lostMs;
  }
}

/** The incidents of all things in trouble. */
export interface Incidents {
  of(kind: string, subject: string, loses: AlertLoss): Incident;
  /** Lets go of what no alert shows any more. */
  sweep(): void;
}

export function createIncidents(): Incidents {
  const all = new Map<string, Incident>();
  return {
    of(kind, subject, loses) {
      const key = `${loses} ${kind} ${subject}`;
      const known = all.get(key);
      if (known !== undefined) return known;
      const incident = new Incident();
      all.set(key, incident);
      return incident;
    },
    sweep() {
      for (const [key, incident] of all) if (incident.uses === 0) all.delete(key);
    },
  };
}
