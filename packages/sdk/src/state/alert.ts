/**
 * One entry of the board: one trouble of one thing, whoever tells of it. It waits (pending) until it has held long enough,
 * is open until nobody says so any more, and may stand for many that were folded into it. Times are monotonic.
 */
import type { AlertSource } from '@tallylight/protocol';
import type { AlertLoss, AlertRule, Severity } from '../model/alert-rule.ts';
import { keyCondition } from '../model/alert-rule.ts';
import type { Incident } from './alert-prices.ts';

/** What is known of a trouble before it happens: a rule of the list, or what the host or a rule engine says. */
export interface Trouble {
  /** What it is called. */
  readonly condition: string;
  /** The condition that its entries stand under; see `sameAs` of a rule. */
  readonly keyedAs: string;
  readonly severity: Severity;
  readonly team: string;
  readonly advice: string | null;
  readonly forMs: number;
  readonly clearMs: number;
  readonly loses: AlertLoss;
  readonly summaryOfMany: string | null;
  readonly yieldsTo: readonly string[];
}

export function troubleOf(rule: AlertRule): Trouble {
  return {
    condition: rule.id,
    keyedAs: keyCondition(rule),
    severity: rule.severity,
    team: rule.team,
    advice: rule.runbook,
    forMs: rule.forMs,
    clearMs: rule.clearMs,
    loses: rule.loses,
    summaryOfMany: rule.summaryOfMany,
    yieldsTo: rule.yieldsTo,
  };
}

/** Somebody has seen it and says so. */
export interface Acknowledgement {
  readonly by: string;
  readonly note: string | null;
  /** Epoch ms; null: until it is over. */
  readonly untilMs: number | null;
}

/** Where a device stands: storms are told by place, and a device yields to its site. */
export interface AlertPlace {
  readonly id: string;
  readonly title: string;
}

/** Whose room an entry takes: the board's and the host's, that of rule engines outside, or none. */
export type AlertRoom = 'board' | 'outside' | 'fold';

/** Names kept of what was folded into one; the rest is only counted. */
const MAX_CHILD_NAMES = 100;

export class Alert {
  readonly key: string;
  readonly kind: string;
  readonly subject: string;
  /** As it was when it last was told: a worse one of the same key takes over. */
  trouble: Trouble;
  severity: Severity;
  summary: string;
  readonly room: AlertRoom;
  phase: 'pending' | 'open' | 'over' = 'pending';
  /** When it broke. */
  sinceMs: number;
  /** When it was first seen to hold; the hold counts from here. */
  heldFromMs: number;
  raisedMs = 0;

  /** Whether the board itself says so, in which tick it last held, and since when it does not. */
  onBoard = false;
  heldAtTick = -1;
  overSinceMs: number | null = null;
  /** When each other source last said so. */
  readonly told: Map<AlertSource, number> = new Map();
  acknowledged: Acknowledgement | null = null;

  place: AlertPlace | null = null;
  parent: Alert | null = null;
  /** Open ones that were folded into this one. */
  children: Set<Alert> | null = null;
  childNames: string[] = [];
  childCount = 0;
  readonly childIncidents: Set<Incident> = new Set();
  incident: Incident | null = null;

  /** Whether its row waits to be told. */
  changed = true;

  constructor(
    key: string,
    kind: string,
    subject: string,
    trouble: Trouble,
    how: { summary: string; severity: Severity; room: AlertRoom; sinceMs: number; nowMs: number },
  ) {
    this.key = key;
    this.kind = kind;
    this.subject = subject;
    this.trouble = trouble;
    this.severity = how.severity;
    this.summary = how.summary;
    this.room = how.room;
    this.sinceMs = how.sinceMs;
    this.heldFromMs = how.nowMs;
  }

  /** Whether it has a row of its own. */
  get visible(): boolean {
    return this.phase === 'open' && this.parent === null;
  }

  get sources(): readonly AlertSource[] {
    const sources = new Set<AlertSource>(this.onBoard ? ['board'] : []);
    for (const source of this.told.keys()) sources.add(source);
    for (const child of this.children ?? []) for (const source of child.sources) sources.add(source);
    return [...sources];
  }

  adopt(child: Alert): void {
    this.children ??= new Set();
    if (this.children.has(child)) return;
    this.children.add(child);
    this.childCount += 1;
    if (this.childNames.length < MAX_CHILD_NAMES) this.childNames.push(child.subject);
    if (child.incident !== null) this.childIncidents.add(child.incident);
    child.parent = this;
    this.changed = true;
  }
}
