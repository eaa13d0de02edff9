/**
 * Nothing lost, as equality of sets: the ids that the server's journal has, and those that a reader heard or was told that it
 * lacks. What is in neither is an untold gap; what is in both is told too much. Order and doubles are looked at too, and that
 * offsets and ids go together, so that a told offset stands for a known id.
 */

export interface Heard {
  readonly id: string;
  readonly offset: number;
}
/** A gap as it was told, with both ends. */
export interface Told {
  readonly from: number;
  readonly to: number;
}

export interface Verdict {
  readonly heard: number;
  /** In the journal and not heard: told or not. */
  readonly lost: number;
  readonly untold: number;
  readonly overTold: number;
  /** Heard twice, or after a later one. */
  readonly disordered: number;
  /** Heard and in no journal, or at an offset of another. */
  readonly invented: number;
}

export const CLEAN = { lost: 0, untold: 0, overTold: 0, disordered: 0, invented: 0 } as const;
/** Where events may be lost if only that is told. */
export const HONEST = { untold: 0, overTold: 0, disordered: 0, invented: 0 } as const;

/** `journal`: the ids that this reader was entitled to, in their order. */
export function judge(journal: readonly string[], heard: readonly Heard[], told: readonly Told[]): Verdict {
  const places = new Map(journal.map((id, place) => [id, place]));
  const seen = new Set<number>();
  let shift: number | undefined;
  let last = -1;
  let disordered = 0;
  let invented = 0;
  for (const { id, offset } of heard) {
    const place = places.get(id);
    shift ??= place === undefined ? undefined : offset - place;
    if (place === undefined || offset - place !== shift) {
      invented += 1;
      continue;
    }
    if (place <= last) disordered += 1;
    last = place;
    seen.add(place);
  }
  const announced = new Set<number>();
  for (const { from, to } of told) {
    for (let offset = from; offset <= to; offset += 1) announced.add(offset - (shift ?? 1));
  }
  const lost = journal.flatMap((_, place) => (seen.has(place) ? [] : [place]));
  return {
    heard: seen.size,
    lost: lost.length,
    untold: lost.filter((place) => !announced.has(place)).length,
    overTold: [...announced].filter((place) => seen.has(place) || place < 0 || place >= journal.length).length,
    disordered,
    invented,
  };
}

export function sum(verdicts: readonly Verdict[]): Verdict {
  const total = { heard: 0, ...CLEAN } as Record<keyof Verdict, number>;
  for (const verdict of verdicts) {
    for (const name of Object.keys(total) as (keyof Verdict)[]) total[name] += verdict[name];
  }
  return total;
}
