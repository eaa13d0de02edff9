/** Draws a component again every ten seconds: for ages in minutes. One timer for all, and none while nobody looks. */
import { useSyncExternalStore } from 'react';

const BEAT_MS = 10_000;
const lookers = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let beats = 0;

function subscribe(onBeat: () => void): () => void {
  lookers.add(onBeat);
  timer ??= setInterval(() => {
    beats += 1;
    for (const looker of lookers) looker();
  }, BEAT_MS);
  return () => {
    lookers.delete(onBeat);
    if (lookers.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

export function useSlowBeat(): void {
  useSyncExternalStore(subscribe, () => beats);
}
