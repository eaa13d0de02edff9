/**
 * Listens on an element for what happens inside of it. React's own handlers would make a widget of an element that is none,
 * and they listen to the wheel passively, so they could not keep the page from scrolling along.
 */
import { type RefObject, useEffect, useRef } from 'react';

export type Listeners = { readonly [K in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[K]) => void };

/** The names must stay the same from one call to the next; the functions need not. */
export function useListeners(element: RefObject<HTMLElement | null>, listeners: Listeners): void {
  const latest = useRef(listeners);
  latest.current = listeners;
  useEffect(() => {
    const { current } = element;
    if (current === null) return;
    const names = Object.keys(latest.current) as (keyof HTMLElementEventMap)[];
    const call = (event: Event): void => {
      const listener = latest.current[event.type as keyof HTMLElementEventMap] as ((event: Event) => void) | undefined;
      listener?.(event);
    };
    for (const name of names) current.addEventListener(name, call, { passive: false });
    return () => {
      for (const name of names) current.removeEventListener(name, call);
    };
  }, [element]);
}
