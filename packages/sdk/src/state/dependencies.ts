/** What the host needs of others (Redis, a database, an origin): up, down, or unknown before the first check. */
import { Histogram, RESPONSE_BOUNDS_SECONDS } from '../model/histogram.ts';
import type { Cap } from './cap.ts';

export class Dependency {
  readonly name: string;
  readonly labels: readonly string[];
  /** Whether the host cannot work without it. */
  critical = false;
  /** Null before the first check. */
  up: boolean | null = null;
  sinceMs: number;
  checkedMs: number | null = null;
  /** Why it is down, in a word of ours: what the host's check threw may hold an address or a password. */
  reason: 'failed' | 'timeout' | 'told' | null = null;
  readonly durations: Histogram = new Histogram(RESPONSE_BOUNDS_SECONDS);

  constructor(name: string, nowMs: number) {
    this.name = name;
    this.labels = [name];
    this.sinceMs = nowMs;
  }
}

export interface Dependencies {
  /** Get or create; `undefined` when there is no room. */
  declare(name: string, nowMs: number): Dependency | undefined;
  /** What a check or the host found. */
  settle(dependency: Dependency, up: boolean, reason: Dependency['reason'], nowMs: number): void;
  remove(name: string): void;
  /** In words, for the health of the whole. */
  ailments(): readonly string[];
  readonly all: ReadonlyMap<string, Dependency>;
  readonly cap: Cap;
}

export function createDependencies(cap: Cap): Dependencies {
  const all = new Map<string, Dependency>();
  return {
    declare(name, nowMs) {
      const known = all.get(name);
      if (known !== undefined) return known;
      if (!cap.admit(true)) return undefined;
      const made = new Dependency(name, nowMs);
      all.set(name, made);
      return made;
    },
    settle(dependency, up, reason, nowMs) {
      if (dependency.up !== up) dependency.sinceMs = nowMs;
      dependency.up = up;
      dependency.reason = up ? null : reason;
      dependency.checkedMs = nowMs;
    },
    remove(name) {
      if (all.delete(name)) cap.release(true);
    },
    ailments() {
      const found: string[] = [];
      for (const { name, up, critical } of all.values()) {
        if (up === false) found.push(`${critical ? 'critical ' : ''}dependency ${name} is down`);
      }
      return found;
    },
    all,
    cap,
  };
}
