import { expect, test } from 'vitest';
import { resolveOptions, type TallylightOptions } from './options.ts';

const resolve = (options: unknown, environment = {}) => resolveOptions(options as TallylightOptions, environment);

test('every default, spelled out', () => {
  const { instance, logger, clock, ...rest } = resolve({});
  expect(instance.length).toBeGreaterThan(0);
  expect([typeof logger.warn, typeof clock.nowMs]).toEqual(['function', 'function']);
  expect(rest).toEqual({
    enabled: true,
    tickMs: 5000,
    historyMs: 100_000,
    trustedProxies: [],
    access: undefined,
    geo: undefined,
    streams: { maxStreams: 5000, idleAfterMs: 60_000 },
    sessions: { maxSessions: 1_000_000, idleFloorMs: 30_000 },
    health: {
      windowMs: 900_000,
      preset: 'standard',
      weights: undefined,
      components: [],
      minKnownWeight: 0.5,
      gate: 49,
      checkIntervalMs: 60_000,
    },
    devices: { maxDevices: 20_000, maxSites: 2000, heartbeatIntervalMs: 30_000, lostAfterMs: 604_800_000 },
    alerts: {
      bandwidthThresholdBitsPerSecond: 50_000_000,
      egressCapacityBitsPerSecond: 0,
      idleStreamMs: 1_800_000,
      frequentRestarts: 3,
      eventLoopPercent: 90,
      memoryPercent: 90,
      diskFreePercent: 10,
    },
    process: { disks: [] },
    actions: {},
    business: { zone: 'UTC', weekStart: 'monday' },
    revenue: { currencies: [], refundsBookedOn: 'refund', maxEvents: 1_000_000 },
    audience: { exactUpTo: 200_000 },
    metrics: {
      path: '/metrics',
      labelCaps: { stream: 500, device: 2000, site: 500, group: 100, currency: 20 },
      cacheMs: 1000,
      registry: undefined,
    },
    basePath: '/tallylight',
    live: {
      pingMs: 30_000,
      inactiveMs: 1_800_000,
      maxConnections: 10_000,
      maxAgeMs: 43_200_000,
      compress: true,
    },
  });
});

test.each([
  [{ tickMs: '5s' }, 'tickMs must be an integer from 100 to 60000, received "5s"'],
  [{ tickMs: 0 }, 'tickMs must be an integer from 100 to 60000, received 0'],
  [
    { metrics: { labelCaps: { stream: -1 } } },
    'metrics.labelCaps.stream must be an integer from 0 to 1000000, received -1',
  ],
  [{ business: { zone: 'Paris' } }, 'business.zone must be an IANA time zone such as "Europe/Paris", received "Paris"'],
  [
    { revenue: { currencies: ['EUR', 'XAU'] } },
    'revenue.currencies must be a list of ISO 4217 codes such as ["EUR", "USD"], received an array',
  ],
  [{ metrics: 7 }, 'metrics must be an object, received 7'],
  [
    { basePath: 'tallylight/' },
    'basePath must be a path that starts with "/" and does not end with it, received "tallylight/"',
  ],
  [{ trustedProxies: true }, 'trustedProxies must be a list of CIDRs such as ["10.0.0.0/8"], received true'],
  [
    { logger: { info() {} } },
    'logger must be a logger with the methods debug, info, warn and error, received an object',
  ],
  [{ tikMs: 5000 }, /^tikMs must be one of the known options \(enabled, instance, tickMs, .*\), received 5000$/],
  [{ tickMs: 5000, historyMs: 1000 }, 'historyMs must be at least tickMs (5000), received 1000'],
  [
    { tickMs: 60_000, health: { windowMs: 200_000 } },
    'health.windowMs must be at least 4 ticks (240000), received 200000',
  ],
  [{ metrics: { path: '/x' }, basePath: '/x' }, 'metrics.path must differ from basePath, received "/x" for both'],
  [
    { health: { preset: 'kind' } },
    'health.preset must be one of standard, strict, nines, signage, players, received "kind"',
  ],
  [
    { health: { weights: { uptime: 0, errors: 0, response: 0 } } },
    'health.weights must be weights of uptime, errors, response, each from 0 to 1000 and not all 0, received an object',
  ],
  [
    { health: { components: [{ id: 'uptime', weight: 1, evaluate: () => 1 }] } },
    /^health.components must be at most 8/,
  ],
  [{ health: { minKnownWeight: 50 } }, 'health.minKnownWeight must be a number from 0 to 1, received 50'],
  [{ health: { gate: true } }, 'health.gate must be a number from 0 to 100, or false, received true'],
  [{ health: { windowMs: 100 } }, 'health.windowMs must be an integer from 5000 to 86400000, received 100'],
  [null, 'options must be an object, received null'],
])('a wrong option stops construction: %j', (options, message) => {
  expect(() => resolve(options)).toThrow(
    expect.objectContaining({
      code: 'CONFIG',
      message: typeof message === 'string' ? message : expect.stringMatching(message),
    }),
  );
});

test('the environment wins over code and start-up says which names, never values', () => {
  const lines: string[] = [];
  const say = (_fields: object, message: string): void => void lines.push(message);
  const logger = { debug: say, info: say, warn: say, error: say };
  const options = resolve(
    { tickMs: 1000, logger },
    { TALLYLIGHT_TICK_MS: '2000', TALLYLIGHT_METRICS_PATH: 'false', TALLYLIGHT_TRUSTED_PROXIES: '10.0.0.0/8, ::1/128' },
  );
  expect([options.tickMs, options.metrics.path, options.trustedProxies]).toEqual([
    2000,
    false,
    ['10.0.0.0/8', '::1/128'],
  ]);
  expect(lines).toEqual([
    'options set by the environment: TALLYLIGHT_TICK_MS, TALLYLIGHT_TRUSTED_PROXIES, TALLYLIGHT_METRICS_PATH',
  ]);
});

test('a wrong variable is named', () => {
  expect(() => resolve({}, { TALLYLIGHT_TICK_MS: 'soon' })).toThrow(
    'tickMs must be an integer from 100 to 60000, received "soon" from TALLYLIGHT_TICK_MS',
  );
});

test('resolved options cannot be changed', () => {
  const options = resolve({});
  expect(Object.isFrozen(options) && Object.isFrozen(options.metrics.labelCaps)).toBe(true);
});
