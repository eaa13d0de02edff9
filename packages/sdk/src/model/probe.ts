/** What a probe asks for and how often, as the host says it and as it is checked. */
import { shown, TallylightError } from '../errors.ts';

export interface ProbeOptions {
  /** What to ask for, http or https. */
  readonly url: string;
  /** At least 1000. @default the option health.checkIntervalMs */
  readonly intervalMs?: number | undefined;
  /** @default 10000, at most the interval */
  readonly timeoutMs?: number | undefined;
  /** What the answer must have, besides a status of 200 to 299. */
  readonly expect?:
    | {
        readonly status?: number | undefined;
        /** A text that the body must contain. */
        readonly contains?: string | undefined;
      }
    | undefined;
}

const DEFAULT_INTERVAL_MS = 60_000;
const DEFAULT_TIMEOUT_MS = 10_000;
const MIN_INTERVAL_MS = 1000;
const MAX_INTERVAL_MS = 86_400_000;
/** A probe, checked. */
export interface ProbeRules {
  readonly url: URL;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly status: number | undefined;
  readonly contains: string | undefined;
}

/** Checks what the host said. Throws `CONFIG` with path, expectation and value. */
export function resolveProbe(options: ProbeOptions): ProbeRules {
  const { url, intervalMs = DEFAULT_INTERVAL_MS, expect } = options;
  const parsed = typeof url === 'string' && URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol))
    throw new TallylightError('CONFIG', `probe.url must be an http or https URL, received ${shown(url)}`);
  const within = (name: string, value: unknown, min: number, max: number): void => {
    if (typeof value === 'number' && value >= min && value <= max) return;
    throw new TallylightError(
      'CONFIG',
      `probe.${name} must be a number from ${min} to ${max}, received ${shown(value)}`,
    );
  };
  within('intervalMs', intervalMs, MIN_INTERVAL_MS, MAX_INTERVAL_MS);
  const timeoutMs = options.timeoutMs ?? Math.min(DEFAULT_TIMEOUT_MS, intervalMs);
  within('timeoutMs', timeoutMs, 1, intervalMs);
  return { url: parsed, intervalMs, timeoutMs, status: expect?.status, contains: expect?.contains };
}
