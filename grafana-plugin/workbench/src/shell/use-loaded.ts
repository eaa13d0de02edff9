/** Something that is loaded by id, such as a plugin. */
import { useEffect, useState } from 'react';

export type Loaded<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'loaded'; readonly value: T }
  | { readonly state: 'failed'; readonly message: string };

/** Loads `id` once. */
export function useLoaded<T>(load: (id: string) => Promise<T>, id: string): Loaded<T> {
  const [loaded, setLoaded] = useState<Loaded<T>>({ state: 'loading' });
  useEffect(() => {
    let isWanted = true;
    const tell = (next: Loaded<T>): void => {
      if (isWanted) setLoaded(next);
    };
    load(id).then(
      (value) => tell({ state: 'loaded', value }),
      (error: unknown) => tell({ state: 'failed', message: error instanceof Error ? error.message : String(error) }),
    );
    return () => {
      isWanted = false;
    };
  }, [load, id]);
  return loaded;
}
