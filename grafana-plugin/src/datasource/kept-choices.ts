/** Keeps what the pickers offer for a moment: a list that is opened asks again with every letter that is typed. */
import type { Choice } from './rest.ts';
import type { Pick as PickName } from './topics.ts';

/** As long as somebody types; what comes after may be new. */
const KEPT_MS = 10_000;

type Find = (pick: PickName) => Promise<readonly Choice[]>;

/** The same function, asking once in a while. What failed is asked again at once. `nowMs` is monotonic. */
export function keepChoices(find: Find, nowMs: () => number): Find {
  const kept = new Map<PickName, { readonly atMs: number; readonly found: ReturnType<Find> }>();
  return (pick) => {
    const known = kept.get(pick);
    if (known !== undefined && nowMs() - known.atMs < KEPT_MS) return known.found;
    const found = find(pick);
    kept.set(pick, { atMs: nowMs(), found });
    found.catch(() => kept.delete(pick));
    return found;
  };
}
