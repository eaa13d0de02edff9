/** The option `process.disks`: mounts whose room is watched, each with the name it has on metrics and in alerts. */
import { isId } from './model/labels.ts';
import { Leaf } from './option-rules.ts';

export interface DiskOption {
  /** What it is called: a label. */
  readonly name: string;
  /** Any path on it. */
  readonly path: string;
}

/** A handful; each has two series. */
const MAX_DISKS = 20;

export function disks(): Leaf {
  return new Leaf({
    fallback: [],
    expects: `a list of at most ${MAX_DISKS} disks such as [{ name: "recordings", path: "/srv" }], no name twice`,
    holds: (value) =>
      Array.isArray(value) &&
      value.length <= MAX_DISKS &&
      value.every((disk) => isId(disk?.name) && typeof disk.path === 'string' && disk.path !== '') &&
      new Set(value.map((disk) => disk.name)).size === value.length,
    read: () => undefined,
  });
}
