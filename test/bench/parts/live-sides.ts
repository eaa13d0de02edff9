/** Servers of several sides, each with its readers, asked in turn. */
import { median } from '../measure.ts';
import type { LiveAsk, LiveSide } from '../sides/live.ts';
import { type Child, startChild } from './child.ts';
import { connectReaders, type LiveReaders } from './live-readers.ts';

export interface LiveSides {
  ask(side: LiveSide, ask: LiveAsk): Promise<number>;
  readers(side: LiveSide): LiveReaders;
  /** The median of so many rounds of each side, the first thrown away. */
  rounds(count: number, round: (side: LiveSide) => Promise<number>): Promise<Map<LiveSide, number>>;
  stop(): Promise<void>;
}

export async function startSides(
  names: readonly LiveSide[],
  how: {
    readonly many: number;
    readonly messageBytes?: number;
    readonly topic?: string;
    readonly stamps?: boolean;
    readonly deflate?: boolean;
  },
): Promise<LiveSides> {
  const children = new Map<LiveSide, Child>();
  const readers = new Map<LiveSide, LiveReaders>();
  const ask = async (side: LiveSide, question: LiveAsk): Promise<number> => {
    const { value } = await (children.get(side) as Child).ask<{ value: number }>(question);
    return value;
  };
  for (const side of names) {
    children.set(side, await startChild('live', [side, String(how.messageBytes ?? 2048)]));
    const port = await ask(side, { ask: 'port' });
    readers.set(side, await connectReaders(side, { port, ...how }));
  }
  return {
    ask,
    readers: (side) => readers.get(side) as LiveReaders,
    async rounds(count, round) {
      const found = new Map<LiveSide, number[]>(names.map((side) => [side, []]));
      for (let index = -1; index < count; index += 1) {
        for (const side of names) {
          const value = await round(side);
          if (index >= 0) found.get(side)?.push(value);
        }
      }
      return new Map([...found].map(([side, values]) => [side, median(values)]));
    },
    async stop() {
      for (const one of readers.values()) one.close();
      for (const child of children.values()) await child.stop();
    },
  };
}
