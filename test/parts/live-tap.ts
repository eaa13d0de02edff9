/**
 * Looks over the page's shoulder: counts what its live channel brings and notes what the bandwidth panel showed at that
 * moment. It runs in the page, before the page's own code, so that "shown after the second message" is an order of events
 * and not a measurement of time.
 */
import type { Page } from 'playwright-core';

/** What the panel shows at one moment. */
export interface Shown {
  readonly lamp: string | undefined;
  readonly word: string | undefined;
  readonly ageMs: number | undefined;
  /** Known points of the curve, and the time of the newest. */
  readonly points: number;
  readonly lastMs: number | undefined;
  /** The current figure, bytes per second. */
  readonly current: number | undefined;
}

export interface Seen {
  /** `set` frames of the topic bandwidth that this page received. */
  readonly ticks: number;
  /** Time of the newest point of the total that was received. */
  readonly lastReceivedMs: number | undefined;
  /** How many of them had come when the panel first showed a point under a live lamp. */
  readonly firstLiveAtTick: number | undefined;
  /** Live sockets made so far, open or being opened now, and the most of them at one time. */
  readonly sockets: number;
  readonly openNow: number;
  readonly openAtMost: number;
  readonly shown: Shown;
}

type Tapped = Window & { seen: () => Seen };

/** Before the first `goto`. */
export async function tapLive(page: Page): Promise<void> {
  await page.addInitScript(tap);
}

export function look(page: Page): Promise<Seen> {
  return page.evaluate(() => (window as unknown as Tapped).seen());
}

interface Message {
  readonly op: string;
  readonly topic?: string;
  readonly ch?: number;
  readonly fields?: readonly string[];
  readonly rows?: readonly (readonly unknown[])[];
}

function tap(): void {
  let ticks = 0;
  let lastReceivedMs: number | undefined;
  let firstLiveAtTick: number | undefined;
  let sockets = 0;
  let openNow = 0;
  let openAtMost = 0;

  const shown = (): Shown => {
    const part = (name: string): HTMLElement | null => document.querySelector(`[data-testid="tallylight-${name}"]`);
    const lamp = part('lamp');
    const chart = part('bandwidth-chart');
    const number = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text));
    return {
      lamp: lamp?.dataset.state,
      word: lamp?.textContent ?? undefined,
      ageMs: number(lamp?.dataset.ageMs),
      points: number(chart?.dataset.points) ?? 0,
      lastMs: number(chart?.dataset.lastTime),
      current: number(part('bandwidth-current')?.dataset.value),
    };
  };

  const isBandwidth = new Set<number>();
  let pointsAt = -1;
  const take = (message: Message): void => {
    const { op, topic, ch = -1, fields, rows } = message;
    if (op === 'subbed' && topic === 'bandwidth') {
      isBandwidth.add(ch);
      pointsAt = 1 + (fields?.indexOf('points') ?? -2);
    }
    if ((op !== 'set' && op !== 'snap') || !isBandwidth.has(ch)) return;
    if (op === 'set') ticks += 1;
    const total = rows?.find(([key]) => key === 'total');
    const points = total?.[pointsAt] as readonly (readonly [number])[] | undefined;
    lastReceivedMs = points?.at(-1)?.[0] ?? lastReceivedMs;
  };

  window.WebSocket = class extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      sockets += 1;
      openNow += 1;
      openAtMost = Math.max(openAtMost, openNow);
      this.addEventListener('close', () => {
        openNow -= 1;
        isBandwidth.clear();
      });
      this.addEventListener('message', (event: MessageEvent<string>) => {
        for (const message of [JSON.parse(event.data)].flat()) take(message as Message);
      });
    }
  };

  new MutationObserver(() => {
    const { lamp, points } = shown();
    if (lamp === 'live' && points > 0) firstLiveAtTick ??= ticks;
  }).observe(document, { subtree: true, childList: true, attributes: true });

  (window as unknown as Tapped).seen = () => ({
    ticks,
    lastReceivedMs,
    firstLiveAtTick,
    sockets,
    openNow,
    openAtMost,
    shown: shown(),
  });
}
