/**
 * A day at one point a minute: bandwidth, sessions, health. Rings of plain numbers (13 KB a stream), made when the first
 * minute with something in it is over, so that a stream that is never on costs nothing. Bandwidth is the mean of the minute,
 * sessions the most at one time, health the mean of the ticks at which it was known.
 */

/** Points kept: 24 h. */
export const HISTORY_MINUTES = 1440;
const MINUTE_MS = 60_000;

const UNKNOWN_RATE = -1;
/** Health is kept in steps of 0.5, so 200 is the highest. */
const UNKNOWN_HEALTH = 255;

export interface HistoryPoint {
  /** Start of the minute, epoch ms. */
  readonly atMs: number;
  /** Bytes per second; null where it was not counted. */
  readonly egress: number;
  readonly ingress: number | null;
  readonly sessions: number;
  /** 0–100; null while unknown. */
  readonly health: number | null;
}

/** What happened between two ticks. */
export interface HistoryTick {
  readonly epochMs: number;
  readonly elapsedMs: number;
  readonly egressBytes: number;
  /** Null where nobody counts it. */
  readonly ingressBytes: number | null;
  readonly sessions: number;
  readonly health: number | null;
}

class Rings {
  readonly egress: Float32Array = new Float32Array(HISTORY_MINUTES).fill(UNKNOWN_RATE);
  ingress: Float32Array | null = null;
  readonly sessions: Uint32Array = new Uint32Array(HISTORY_MINUTES);
  readonly health: Uint8Array = new Uint8Array(HISTORY_MINUTES).fill(UNKNOWN_HEALTH);
}

/** The day of one stream, or of all together. */
export class History {
  #rings: Rings | null = null;
  /** The newest minute that was written. */
  #newest = -1;
  #minute = -1;
  #elapsedMs = 0;
  #egressBytes = 0;
  #ingressBytes = -1;
  #sessions = 0;
  #healthSum = 0;
  #healthCount = 0;

  push({ epochMs, elapsedMs, egressBytes, ingressBytes, sessions, health }: HistoryTick): void {
    const minute = Math.floor(epochMs / MINUTE_MS);
    if (minute !== this.#minute) {
      this.#close();
      this.#minute = minute;
    }
    this.#elapsedMs += elapsedMs;
    this.#egressBytes += egressBytes;
    if (ingressBytes !== null) this.#ingressBytes = Math.max(0, this.#ingressBytes) + ingressBytes;
    if (sessions > this.#sessions) this.#sessions = sessions;
    if (health !== null) {
      this.#healthSum += health;
      this.#healthCount += 1;
    }
  }

  /** Minutes that are over and lie between the two moments, oldest first. */
  points(fromMs: number, toMs: number): HistoryPoint[] {
    const rings = this.#rings;
    const points: HistoryPoint[] = [];
    if (rings === null) return points;
    const last = Math.min(this.#newest, Math.floor(toMs / MINUTE_MS));
    const first = Math.max(Math.ceil(fromMs / MINUTE_MS), this.#newest - HISTORY_MINUTES + 1);
    for (let minute = first; minute <= last; minute += 1) {
      const slot = minute % HISTORY_MINUTES;
      const egress = rings.egress[slot] as number;
      if (egress === UNKNOWN_RATE) continue;
      const ingress = rings.ingress?.[slot] ?? UNKNOWN_RATE;
      const health = rings.health[slot] as number;
      points.push({
        atMs: minute * MINUTE_MS,
        egress: Math.round(egress),
        ingress: ingress === UNKNOWN_RATE ? null : Math.round(ingress),
        sessions: rings.sessions[slot] as number,
        health: health === UNKNOWN_HEALTH ? null : health / 2,
      });
    }
    return points;
  }

  /** Writes the minute that is over. */
  #close(): void {
    const minute = this.#minute;
    const silent =
      this.#egressBytes === 0 && this.#ingressBytes <= 0 && this.#sessions === 0 && this.#healthCount === 0;
    if (minute >= 0 && this.#elapsedMs > 0 && !(silent && this.#rings === null)) {
      this.#rings ??= new Rings();
      const rings = this.#rings;
      this.#clearUpTo(minute, rings);
      const slot = minute % HISTORY_MINUTES;
      const perSecond = 1000 / this.#elapsedMs;
      rings.egress[slot] = this.#egressBytes * perSecond;
      if (this.#ingressBytes >= 0) rings.ingress ??= new Float32Array(HISTORY_MINUTES).fill(UNKNOWN_RATE);
      if (rings.ingress !== null)
        rings.ingress[slot] = this.#ingressBytes < 0 ? UNKNOWN_RATE : this.#ingressBytes * perSecond;
      rings.sessions[slot] = this.#sessions;
      rings.health[slot] =
        this.#healthCount === 0 ? UNKNOWN_HEALTH : Math.round((this.#healthSum / this.#healthCount) * 2);
    }
    this.#elapsedMs = 0;
    this.#egressBytes = 0;
    this.#ingressBytes = -1;
    this.#sessions = 0;
    this.#healthSum = 0;
    this.#healthCount = 0;
  }

  /** Forgets what stands in the slots between the newest minute and this one; all of it when the clock was set back. */
  #clearUpTo(minute: number, rings: Rings): void {
    const back = minute < this.#newest;
    const first = back ? minute - HISTORY_MINUTES + 1 : Math.max(this.#newest + 1, minute - HISTORY_MINUTES + 1);
    for (let at = first; at < minute; at += 1)
      rings.egress[((at % HISTORY_MINUTES) + HISTORY_MINUTES) % HISTORY_MINUTES] = UNKNOWN_RATE;
    this.#newest = minute;
  }
}
