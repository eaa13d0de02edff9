/**
 * Who asks, once access has looked at the credentials. Everything behind access (live, api) decides by this and never sees a
 * token. Row scopes are applied before filters: a row that is not allowed never leaves the server (G7).
 */
import type { Topic } from '@tallylight/protocol';

/** What a caller may be. An admin may what an operator may, an operator what a viewer may; the others stand apart. */
export const ROLES = ['viewer', 'operator', 'admin', 'device', 'reporter', 'scraper'] as const;
export type Role = (typeof ROLES)[number];

/** What needs a word of its own, whatever the role: money, and fields that name a person. */
export const PERMISSIONS = ['revenue', 'personal'] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** Rows that a caller may see; a list that is absent does not narrow. */
export interface RowScope {
  readonly streams?: readonly string[];
  readonly sites?: readonly string[];
  readonly tenant?: string;
}

export interface Caller {
  /** Names the token, person or device in the audit and in per-subject limits. Never the credential. */
  readonly subject: string;
  readonly roles: ReadonlySet<Role>;
  readonly permissions: ReadonlySet<Permission>;
  readonly scope: RowScope;
  /** Equal for callers who see the same rows: part of the key of a live channel. */
  readonly scopeKey: string;
  /** A token that stands for many people (Grafana's): wider limits, and its word on who the person is counts. */
  readonly shared: boolean;
  /** When the credential ends, epoch ms; `undefined` when it does not. */
  readonly expiresAtMs: number | undefined;
  mayRead(topic: Topic): boolean;
  has(role: Role): boolean;
  /** Whether a row may be seen. `row` undefined: only the key is known (a row that is gone). */
  sees(topic: Topic, key: string, row: Readonly<Record<string, unknown>> | undefined): boolean;
}
