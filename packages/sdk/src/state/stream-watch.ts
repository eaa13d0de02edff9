/**
 * What alert conditions need to remember of a stream between two ticks: how its answers went lately, how often it fell or was
 * restarted, and who was there before it broke. Made for streams that need it; a quiet stream costs one look.
 */
import { FAILING_SHARE, FREQUENT_WINDOW_MS } from '../model/alert-limits.ts';
import { REQUEST_RESULTS, RESTART_REASONS, type Stream } from './stream.ts';

const OK = REQUEST_RESULTS.indexOf('ok');
/** Results that are our fault. */
const ERRORS: readonly number[] = (['server_error', 'timeout', 'missing'] as const)
  .map((result) => REQUEST_RESULTS.indexOf(result))
  .filter((index) => index !== -1);
const MANUAL = RESTART_REASONS.indexOf('manual');

/** One error may be bad luck; this many in a row without a good answer between are not. */
const ENOUGH_ERRORS = 3;
/** After so long without a request nobody can say how answers go. */
const STALE_MS = 60_000;
/** More within the window than any threshold asks for. */
const MAX_TIMES = 64;

/** How often a counter moved within the window. */
class Lately {
  #last = 0;
  readonly #times: number[] = [];

  count(now: number, nowMs: number): number {
    for (let more = Math.min(now - this.#last, MAX_TIMES); more > 0; more -= 1) this.#times.push(nowMs);
    this.#last = now;
    while (this.#times.length > MAX_TIMES) this.#times.shift();
    while (this.#times.length > 0 && nowMs - (this.#times[0] as number) > FREQUENT_WINDOW_MS) this.#times.shift();
    return this.#times.length;
  }
}

export class StreamWatch {
  /** Most answers of late are errors of ours; null when nobody asked. */
  failing: boolean | null = null;
  /** When the run of errors began. */
  failingSinceMs = 0;
  /** Viewers in the last tick in which nothing was wrong. */
  viewersBefore = 0;
  recentDrops = 0;
  /** Over the last tick; null before the second. */
  egressBytesPerSecond: number | null = null;
  recentRestarts = 0;
  // What a stream counted before its first tick belongs to that tick.
  #good = 0;
  #bad = 0;
  #badInRun = 0;
  #bytes = 0;
  #heardMs: number;
  readonly #drops: Lately = new Lately();
  readonly #restarts: Lately = new Lately();

  constructor(nowMs: number) {
    this.#heardMs = nowMs;
  }

  look(stream: Stream, nowMs: number, elapsedMs: number): void {
    this.recentDrops = this.#drops.count(sum(stream.drops, -1), nowMs);
    this.recentRestarts = this.#restarts.count(sum(stream.restarts, MANUAL), nowMs);
    this.egressBytesPerSecond = elapsedMs > 0 ? ((stream.egressBytes - this.#bytes) * 1000) / elapsedMs : null;
    this.#bytes = stream.egressBytes;
    const good = stream.requestsWith(OK);
    const bad = errorsOf(stream);
    const newGood = good - this.#good;
    const newBad = bad - this.#bad;
    this.#good = good;
    this.#bad = bad;
    if (newGood + newBad === 0) {
      if (nowMs - this.#heardMs > STALE_MS) {
        this.failing = null;
        this.#badInRun = 0;
      }
      return;
    }
    this.#heardMs = nowMs;
    if (newBad < FAILING_SHARE * (newGood + newBad)) {
      this.failing = false;
      this.#badInRun = 0;
      return;
    }
    if (this.#badInRun === 0) this.failingSinceMs = nowMs - elapsedMs;
    this.#badInRun += newBad;
    this.failing = this.#badInRun >= ENOUGH_ERRORS;
  }

  /** After the conditions were judged: nothing is wrong, and no run of errors has begun. */
  wasWell(stream: Stream): void {
    if (this.#badInRun === 0) this.viewersBefore = stream.sessions;
  }
}

function errorsOf(stream: Stream): number {
  let count = 0;
  for (const index of ERRORS) count += stream.requestsWith(index);
  return count;
}

function sum(counters: Float64Array, without: number): number {
  let total = 0;
  for (let index = 0; index < counters.length; index += 1) if (index !== without) total += counters[index] as number;
  return total;
}
