/**
 * The numbers that alert rules compare with, once: the options of `alerts` take their defaults from here, the board and the
 * generated PromQL read the same object. A number that two hosts would not choose differently stands with its rule instead.
 */

export interface AlertLimits {
  /** Rate of one stream that is worth a line, bits per second. */
  readonly bandwidthThresholdBitsPerSecond: number;
  /** What the link of this process carries, bits per second; 0 is not known, and then there is no alert of the whole. */
  readonly egressCapacityBitsPerSecond: number;
  /** A stream up without viewers for so long costs an encoder for nothing, ms. */
  readonly idleStreamMs: number;
  /** More restarts than this within {@link FREQUENT_WINDOW_MS} are frequent. */
  readonly frequentRestarts: number;
  /** Busy share of the event loop, percent. */
  readonly eventLoopPercent: number;
  /** Memory in use against its limit, percent. */
  readonly memoryPercent: number;
  /** Free share of a disk below which it is nearly full, percent. */
  readonly diskFreePercent: number;
}

/** What is assumed when the host says nothing. */
export const ALERT_LIMITS: AlertLimits = {
  // 50 000 kbit/s: an 8 Mbit/s channel with six viewers.
  bandwidthThresholdBitsPerSecond: 50_000_000,
  egressCapacityBitsPerSecond: 0,
  idleStreamMs: 30 * 60_000,
  frequentRestarts: 3,
  eventLoopPercent: 90,
  memoryPercent: 90,
  diskFreePercent: 10,
};

/**
 * The limits of generated rules: those of the board, and numbers that only a rule engine with its history can compare with.
 * The latter are no options of the SDK; `npx tallylight provision --threshold name=value` sets either.
 */
export interface RuleLimits extends AlertLimits {
  /** What is promised to viewers: share of answers that are no errors of ours, percent. The rest is the error budget. */
  readonly availabilityPercent: number;
  /** Share of the play time that viewers wait, percent; three times as much is an error. */
  readonly stallPercent: number;
  /** The slowest twentieth of the starts may take so long, s. */
  readonly startupSeconds: number;
  /** Share of the playbacks that end in an error of the player, percent. */
  readonly playbackErrorPercent: number;
  /** Fewer users than this share of the lower of the last two weeks are too few, percent. */
  readonly usersPercentOfLastWeeks: number;
  /** Share of a group of devices, across sites, that may be offline, percent. */
  readonly fleetOfflinePercent: number;
  /** Above this a player throttles and ages, °C. */
  readonly deviceTemperatureCelsius: number;
  /** Below this the next content does not fit, bytes. */
  readonly deviceDiskFreeBytes: number;
  /** A device whose clock is off by more plays the wrong hour, s. */
  readonly deviceClockSkewSeconds: number;
  /** Share of the payments that fail, percent. */
  readonly failedPaymentsPercent: number;
  /** So many sales in the same two hours last week make silence strange. */
  readonly salesLastWeek: number;
  /** Age at which a geo database has lost touch with the allocations, days. */
  readonly geoDatabaseDays: number;
}

/** What is assumed when nobody sets a threshold. */
export const RULE_LIMITS: RuleLimits = {
  ...ALERT_LIMITS,
  // 30 days may lose three and a half hours: what a good origin without a second site keeps.
  availabilityPercent: 99.5,
  // Viewers begin to leave at about one second of waiting in a hundred.
  stallPercent: 1,
  startupSeconds: 4,
  playbackErrorPercent: 5,
  usersPercentOfLastWeeks: 50,
  fleetOfflinePercent: 25,
  // Makers of small players name 85 to 95 °C as the end.
  deviceTemperatureCelsius: 80,
  // A day of clips for one screen.
  deviceDiskFreeBytes: 500_000_000,
  deviceClockSkewSeconds: 60,
  failedPaymentsPercent: 10,
  salesLastWeek: 10,
  // Countries of blocks change by a few percent in a year.
  geoDatabaseDays: 365,
};

/** Restarts and drops are counted over this. */
export const FREQUENT_WINDOW_MS: number = 15 * 60_000;
/** So many falls from up within the window are an unstable source. */
export const FLAPPING_DROPS = 3;
/** Share of the link above which the next peak will not fit. */
export const CAPACITY_SHARE = 0.85;
/** Below this score (0–100) a stream is unhealthy: the lower edge of the band `fair`. */
export const UNHEALTHY_SCORE = 50;
/** Below this score it is degraded: the lower edge of `good`. */
export const DEGRADED_SCORE = 70;
/** When at least this share of the answers are errors of ours, a stream does not deliver. */
export const FAILING_SHARE = 0.5;
/** A refund may wait so long for its purchase before a person should look, ms. */
export const REFUND_HELD_MS: number = 60 * 60_000;

/** A site is offline when at least this share of its devices, and this many, fell silent within this time. */
export const SITE_SILENT_SHARE = 0.5;
export const SITE_SILENT_DEVICES = 3;
export const SITE_SILENT_WITHIN_MS: number = 2 * 60_000;

/** More alerts of one condition than this within {@link STORM_WITHIN_MS} are one trouble and become one alert. */
export const STORM_ALERTS = 3;
export const STORM_WITHIN_MS = 5000;
