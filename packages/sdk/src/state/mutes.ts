/**
 * What is not expected to be on for a while, because a person said so: works on a transformer, a site being rebuilt. A mute
 * ends by itself. It covers one stream, device or site; what a site covers, its devices ask for themselves.
 */

export type MuteTarget = { readonly stream: string } | { readonly device: string } | { readonly site: string };

export type MuteNoun = 'stream' | 'device' | 'site';

export interface Mute {
  readonly noun: MuteNoun;
  readonly id: string;
  /** Epoch ms. */
  readonly untilMs: number;
  readonly atMs: number;
  readonly reason: string;
  /** Who said so. */
  readonly by: string;
}

/** More than a person can mean; the oldest to end goes first. */
const MAX_MUTES = 10_000;

export interface Mutes {
  /** Mutes it until then; a second one for the same thing replaces the first. Both epoch ms. */
  set(mute: Mute): void;
  /** Ends it now. */
  end(noun: MuteNoun, id: string): boolean;
  /** The mute in force, if there is one. */
  of(noun: MuteNoun, id: string, epochMs: number): Mute | undefined;
  /** Takes a name out of who said so; of how many mutes. */
  forgetPerson(name: string, instead: string): number;
  /** All in force. */
  list(epochMs: number): readonly Mute[];
}

export function createMutes(): Mutes {
  const mutes = new Map<string, Mute>();
  const keyOf = (noun: MuteNoun, id: string): string => `${noun} ${id}`;

  return {
    set(mute) {
      const key = keyOf(mute.noun, mute.id);
      mutes.delete(key);
      if (mutes.size >= MAX_MUTES) mutes.delete(mutes.keys().next().value as string);
      mutes.set(key, mute);
    },
    end: (noun, id) => mutes.delete(keyOf(noun, id)),
    of(noun, id, epochMs) {
      // Asked for every stream in every tick, and nearly always there is none.
      if (mutes.size === 0) return undefined;
      const key = keyOf(noun, id);
      const mute = mutes.get(key);
      if (mute === undefined || mute.untilMs > epochMs) return mute;
      mutes.delete(key);
      return undefined;
    },
    forgetPerson(name, instead) {
      let forgotten = 0;
      for (const [key, mute] of mutes) {
        if (mute.by !== name) continue;
        mutes.set(key, { ...mute, by: instead });
        forgotten += 1;
      }
      return forgotten;
    },
    list(epochMs) {
      for (const [key, mute] of mutes) if (mute.untilMs <= epochMs) mutes.delete(key);
      return [...mutes.values()];
    },
  };
}
