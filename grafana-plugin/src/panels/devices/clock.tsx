/**
 * What time it is on the server. Times of a device are the server's, and the clock of a browser may be wrong by minutes; so
 * the difference is measured once, with the server's own time in an answer. Where nobody answers, the browser's clock counts.
 */
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { fetchServerTime } from './details/rest.ts';

export interface ServerClock {
  nowMs(): number;
}

const BROWSER: ServerClock = { nowMs: () => Date.now() };
const ClockContext = createContext<ServerClock>(BROWSER);

export function useClock(): ServerClock {
  return useContext(ClockContext);
}

export interface ClockProviderProps {
  readonly uid: string | undefined;
  readonly children: ReactNode;
}

export function ClockProvider({ uid, children }: ClockProviderProps) {
  const [aheadMs, setAheadMs] = useState(0);
  useEffect(() => {
    let isOver = false;
    setAheadMs(0);
    if (uid !== undefined) {
      const askedMs = Date.now();
      void fetchServerTime(uid).then((serverMs) => {
        // The answer was written somewhere between question and arrival.
        if (!isOver && serverMs !== undefined) setAheadMs(serverMs - (askedMs + Date.now()) / 2);
      });
    }
    return () => {
      isOver = true;
    };
  }, [uid]);
  const clock = useMemo((): ServerClock => ({ nowMs: () => Date.now() + aheadMs }), [aheadMs]);
  return <ClockContext.Provider value={clock}>{children}</ClockContext.Provider>;
}
