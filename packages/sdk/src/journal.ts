/**
 * The only file that knows "first durable, then told". With the memory store an event is as durable as it will be once it
 * has its id, so it is told at once; a store that takes time puts itself between the two.
 */
import { randomBytes } from 'node:crypto';
import type { EventName, EventPayloads, TallyEvent } from '@tallylight/protocol';
import type { Clock } from './clock.ts';

type Listener<N extends EventName> = (event: Extract<TallyEvent, { name: N }>) => void;

export interface Journal {
  /** Takes a fact that happened at `atMs` (monotonic). */
  append<N extends EventName>(name: N, atMs: number, payload: EventPayloads[N]): void;
  /** Whether anybody would learn of an event of this name; whoever takes events from here in another way must be seen here. */
  hears(name: EventName): boolean;
  /** Calls `listener` for each event of this name; returns stop. What it throws is counted, never passed on. */
  on<N extends EventName>(name: N, listener: Listener<N>): () => void;
}

export function createJournal(clock: Clock, onFault: (error: unknown) => void): Journal {
  const listeners = new Map<EventName, Set<Listener<EventName>>>();
  const life = randomBytes(6).toString('base64url');
  let count = 0;
  return {
    append(name, atMs, payload) {
      count += 1;
      const waiting = listeners.get(name);
      if (waiting === undefined || waiting.size === 0) return;
      const epochMs = Math.round(clock.nowMs() - (clock.monotonicMs() - atMs));
      const event = { name, atMs: epochMs, id: `${life}:${count}`, payload } as TallyEvent;
      for (const listener of waiting) {
        try {
          listener(event);
        } catch (error) {
          onFault(error);
        }
      }
    },
    hears(name) {
      const waiting = listeners.get(name);
      return waiting !== undefined && waiting.size > 0;
    },
    on(name, listener) {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set);
      const entry = listener as unknown as Listener<EventName>;
      set.add(entry);
      return () => set.delete(entry);
    },
  };
}
