/**
 * The one options tree: what the host may say, what is assumed, and what must hold. Validated once, at construction, with
 * path, rule and received value in the message; frozen after. Environment variables `TALLYLIGHT_*` win over code.
 */
import { hostname } from 'node:os';
import type { AccessOptions } from './access/access-options.ts';
import { type Clock, systemClock } from './clock.ts';
import { shown, TallylightError } from './errors.ts';
import type { TextRegistry } from './exporters/metrics-page.ts';
import type { GeoOptions } from './geo/geo.ts';
import { guardedLogger, type Logger } from './logger.ts';
import { type HostActions, isActions } from './model/actions.ts';
import { ALERT_LIMITS, type AlertLimits } from './model/alert-limits.ts';
import { isZone, WEEKDAYS, type Weekday } from './model/calendar.ts';
import { currencyExponent } from './model/currencies.ts';
import type { HealthComponent } from './model/health.ts';
import {
  GATE,
  HEALTH_PARTS,
  HEALTH_PRESETS,
  HEALTH_WINDOW_MS,
  type HealthPart,
  type HealthPreset,
  isComponents,
  isWeights,
  MAX_ADDED_COMPONENTS,
  MIN_KNOWN_WEIGHT,
} from './model/health-presets.ts';
import { type DiskOption, disks } from './option-disks.ts';
import {
  anything,
  boolean,
  fill,
  held,
  integer,
  list,
  logger,
  number,
  type OptionTree,
  oneOf,
  path,
  text,
  textRegistry,
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
  /** Who may ask for what. Without it only direct requests from this machine are served. See docs/access.md. */
  readonly access?: AccessOptions | undefined;
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
  /** How the health of streams, 0–100, is judged. See docs/health.md. */
  readonly health?:
    | {
        /** How far back it looks, ms, 5 000 to a day. @default 900000 */
        readonly windowMs?: number | undefined;
        /** `standard`, `strict`, `nines`, `signage` or `players`. @default 'standard' */
        readonly preset?: HealthPreset | undefined;
        /** Weights of uptime, errors and response, each 0–1000, instead of the preset's. @default 40, 35, 25 */
        readonly weights?: Readonly<Partial<Record<HealthPart, number>>> | undefined;
        /** Components besides the three, at most 8: ready ones (`stallRatio`, `startup`, `restarts`, `bitrateShare`, `budgetBurn`) or the host's own. @default none */
        readonly components?: readonly HealthComponent[] | undefined;
        /** Share of the weights that must be known for a score, 0–1. @default 0.5 */
        readonly minKnownWeight?: number | undefined;
        /** Highest score of a stream that is down while it is meant to be on, 0–100; `false` caps none. @default 49 */
        readonly gate?: number | false | undefined;
        /** How often probes of streams and checks of dependencies ask, where they do not say it themselves, ms. @default 60000 */
        readonly checkIntervalMs?: number | undefined;
      }
    | undefined;
  readonly devices?:
    | {
        /** Devices that the host may declare; heartbeats of undeclared ones may bring half as many more. 1–1 000 000. @default 20000 */
        readonly maxDevices?: number | undefined;
        /** 1–100 000. @default 2000 */
        readonly maxSites?: number | undefined;
        /** How often a device promises to be heard when nobody says otherwise, ms; two and a half missed ones are absence. @default 30000 */
        readonly heartbeatIntervalMs?: number | undefined;
        /** After this long without a word a device is lost: it leaves offline counts and alerts, ms. @default 604800000 */
        readonly lostAfterMs?: number | undefined;
      }
    | undefined;
  /** Thresholds of the board of alerts; see docs/alerting.md. */
  readonly alerts?:
    | {
        /** Rate of one stream that is worth a line, bits per second. @default 50000000 */
        readonly bandwidthThresholdBitsPerSecond?: number | undefined;
        /** What the link of this process carries, bits per second; 0 is not known. @default 0 */
        readonly egressCapacityBitsPerSecond?: number | undefined;
        /** A stream up without viewers for so long is worth a line, ms. @default 1800000 */
        readonly idleStreamMs?: number | undefined;
        /** More restarts than this within a quarter of an hour are frequent. @default 3 */
        readonly frequentRestarts?: number | undefined;
        /** Busy share of the event loop, percent. @default 90 */
        readonly eventLoopPercent?: number | undefined;
        /** Memory in use against its limit, percent. @default 90 */
        readonly memoryPercent?: number | undefined;
        /** Free share of a disk below which it is nearly full, percent. @default 10 */
        readonly diskFreePercent?: number | undefined;
      }
    | undefined;
  readonly process?:
    | {
        /** Mounts whose room is watched, at most 20. @default none */
        readonly disks?: readonly DiskOption[] | undefined;
      }
    | undefined;
  /** What an operator may do through the API, as functions of the host; what has none is answered with 501. @default none */
  readonly actions?: HostActions | undefined;
  /** The calendar of the business: when its day, week and month begin. */
  readonly business?:
    | {
        /** IANA time zone. @default 'UTC' */
        readonly zone?: string | undefined;
        /** @default 'monday' */
        readonly weekStart?: Weekday | undefined;
      }
    | undefined;
  readonly revenue?:
    | {
        /** Currencies whose series exist from the start, at 0, so that `increase()` sees the first sale. @default none */
        readonly currencies?: readonly string[] | undefined;
        /** The day that a refund is booked on: its own, or that of the sale. @default 'refund' */
        readonly refundsBookedOn?: 'refund' | 'sale' | undefined;
        /** Events that the memory store keeps; beyond it `record()` rejects. 1–100 000 000. @default 1000000 */
        readonly maxEvents?: number | undefined;
      }
    | undefined;
  readonly audience?:
    | {
        /** Users that are counted one by one; more are estimated. 100–10 000 000. @default 200000 */
        readonly exactUpTo?: number | undefined;
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
              /** Devices with series of their own. @default 2000 */
              readonly device?: number | undefined;
              /** @default 500 */
              readonly site?: number | undefined;
              /** Currencies with series; the others have none. @default 20 */
              readonly currency?: number | undefined;
              /** Groups of devices. @default 100 */
              readonly group?: number | undefined;
            }
          | undefined;
        /** How long a rendered page is kept, ms, 0–60 000. @default 1000 */
        readonly cacheMs?: number | undefined;
        /** A prom-client registry of the host, shown on the same page behind ours; the page then has its format. @default none */
        readonly registry?: TextRegistry | undefined;
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
        /** How long a connection may last, give or take a tenth, ms; then it is asked to come back. @default 43200000 */
        readonly maxAgeMs?: number | undefined;
        /** Offers compressed frames: each is compressed once, for all who ask for it. @default true */
        readonly compress?: boolean | undefined;
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
  readonly access: AccessOptions | undefined;
  readonly geo: GeoOptions | undefined;
  readonly streams: { readonly maxStreams: number; readonly idleAfterMs: number };
  readonly sessions: { readonly maxSessions: number; readonly idleFloorMs: number };
  readonly health: {
    readonly windowMs: number;
    readonly preset: HealthPreset;
    readonly weights: Readonly<Partial<Record<HealthPart, number>>> | undefined;
    readonly components: readonly HealthComponent[];
    readonly minKnownWeight: number;
    readonly gate: number | false;
    readonly checkIntervalMs: number;
  };
  readonly devices: {
    readonly maxDevices: number;
    readonly maxSites: number;
    readonly heartbeatIntervalMs: number;
    readonly lostAfterMs: number;
  };
  readonly alerts: AlertLimits;
  readonly process: { readonly disks: readonly DiskOption[] };
  readonly actions: HostActions;
  readonly business: { readonly zone: string; readonly weekStart: Weekday };
  readonly revenue: {
    readonly currencies: readonly string[];
    readonly refundsBookedOn: 'refund' | 'sale';
    readonly maxEvents: number;
  };
  readonly audience: { readonly exactUpTo: number };
  readonly metrics: {
    readonly path: string | false;
    readonly labelCaps: {
      readonly stream: number;
      readonly device: number;
      readonly site: number;
      readonly group: number;
      readonly currency: number;
    };
    readonly cacheMs: number;
    readonly registry: TextRegistry | undefined;
  };
  readonly basePath: string;
  readonly live: {
    readonly pingMs: number;
    readonly inactiveMs: number;
    readonly maxConnections: number;
    readonly maxAgeMs: number;
    readonly compress: boolean;
  };
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

/** A minute is soon enough for what is watched beside its viewers, and costs nobody anything. */
const CHECK_INTERVAL_MS = 60_000;

/** A window of fewer ticks would mostly be the one that is not over yet. */
const MIN_WINDOW_TICKS = 4;

/** The shape of the tree: a leaf is the rule that its value must hold. */
const RULES: OptionTree = {
  enabled: boolean(true),
  instance: text(hostname()),
  tickMs: integer(5000, 100, 60_000),
  historyMs: integer(100_000, 100, 3_600_000),
  trustedProxies: list(),
  access: anything(),
  geo: anything(),
  streams: { maxStreams: integer(5000, 1, 1_000_000), idleAfterMs: integer(60_000, 0, 86_400_000) },
  sessions: { maxSessions: integer(1_000_000, 1, 10_000_000), idleFloorMs: integer(30_000, 100, 86_400_000) },
  health: {
    windowMs: integer(HEALTH_WINDOW_MS, 5000, 86_400_000),
    preset: oneOf('standard', HEALTH_PRESETS),
    weights: held(undefined, `weights of ${HEALTH_PARTS.join(', ')}, each from 0 to 1000 and not all 0`, isWeights),
    components: held(
      [],
      `at most ${MAX_ADDED_COMPONENTS} components { id, weight, evaluate } with an id of their own (a-z, 0-9, _) and a weight from 0 to 1000`,
      isComponents,
    ),
    minKnownWeight: number(MIN_KNOWN_WEIGHT, 0, 1),
    gate: held(
      GATE,
      'a number from 0 to 100, or false',
      (value) => value === false || (typeof value === 'number' && value >= 0 && value <= 100),
    ),
    checkIntervalMs: integer(CHECK_INTERVAL_MS, 1000, 86_400_000),
  },
  devices: {
    maxDevices: integer(20_000, 1, 1_000_000),
    maxSites: integer(2000, 1, 100_000),
    heartbeatIntervalMs: integer(30_000, 1000, 86_400_000),
    lostAfterMs: integer(604_800_000, 60_000, 31_536_000_000),
  },
  alerts: {
    bandwidthThresholdBitsPerSecond: integer(ALERT_LIMITS.bandwidthThresholdBitsPerSecond, 1, 1_000_000_000_000),
    egressCapacityBitsPerSecond: integer(ALERT_LIMITS.egressCapacityBitsPerSecond, 0, 1_000_000_000_000_000),
    idleStreamMs: integer(ALERT_LIMITS.idleStreamMs, 1000, 604_800_000),
    frequentRestarts: integer(ALERT_LIMITS.frequentRestarts, 1, 50),
    eventLoopPercent: integer(ALERT_LIMITS.eventLoopPercent, 1, 100),
    memoryPercent: integer(ALERT_LIMITS.memoryPercent, 1, 100),
    diskFreePercent: integer(ALERT_LIMITS.diskFreePercent, 0, 100),
  },
  process: { disks: disks() },
  actions: held({}, 'functions: stream.start, stream.stop, stream.restart, device.command', isActions),
  business: {
    zone: held('UTC', 'an IANA time zone such as "Europe/Paris"', isZone),
    weekStart: oneOf('monday', WEEKDAYS),
  },
  revenue: {
    currencies: held(
      [],
      'a list of ISO 4217 codes such as ["EUR", "USD"]',
      (value) => Array.isArray(value) && value.every((code) => currencyExponent(code) !== undefined),
    ),
    refundsBookedOn: oneOf('refund', ['refund', 'sale']),
    maxEvents: integer(1_000_000, 1, 100_000_000),
  },
  audience: { exactUpTo: integer(200_000, 100, 10_000_000) },
  metrics: {
    path: path('/metrics', true),
    labelCaps: {
      stream: integer(500, 0, 1_000_000),
      device: integer(2000, 0, 1_000_000),
      site: integer(500, 0, 1_000_000),
      group: integer(100, 0, 1_000_000),
      currency: integer(20, 0, 300),
    },
    cacheMs: integer(1000, 0, 60_000),
    registry: textRegistry(),
  },
  basePath: path('/tallylight', false),
  live: {
    pingMs: integer(30_000, 1000, 300_000),
    inactiveMs: integer(1_800_000, 1000, 86_400_000),
    maxConnections: integer(10_000, 1, 1_000_000),
    maxAgeMs: integer(43_200_000, 60_000, 604_800_000),
    compress: boolean(true),
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
  const least = tree.geo?.minCitySessions;
  if (least !== undefined && !(Number.isInteger(least) && least >= 1 && least <= 1000)) {
    throw new TallylightError(
      'CONFIG',
      `geo.minCitySessions must be a whole number from 1 to 1000, received ${shown(least)}`,
    );
  }
  if (tree.health.windowMs < tree.tickMs * MIN_WINDOW_TICKS) {
    throw new TallylightError(
      'CONFIG',
      `health.windowMs must be at least ${MIN_WINDOW_TICKS} ticks (${tree.tickMs * MIN_WINDOW_TICKS}), received ${tree.health.windowMs}`,
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
