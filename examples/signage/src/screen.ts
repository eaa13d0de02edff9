/**
 * One simulated screen: what it shows, how it feels, what it makes of commands. It has no clock and no network of its own;
 * the fleet tells it the time and tells the server what it says.
 */
import type { Random } from '@tallylight/example-hls-origin/random';
import { type Item, itemAt } from './programme.ts';

/** What is odd about a screen. */
export type Oddity = 'dark' | 'wrong-clock' | 'stale-content' | 'hot' | 'unsteady';

export interface Order {
  readonly id: string;
  readonly name: string;
}

export interface Ack {
  readonly id: string;
  readonly status: 'accepted' | 'ok' | 'failed';
  readonly detail?: string;
}

export interface Screen {
  readonly id: string;
  /** What it shows now. */
  shows(nowMs: number): Beat['playing'];
  /** How it is now. */
  measure(nowMs: number): Measures;
  /** Does what it is told. */
  carryOut(name: string, nowMs: number): Omit<Ack, 'id'>;
  /** What it has to say now; acknowledgements are said once, unless `lost` brings them back. */
  beat(nowMs: number): Beat;
  /** The beat did not arrive. */
  lost(beat: Beat): void;
  /** Takes what the answer to a beat asks for; the same order twice is one. True when it is going to start anew. */
  obey(orders: readonly Order[], nowMs: number): boolean;
}

/** What it says of itself. */
export interface Measures {
  readonly localTimeMs: number;
  readonly version: string;
  readonly cpuRatio: number;
  readonly memoryBytes: number;
  readonly diskFreeBytes: number;
  readonly temperatureCelsius: number;
  readonly receivedBytes: number;
  readonly sentBytes: number;
  readonly screenOn: boolean;
  readonly contentInSync: number;
}

/** The body of a heartbeat by POST. */
export interface Beat extends Measures {
  readonly seq: number;
  readonly playing: { readonly title: string; readonly campaign: string; readonly contentId: string } | null;
  readonly acks: readonly Ack[];
}

const VERSIONS = ['4.2.0', '4.2.1', '4.3.0'];
const CLOCK_ERROR_MS = 95_000;
const MEGABYTE = 2 ** 20;
/** What a screen sends with each beat, roughly. */
const BEAT_BYTES = 600;

export function createScreen(id: string, random: Random, oddity: Oddity | undefined, startMs: number): Screen {
  const version = random.pick(VERSIONS);
  const programmeShift = Math.floor(random.next() * 1000);
  const warmth = random.between(38, 52) + (oddity === 'hot' ? 32 : 0);
  const diskFreeBytes = Math.floor(random.between(2, 40) * 1024) * MEGABYTE;
  let seq = 0;
  let receivedBytes = 0;
  let sentBytes = 0;
  let shown: Item | undefined;
  let onAirMs = startMs;
  let acks: Ack[] = [];
  const known = new Set<string>();

  const does: Readonly<Record<string, () => Omit<Ack, 'id'>>> = {
    'reload-content': () => {
      receivedBytes += 12 * MEGABYTE;
      return oddity === 'stale-content' ? { status: 'failed', detail: 'one of five files has a bad hash' } : DONE;
    },
    screenshot: () => {
      sentBytes += MEGABYTE;
      return DONE;
    },
    reboot: () => DONE,
  };

  const screen: Screen = {
    id,
    shows(nowMs) {
      const item = itemAt(nowMs - onAirMs, programmeShift);
      if (item !== shown) receivedBytes += item.sizeBytes;
      shown = item;
      return { title: item.title, campaign: item.campaign, contentId: item.id };
    },
    measure(nowMs) {
      sentBytes += BEAT_BYTES;
      const busy = random.between(0.08, 0.35);
      return {
        localTimeMs: Math.round(nowMs + (oddity === 'wrong-clock' ? CLOCK_ERROR_MS : 0)),
        version,
        cpuRatio: Math.round(busy * 1000) / 1000,
        memoryBytes: Math.floor(random.between(380, 460)) * MEGABYTE,
        diskFreeBytes,
        temperatureCelsius: Math.round((warmth + busy * 12) * 10) / 10,
        receivedBytes,
        sentBytes,
        screenOn: oddity !== 'dark',
        contentInSync: oddity === 'stale-content' ? 0.8 : 1,
      };
    },
    carryOut(name, nowMs) {
      const done = Object.hasOwn(does, name) ? does[name]?.() : undefined;
      if (name === 'reboot') [seq, receivedBytes, sentBytes, shown, onAirMs] = [0, 0, 0, undefined, nowMs];
      return done ?? { status: 'failed', detail: `this screen cannot ${name}` };
    },
    beat(nowMs) {
      seq += 1;
      const said = acks;
      acks = [];
      return { ...screen.measure(nowMs), seq, playing: screen.shows(nowMs), acks: said };
    },
    lost(beat) {
      acks = [...beat.acks, ...acks];
    },
    obey(orders, nowMs) {
      let reboots = false;
      for (const { id: order, name } of orders) {
        if (known.has(order)) continue;
        known.add(order);
        acks.push({ id: order, ...screen.carryOut(name, nowMs) });
        reboots ||= name === 'reboot';
      }
      return reboots;
    },
  };
  return screen;
}

const DONE = { status: 'ok' } as const;
