/** Width and height of an element as they change, px. Panels get theirs from Grafana; pages and drawers ask here. */
import { type RefCallback, useCallback, useRef, useState } from 'react';

export interface ElementSize {
  readonly width: number;
  readonly height: number;
}

const NOTHING: ElementSize = { width: 0, height: 0 };

/** Give the callback to the element as its ref; the size is 0 × 0 until it is drawn. */
export function useSize<E extends Element>(): readonly [RefCallback<E>, ElementSize] {
  const [size, setSize] = useState(NOTHING);
  const observer = useRef<ResizeObserver | null>(null);
  const ref = useCallback((element: E | null) => {
    observer.current?.disconnect();
    observer.current = null;
    if (element === null) return;
    observer.current = new ResizeObserver(([entry]) => {
      if (entry === undefined) return;
      const { width, height } = entry.contentRect;
      setSize((before) => (before.width === width && before.height === height ? before : { width, height }));
    });
    observer.current.observe(element);
  }, []);
  return [ref, size];
}
