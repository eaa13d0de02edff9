/**
 * One timer of one second for all lamps of the page: what is looked at by eye needs no finer clock, and fifty panels need
 * no fifty timers. It runs only while somebody looks.
 */
import { useEffect, useState } from 'react';

const BEAT_MS = 1_000;
const lookers = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function watch(onBeat: () => void): () => void {
  lookers.add(onBeat);
  timer ??= setInterval(() => {
    for (const looker of lookers) looker();
  }, BEAT_MS);
  return () => {
    lookers.delete(onBeat);
    if (lookers.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** Draws the component again every second. */
export function useEverySecond(): void {
  const [, setBeats] = useState(0);
  useEffect(() => watch(() => setBeats((beats) => beats + 1)), []);
}
