/**
 * What was made of the records met so far, keyed by the records (one number for each open database), never by address.
 * Two generations stand in for least-recently-used: a hit in the young one is one Map read with nothing to move; when
 * it holds half the capacity it becomes the old one, and what is still asked for is carried over.
 */

interface Branch<T> {
  value: T | undefined;
  readonly next: Map<number, Branch<T>>;
}

export interface RecordCache<T> {
  get(key: readonly number[]): T | undefined;
  set(key: readonly number[], value: T): void;
  clear(): void;
  readonly size: number;
}

const newBranch = <T>(): Branch<T> => ({ value: undefined, next: new Map() });

function find<T>(root: Branch<T>, key: readonly number[]): T | undefined {
  let branch: Branch<T> | undefined = root;
  for (let at = 0; at < key.length && branch !== undefined; at += 1) branch = branch.next.get(key[at] ?? 0);
  return branch?.value;
}

/** At most `capacity` values in all. All keys of one cache are equally long. */
export function createRecordCache<T>(capacity: number): RecordCache<T> {
  const perGeneration = Math.max(1, Math.floor(capacity / 2));
  let young = newBranch<T>();
  let old = newBranch<T>();
  let youngSize = 0;
  let oldSize = 0;

  const set = (key: readonly number[], value: T): void => {
    if (youngSize >= perGeneration) {
      old = young;
      oldSize = youngSize;
      young = newBranch();
      youngSize = 0;
    }
    let branch = young;
    for (const part of key) {
      let next = branch.next.get(part);
      if (next === undefined) {
        next = newBranch();
        branch.next.set(part, next);
      }
      branch = next;
    }
    if (branch.value === undefined) youngSize += 1;
    branch.value = value;
  };

  return {
    set,
    get(key) {
      const recent = find(young, key);
      if (recent !== undefined) return recent;
      const value = find(old, key);
      if (value !== undefined) set(key, value);
      return value;
    },
    clear() {
      young = newBranch();
      old = newBranch();
      youngSize = 0;
      oldSize = 0;
    },
    get size() {
      return youngSize + oldSize;
    },
  };
}
