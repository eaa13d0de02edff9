/**
 * What a route is, and what routes need of the rest. A room of routes imports this, never the table of them all; what it needs
 * besides is one field of {@link RouteSource}.
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { Rows, RowTopic } from '@tallylight/protocol';
import type { Caller, Permission, Role } from '../model/caller.ts';
import type { RouteBody } from './json-body.ts';
import type { Problem } from './problem.ts';
import type { Parameters } from './query.ts';
import type { JsonSchema } from './schema.ts';
import type { HistorySource, MutesSource, SessionsSource } from './viewing-sources.ts';

/** What the routes of devices need. */
export interface DeviceRouteSource {
  heartbeat(
    id: string,
    body: Buffer,
  ): { readonly answer: object } | { readonly refused: 'malformed' | 'bad-id' | 'full'; readonly detail: string };
  /** Proof of play and commands of a device; `undefined` without one. */
  page(id: string): object | undefined;
  timeline(id: string): object | undefined;
  proofOfPlay(): readonly Readonly<Record<'campaign' | 'playSeconds' | 'starts', string | number>>[];
}

export type ActionOutcome =
  | { readonly done: object; readonly status: number }
  | { readonly refused: 'unavailable' | 'missing' | 'wrong' | 'full' | 'failed'; readonly detail: string };

export interface ActionRouteSource {
  stream(id: string, verb: 'start' | 'stop' | 'restart'): Promise<ActionOutcome>;
  command(id: string, body: unknown): Promise<ActionOutcome>;
  /** What the host can do, so that a panel shows no button that does nothing. */
  readonly available: object;
}

/** What the routes of alerts need. */
export interface AlertRouteSource {
  /** Resolved ones, newest last. */
  history(): readonly { readonly key: string; readonly severity: string }[];
  /** Takes the webhook of a rule engine. */
  take(body: Buffer): object | { readonly wrong: string };
  /** Whether there is such an open alert. Until whom is known by a token, `by` is what the caller says. */
  acknowledge(
    key: string,
    by: string,
    how: { readonly note?: string | undefined; readonly untilMs?: number | undefined },
  ): boolean;
}

/** What the routes about the SDK itself need. */
export interface UpkeepSource {
  /** What the SDK holds and has counted of itself. */
  stats(): object;
  /** Runs the sweeps now; what they removed. `lostDevices`: also devices that are silent for days. */
  cleanup(how: { readonly lostDevices: boolean }): object;
  /** Tries each part; never rejects. */
  selftest(): Promise<object>;
}

/** What the routes about access need. */
export interface AccessRouteSource {
  /** Newest first. */
  audit(limit: number): readonly object[];
  ticket(caller: Caller): { readonly ticket: string; readonly expiresInMs: number };
}

/** What the routes about the live channel need. */
export interface LiveRouteSource {
  /** Connections, subscriptions, slow readers, and what was counted. */
  stats(): object;
  /** Greets, subscribes and resumes as a reader would. */
  test(): { readonly ok: boolean; readonly steps: readonly object[] };
}

/** What the routes need of the rest. */
export interface RouteSource {
  readonly build: { readonly version: string; readonly runtime: string };
  readonly instance: string;
  readonly tickMs: number;
  readonly startedAtMs: number;
  nowMs(): number;
  /** Age of the rows, ms. */
  ageMs(): number;
  keys(topic: RowTopic): Iterable<string>;
  row<T extends RowTopic>(topic: T, key: string): Rows[T] | undefined;
  attribution(): readonly string[];
  liveConnections(): number;
  /** Takes a post of CMCD; `stream` is the one that its address names. */
  cmcd(
    body: Buffer,
    contentType: string | undefined,
    stream: string | null,
  ): { readonly parsed: number; readonly malformed: number; readonly oversized: number };
  readonly devices: DeviceRouteSource;
  readonly actions: ActionRouteSource;
  readonly history: HistorySource;
  readonly sessions: SessionsSource;
  readonly mutes: MutesSource;
  readonly alerts: AlertRouteSource;
  readonly upkeep: UpkeepSource;
  readonly access: AccessRouteSource;
  readonly live: LiveRouteSource;
  /** Parts that do not work as they should, in words. */
  ailments(): readonly string[];
}

export interface RouteRequest {
  /** Values of the path's parameters, decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** Checked against what the route declares; an empty parameter was not given. */
  readonly query: URLSearchParams;
  /** As Node has them: names in lower case. */
  readonly headers: IncomingHttpHeaders;
  /** The body of a POST; empty for a GET. */
  readonly body: Buffer;
  /** The body as JSON that fits; only where the route's body has a `refusal`. */
  readonly json: unknown;
  /** Where this was asked, without the query. */
  readonly address: string;
  /** Who asks; `undefined` where anyone may and nobody said. What it may not see is not in the source. */
  readonly caller: Caller | undefined;
  /** Who it is for the record; null: whoever the body says it is. */
  readonly actor: string | null;
}

export type RouteAnswer =
  /** @param status @default 200 */
  | { readonly body: object; readonly status?: number }
  /** Not JSON: a text of this type, offered as a file. `next`: the cursor of the page after it. */
  | { readonly text: string; readonly type: string; readonly file: string; readonly next?: string }
  | { readonly missing: string }
  | { readonly problem: Problem };

export type Tag = 'server' | 'streams' | 'sessions' | 'devices' | 'business' | 'alerts' | 'history' | 'actions';

export interface Route {
  readonly method: 'GET' | 'POST';
  /** Below the versioned path; `:name` stands for one segment. */
  readonly path: string;
  /** Unique name of the operation, for generated clients. */
  readonly name: string;
  readonly tag: Tag;
  /** Who may ask. `device`: the device that `:id` names, or an operator who sees all. `anyone`: no token is needed. */
  readonly role: Role | 'anyone';
  /** What the caller needs besides. */
  readonly permission?: Permission;
  /** It is made of everything, so a caller with a row scope may not have it. */
  readonly whole?: true;
  /** One line. */
  readonly summary: string;
  /** What a reader should know besides. */
  readonly description?: string;
  /** What the parts of the path name. */
  readonly params?: Parameters;
  readonly query?: Parameters;
  /** Takes any query: for posts whose address is written by others. */
  readonly openQuery?: true;
  readonly body?: RouteBody;
  /** Schema of each good answer, by status. */
  readonly answers: Readonly<Record<number, JsonSchema>>;
  /** Schema of a line of the CSV and NDJSON files, where there are any. */
  readonly line?: JsonSchema;
  /** Statuses of the problems that are its own; 400, 403 and 500 go without saying. */
  readonly problems?: readonly number[];
  /** Longest body taken. @default 65 536 */
  readonly maxBodyBytes?: number;
  answer(request: RouteRequest, source: RouteSource): RouteAnswer | Promise<RouteAnswer>;
}

/** When the rows were made and how old they are, so that a reader need not compare clocks. */
export function stamp(source: RouteSource): { readonly nowMs: number; readonly ageMs: number } {
  return { nowMs: Math.round(source.nowMs()), ageMs: Math.round(source.ageMs()) };
}

/** Each row of a topic with its key under `name`. */
export function rowsOf<T extends RowTopic, N extends string>(
  source: RouteSource,
  topic: T,
  name: N,
): (Rows[T] & Readonly<Record<N, string>>)[] {
  const rows: (Rows[T] & Readonly<Record<N, string>>)[] = [];
  for (const key of source.keys(topic)) {
    const row = source.row(topic, key);
    if (row !== undefined) rows.push({ ...row, [name]: key } as Rows[T] & Readonly<Record<N, string>>);
  }
  return rows;
}
