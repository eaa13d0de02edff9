/**
 * The one options tree: what the host may say, what is assumed, and what must hold. Validated once, at construction, with
 * path, rule and received value in the message; frozen after. Environment variables `TALLYLIGHT_*` win over code.
 */
import { hostname } from 'node:os';
import { type Clock, systemClock } from './clock.ts';
import { shown, TallylightError } from './errors.ts';
import type { GeoOptions } from './geo/geo.ts';
import { guardedLogger, type Logger } from './logger.ts';
import {
  anything,
  boolean,
  fill,
  integer,
  list,
  logger,
  type OptionTree,
  path,
  text,
  type Variable,
} from './option-rules.ts';

export interface TallylightOptions {
  /** `false` gives inert handles and serves nothing. @default true */
  readonly enabled?: boolean | undefined;
  /** Names this process among several. 1–128 bytes. @default the host name */
  readonly instance?: string | undefined;
  /** How often state is sampled and changes are told, ms, 100–60 000. @default 5000 */
  readonly tickMs?: number | undefined;
  /** Length of the rate window (current, average, peak, trend), ms, at least one tick, at most 1 h. @default 100000 */
  readonly historyMs?: number | undefined;
  /** Proxies whose X-Forwarded-For is believed, as CIDRs, walked from the right. @default none */
  readonly trustedProxies?: readonly string[] | undefined;
  /** Where viewers are. Without it every country is unknown (`ZZ`). */
  readonly geo?: GeoOptions | undefined;
  readonly streams?:
    | {
        /** Streams that the host may declare; traffic may bring half as many more. 1–1 000 000. @default 5000 */
        readonly maxStreams?: number | undefined;
        /** How long without viewers until up is called idle, ms. @default 60000 */
        readonly idleAfterMs?: number | undefined;
      }
    | undefined;
  readonly sessions?:
    | {
        /** Sessions at one time. 1–10 000 000. @default 1000000 */
        readonly maxSessions?: number | undefined;
        /** A player quiet for longer has left (or three target durations, if that is more), ms. @default 30000 */
        readonly idleFloorMs?: number | undefined;
      }
    | undefined;
  readonly metrics?:
    | {
        /** Where the page for Prometheus is; `false` serves none. @default '/metrics' */
        readonly path?: string | false | undefined;
        readonly labelCaps?:
          | {
              /** Streams with a label of their own; the rest is `other`. @default 500 */
              readonly stream?: number | undefined;
            }
          | undefined;
        /** How long a rendered page is kept, ms, 0–60 000. @default 1000 */
        readonly cacheMs?: number | undefined;
      }
    | undefined;
  /** Where REST and the live channel are. @default '/tallylight' */
  readonly basePath?: string | undefined;
  readonly live?:
    | {
        /** @default 30000 */
        readonly pingMs?: number | undefined;
        /** How long a connection may have no subscription, ms. @default 1800000 */
        readonly inactiveMs?: number | undefined;
        /** Connections at one time. @default 10000 */
        readonly maxConnections?: number | undefined;
      }
    | undefined;
  /** Anything with debug, info, warn, error. @default silent */
  readonly logger?: Logger | undefined;
  /** For tests. @default the system's clock */
  readonly clock?: Clock | undefined;
}

/** Every option with its value. */
export interface ResolvedOptions {
  readonly enabled: boolean;
  readonly instance: string;
  readonly tickMs: number;
  readonly historyMs: number;
  readonly trustedProxies: readonly string[];
  readonly geo: GeoOptions | undefined;
  readonly streams: { readonly maxStreams: number; readonly idleAfterMs: number };
  readonly sessions: { readonly maxSessions: number; readonly idleFloorMs: number };
  readonly metrics: {
    readonly path: string | false;
    readonly labelCaps: { readonly stream: number };
    readonly cacheMs: number;
  };
  readonly basePath: string;
  readonly live: { readonly pingMs: number; readonly inactiveMs: number; readonly maxConnections: number };
  readonly logger: Logger;
  readonly clock: Clock;
}

/** Names of the environment variables that are read, and the option each one sets. */
export const ENVIRONMENT: Readonly<Record<string, string>> = {
  TALLYLIGHT_ENABLED: 'enabled',
  TALLYLIGHT_INSTANCE: 'instance',
  TALLYLIGHT_TICK_MS: 'tickMs',
  TALLYLIGHT_HISTORY_MS: 'historyMs',
  TALLYLIGHT_TRUSTED_PROXIES: 'trustedProxies',
  TALLYLIGHT_METRICS_PATH: 'metrics.path',
  TALLYLIGHT_BASE_PATH: 'basePath',
};

/** The shape of the tree: a leaf is the rule that its value must hold. */
const RULES: OptionTree = {
  enabled: boolean(true),
  instance: text(hostname()),
  tickMs: integer(5000, 100, 60_000),
  historyMs: integer(100_000, 100, 3_600_000),
  trustedProxies: list(),
  geo: anything(),
  streams: { maxStreams: integer(5000, 1, 1_000_000), idleAfterMs: integer(60_000, 0, 86_400_000) },
  sessions: { maxSessions: integer(1_000_000, 1, 10_000_000), idleFloorMs: integer(30_000, 100, 86_400_000) },
  metrics: {
    path: path('/metrics', true),
    labelCaps: { stream: integer(500, 0, 1_000_000) },
    cacheMs: integer(1000, 0, 60_000),
  },
  basePath: path('/tallylight', false),
  live: {
    pingMs: integer(30_000, 1000, 300_000),
    inactiveMs: integer(1_800_000, 1000, 86_400_000),
    maxConnections: integer(10_000, 1, 1_000_000),
  },
  logger: logger(),
  clock: anything(),
};

/** Fills in defaults and environment, checks everything, relations included. Throws `CONFIG`. */
export function resolveOptions(
  options: TallylightOptions = {},
  environment: Readonly<Record<string, string | undefined>> = process.env,
): ResolvedOptions {
  const fromEnvironment = new Map<string, Variable>();
  for (const [name, path] of Object.entries(ENVIRONMENT)) {
    const value = environment[name];
    if (value !== undefined && value !== '') fromEnvironment.set(path, { name, text: value });
  }
  const tree = fill(RULES, options, '', fromEnvironment) as Omit<ResolvedOptions, 'clock'> & {
    clock: Clock | undefined;
  };
  if (tree.historyMs < tree.tickMs) {
    throw new TallylightError(
      'CONFIG',
      `historyMs must be at least tickMs (${tree.tickMs}), received ${tree.historyMs}`,
    );
  }
  if (tree.metrics.path === tree.basePath) {
    throw new TallylightError(
      'CONFIG',
      `metrics.path must differ from basePath, received ${shown(tree.basePath)} for both`,
    );
  }
  const said = guardedLogger(tree.logger);
  if (fromEnvironment.size > 0) {
    const names = [...fromEnvironment.values()].map((entry) => entry.name);
    said.info({ part: 'options', names }, `options set by the environment: ${names.join(', ')}`);
  }
  return Object.freeze({ ...tree, logger: said, clock: tree.clock ?? systemClock });
}
