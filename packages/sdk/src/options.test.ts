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
    geo: undefined,
    streams: { maxStreams: 5000, idleAfterMs: 60_000 },
    sessions: { maxSessions: 1_000_000, idleFloorMs: 30_000 },
    metrics: { path: '/metrics', labelCaps: { stream: 500 }, cacheMs: 1000 },
    basePath: '/tallylight',
    live: { pingMs: 30_000, inactiveMs: 1_800_000, maxConnections: 10_000 },
  });
});

test.each([
  [{ tickMs: '5s' }, 'tickMs must be an integer from 100 to 60000, received "5s"'],
  [{ tickMs: 0 }, 'tickMs must be an integer from 100 to 60000, received 0'],
  [
    { metrics: { labelCaps: { stream: -1 } } },
    'metrics.labelCaps.stream must be an integer from 0 to 1000000, received -1',
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
  [{ metrics: { path: '/x' }, basePath: '/x' }, 'metrics.path must differ from basePath, received "/x" for both'],
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
