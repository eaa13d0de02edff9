/**
 * Actions that are on their way: from the server's yes until the live channel shows another state of the stream. After a while
 * without news it is no longer claimed.
 */
import { useCallback, useState } from 'react';
import type { StreamNow } from './stream.ts';

interface Underway {
  readonly verb: string;
  readonly state: string;
  readonly stateSinceMs: number | null;
  readonly untilMs: number;
}

const PATIENCE_MS = 20_000;

export interface Progress {
  begin(stream: StreamNow, verb: string): void;
  /** Verb that is on its way. */
  of(stream: StreamNow, nowMs: number): string | undefined;
}

export function useProgress(): Progress {
  const [underway, setUnderway] = useState<ReadonlyMap<string, Underway>>(new Map());
  const begin = useCallback(({ key, state, stateSinceMs }: StreamNow, verb: string): void => {
    const untilMs = Date.now() + PATIENCE_MS;
    setUnderway((before) => new Map(before).set(key, { verb, state, stateSinceMs, untilMs }));
  }, []);
  return {
    begin,
    of({ key, state, stateSinceMs }, nowMs) {
      const one = underway.get(key);
      const isSame = one?.state === state && one.stateSinceMs === stateSinceMs;
      return one !== undefined && isSame && nowMs < one.untilMs ? one.verb : undefined;
    },
  };
}
