/**
 * The window of one stream: what its counters read at the start of each of the last 60 buckets. What happened in the window
 * is then one subtraction, the same one that PromQL does (`x - (x offset W)`), so recording a request touches no bucket at
 * all and evaluating costs the same however long the window is. Nothing older than the window ever counts; it may be short
 * of it by one bucket and one tick.
 */
import { BASIC_TOTALS, HEALTH_TOTALS, type HealthTotals, NO_TOTALS } from './health-totals.ts';

/** A 60th of the window is the most that it may be short of. */
export const WINDOW_BUCKETS = 60;
const SLOTS = WINDOW_BUCKETS + 1;

/** Which totals are kept: those of every stream, or all. What is not kept reads 0. */
export type HealthColumns = 'basic' | 'all';

/** When the bucket was entered, and the totals. */
const columnsOf = (kept: HealthColumns): number => 1 + (kept === 'all' ? HEALTH_TOTALS : BASIC_TOTALS).length;

/** A window as it is kept: JSON. Times count back from the moment of saving. */
export interface SavedHealthWindow {
  readonly bucketMs: number;
  /** How far into its newest bucket it was. */
  readonly phaseMs: number;
  /** Rows of age in ms and the totals counted since then, oldest first. */
  readonly since: readonly (readonly number[])[];
}

export function bucketMsOf(windowMs: number): number {
  return Math.max(1, Math.floor(windowMs / WINDOW_BUCKETS));
}

export class HealthWindow {
  readonly #bucketMs: number;
  readonly #columns: number;
  readonly #slots: Float64Array;
  /** Buckets count from the first moment, so that a shift of the clock changes nothing and streams do not all turn at once. */
  readonly #originMs: number;
  /** The newest bucket; the slots of the 60 before it are valid too. */
  #bucket = 0;

  /** Counters are taken to have been 0 before `originMs`. */
  constructor(windowMs: number, originMs: number, kept: HealthColumns = 'basic') {
    this.#bucketMs = bucketMsOf(windowMs);
    this.#originMs = originMs;
    this.#columns = columnsOf(kept);
    this.#slots = new Float64Array(SLOTS * this.#columns);
    for (let bucket = -WINDOW_BUCKETS; bucket <= 0; bucket += 1)
      this.#slots[this.#slotOf(bucket)] = this.#startOf(bucket);
  }

  /** Takes what the counters read now, and says what of that happened in the window. Times must not go back. */
  take(counters: HealthTotals, nowMs: number): HealthTotals {
    const now = Math.floor((nowMs - this.#originMs) / this.#bucketMs);
    // Buckets that nobody saw begin where the one after them does.
    for (let bucket = Math.max(this.#bucket + 1, now - WINDOW_BUCKETS); bucket <= now; bucket += 1) {
      this.#write(this.#slotOf(bucket), counters, nowMs);
    }
    this.#bucket = Math.max(this.#bucket, now);
    const oldest = this.#slotOf(this.#bucket - WINDOW_BUCKETS);
    const isInside = (this.#slots[oldest] as number) >= nowMs - this.#bucketMs * WINDOW_BUCKETS;
    return this.#since(isInside ? oldest : this.#slotOf(this.#bucket - WINDOW_BUCKETS + 1), counters);
  }

  /** What is needed to go on after a restart. */
  save(counters: HealthTotals, nowMs: number): SavedHealthWindow {
    const since: number[][] = [];
    for (let bucket = this.#bucket - WINDOW_BUCKETS; bucket <= this.#bucket; bucket += 1) {
      const slot = this.#slotOf(bucket);
      const totals = this.#since(slot, counters);
      const row = HEALTH_TOTALS.slice(0, this.#columns - 1).map((column) => totals[column]);
      since.push([nowMs - (this.#slots[slot] as number), ...row]);
    }
    return { bucketMs: this.#bucketMs, phaseMs: nowMs - this.#startOf(this.#bucket), since };
  }

  /**
   * A window that goes on where `saved` ended, `agoMs` before now. The counters start again at 0, so what was counted
   * before stands below it. `undefined` when it was saved with another window length or other columns, or is not whole.
   */
  static restore(
    saved: SavedHealthWindow,
    windowMs: number,
    nowMs: number,
    agoMs = 0,
    kept: HealthColumns = 'basic',
  ): HealthWindow | undefined {
    const columns = columnsOf(kept);
    if (saved.bucketMs !== bucketMsOf(windowMs) || saved.since.length !== SLOTS) return undefined;
    if (!(saved.phaseMs >= 0)) return undefined;
    if (!saved.since.every((row) => row.length === columns && row.every(Number.isFinite))) return undefined;
    const { bucketMs, phaseMs } = saved;
    const restored = new HealthWindow(windowMs, nowMs - ((phaseMs + agoMs) % bucketMs), kept);
    let at = 0;
    for (let bucket = -WINDOW_BUCKETS; bucket <= 0; bucket += 1) {
      const ageMs = nowMs - restored.#startOf(bucket) - agoMs;
      while (at < SLOTS && (saved.since[at]?.[0] as number) > ageMs) at += 1;
      const row = saved.since[at];
      const slot = restored.#slotOf(bucket);
      restored.#slots[slot] = row === undefined ? nowMs : nowMs - agoMs - (row[0] as number);
      for (let column = 1; column < columns; column += 1) restored.#slots[slot + column] = -(row?.[column] ?? 0);
    }
    return restored;
  }

  /** Size of what it keeps, for ever the same. */
  get sizeBytes(): number {
    return this.#slots.byteLength;
  }

  #startOf(bucket: number): number {
    return this.#originMs + bucket * this.#bucketMs;
  }

  #slotOf(bucket: number): number {
    return (((bucket % SLOTS) + SLOTS) % SLOTS) * this.#columns;
  }

  #write(slot: number, counters: HealthTotals, nowMs: number): void {
    const slots = this.#slots;
    slots[slot] = nowMs;
    for (let column = 1; column < this.#columns; column += 1) {
      slots[slot + column] = counters[HEALTH_TOTALS[column - 1] as keyof HealthTotals];
    }
  }

  #since(slot: number, counters: HealthTotals): HealthTotals {
    const slots = this.#slots;
    const totals: Record<keyof HealthTotals, number> = { ...NO_TOTALS };
    for (let column = 1; column < this.#columns; column += 1) {
      const name = HEALTH_TOTALS[column - 1] as keyof HealthTotals;
      totals[name] = counters[name] - (slots[slot + column] as number);
    }
    return totals;
  }
}
