/** Says on the root element when a page has drawn what it is for: `data-testid="workbench-ready"`, until the next page. */
import { createContext, useContext, useEffect } from 'react';

/** Tells the shell that the page is ready. */
export const ReadyContext: React.Context<() => void> = createContext(() => {});

/** Tells the shell once `isReady` holds. */
export function useReady(isReady: boolean): void {
  const tell = useContext(ReadyContext);
  useEffect(() => {
    if (isReady) tell();
  }, [isReady, tell]);
}
