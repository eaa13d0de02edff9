/** Listeners that cannot hurt each other: one that throws is reported as uncaught, and the others are still called. */

export interface Listeners<V> {
  /** Adds a listener; the returned function removes it. */
  add(listener: (value: V) => void): () => void;
  tell(value: V): void;
  clear(): void;
}

export function createListeners<V>(): Listeners<V> {
  const entries = new Set<{ listener: (value: V) => void }>();
  return {
    add(listener) {
      const entry = { listener };
      entries.add(entry);
      return () => entries.delete(entry);
    },
    tell(value) {
      for (const entry of [...entries]) {
        if (!entries.has(entry)) continue; // one told before it has stopped it
        try {
          entry.listener(value);
        } catch (error) {
          queueMicrotask(() => {
            throw error;
          });
        }
      }
    },
    clear: () => entries.clear(),
  };
}
