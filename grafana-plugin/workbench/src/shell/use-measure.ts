/** The size of an element, followed as it changes. */
import { type RefCallback, useCallback, useRef, useState } from 'react';

export interface Measured {
  readonly width: number;
  readonly height: number;
}

/** A ref for the element, and its inner size; `undefined` until it is known. */
export function useMeasure(): [RefCallback<HTMLElement>, Measured | undefined] {
  const [size, setSize] = useState<Measured>();
  const observer = useRef<ResizeObserver | null>(null);
  const ref = useCallback((element: HTMLElement | null) => {
    observer.current?.disconnect();
    if (element === null) return;
    observer.current = new ResizeObserver(([entry]) => {
      const box = entry?.contentRect;
      if (box !== undefined) setSize({ width: Math.floor(box.width), height: Math.floor(box.height) });
    });
    observer.current.observe(element);
  }, []);
  return [ref, size];
}
