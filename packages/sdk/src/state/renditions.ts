/**
 * The renditions of a stream and their playlists: which one a request is for, how far each has come, which segments it names
 * now. Names come from the host's own manifest, never from a viewer's path; beyond eight they are `other`.
 * Playlists are told apart by the tail of their path; a stranger's path cannot push out one that is asked for.
 */
import type { MpdFacts } from '../model/mpd.ts';
import type { SegmentNames } from '../model/mpd-segments.ts';
import { type PictureFault, ProgrammeDrift, SegmentSizes } from '../model/picture-rules.ts';
import { MAX_SEGMENTS, type PlaylistFacts, tailOf, type Variant } from '../model/playlist.ts';
import { Playlist, Rendition } from './rendition.ts';

export { Rendition } from './rendition.ts';

/** Renditions of a stream with a name of their own. */
export const MAX_RENDITIONS = 8;
/** To more and to fewer bits: a label. */
export const SWITCH_DIRECTIONS = ['up', 'down'] as const;
/** Playlists followed at one time: each rendition, and some more for paths that carry a token. */
const MAX_PLAYLISTS = 16;
/** A playlist that nobody asked for in this time gives its place to another. */
const FORGOTTEN_MS = 600_000;
/** The rendition of a stream whose playlist nothing else names. */
const MAIN = 'main';

export class Renditions {
  readonly #stream: string;
  /** At most {@link MAX_RENDITIONS} and one for the rest. */
  readonly list: Rendition[] = [];
  readonly #byName = new Map<string, Rendition>();
  readonly #byPlaylist = new Map<string, Rendition>();
  readonly #playlists = new Map<string, Playlist>();
  /** The furthest that any playlist has come. */
  #furthest = -1;
  #progress: number | null = -1;
  /** A DASH manifest as it was last served: where, its text, and which segments it says are there. */
  #manifest: { readonly tail: string; readonly text: string; readonly segments: readonly SegmentNames[] } | null = null;
  /** Changes of rendition within a session, by {@link SWITCH_DIRECTIONS}. */
  readonly switches: Float64Array = new Float64Array(SWITCH_DIRECTIONS.length);

  constructor(stream: string) {
    this.#stream = stream;
  }

  /** Takes a multivariant playlist. */
  name(variants: readonly Variant[]): void {
    for (const { tail, name, bandwidth } of variants) {
      if (this.#byPlaylist.size >= MAX_PLAYLISTS && !this.#byPlaylist.has(tail)) continue;
      const rendition = this.#of(name, bandwidth, bandwidth !== null);
      this.#byPlaylist.set(tail, rendition);
      const known = this.#playlists.get(tail);
      if (known !== undefined) known.rendition = rendition;
    }
  }

  /** Takes a DASH manifest; whether it has advanced. */
  manifest(tail: string, text: string, facts: MpdFacts): boolean {
    for (const { id, bandwidth, path } of facts.representations)
      this.#of(id.slice(0, 32), bandwidth, bandwidth !== null).path = path;
    this.#manifest = { tail, text, segments: facts.representations.flatMap(({ segments }) => segments ?? []) };
    const before = this.#progress;
    this.#progress = facts.progress;
    return facts.progress !== null && facts.progress !== before;
  }

  /** Whether exactly this was served at this path before; what says nothing new need not be read. */
  isSame(tail: string, text: string): boolean {
    const manifest = this.#manifest;
    if (manifest !== null && manifest.tail === tail) return manifest.text === text;
    return this.#playlists.get(tail)?.text === text;
  }

  /** Takes a media playlist; whether it has advanced. */
  playlist(tail: string, text: string, facts: PlaylistFacts, nowMs: number, epochMs: number): boolean {
    const playlist = this.#playlistOf(tail, nowMs);
    playlist.askedMs = nowMs;
    playlist.text = text;
    // A number far below is an encoder that began anew; one just below is an old copy out of a cache.
    const fresh = playlist.next === -1;
    const began = facts.nextSequence < playlist.next - Math.max(3, facts.segments.size);
    const advanced = fresh ? facts.nextSequence > this.#furthest : facts.nextSequence > playlist.next || began;
    // Parts come between two segments.
    if (!advanced && facts.nextSequence === playlist.next) playlist.parts = lastOf(playlist.parts, facts.parts);
    if (!advanced && !fresh) return false;
    playlist.next = facts.nextSequence;
    playlist.parts = facts.parts;
    if (began || facts.nextSequence > this.#furthest) this.#furthest = facts.nextSequence;
    // What a delta leaves out is there all the same.
    const segments = new Map<string, number>(facts.isDelta && !began ? playlist.segments : []);
    for (const [name, durationMs] of facts.segments) {
      const known = playlist.segments.get(name);
      segments.set(name, known !== undefined && known < 0 ? known : durationMs);
    }
    for (const name of segments.keys()) {
      if (segments.size <= MAX_SEGMENTS) break;
      segments.delete(name);
    }
    playlist.segments = segments;
    if (facts.edgeMs !== null) {
      playlist.drift ??= new ProgrammeDrift();
      playlist.drift.push(facts.edgeMs, epochMs, facts.targetDurationMs);
    }
    return advanced;
  }

  /** Notes that a playlist was asked for, whatever came of it; whether it is one that is followed. */
  asked(tail: string, nowMs: number): boolean {
    // A manifest whose times are computed never changes, so that asking for it says nothing.
    if (this.#manifest?.tail === tail) return this.#progress !== null;
    const playlist = this.#playlists.get(tail);
    if (playlist === undefined) return false;
    playlist.askedMs = nowMs;
    return true;
  }

  /** The rendition of a segment's path; `undefined` when none is known to have it. */
  of(path: string): Rendition | undefined {
    const { list } = this;
    if (list.length === 1) return list[0];
    const tail = tailOf(path);
    let found: Rendition | undefined;
    let several = false;
    for (const playlist of this.#playlists.values()) {
      if (playlist.rendition === found || !(playlist.segments.has(tail) || playlist.parts.has(tail))) continue;
      several ||= found !== undefined;
      found = playlist.rendition;
    }
    if (found !== undefined && !several) return found;
    // The same names in several folders, or a segment that is older than the playlist.
    for (const rendition of list) if (path.includes(`/${rendition.name}/`)) return rendition;
    const bare = bareOf(path);
    for (const rendition of list) if (rendition.path?.test(bare)) return rendition;
    return found;
  }

  /** Whether a current playlist or manifest says that the segment, part or init segment at `path` is there at `epochMs`. */
  names(path: string, epochMs: number): boolean {
    const tail = tailOf(path);
    for (const { segments, parts } of this.#playlists.values()) if (segments.has(tail) || parts.has(tail)) return true;
    const bare = bareOf(path);
    return this.#manifest?.segments.some((segments) => segments.names(bare, epochMs)) === true;
  }

  /** A session plays `to` now; `from` is what it played before. */
  moved(from: Rendition | undefined, to: Rendition): void {
    to.sessions += 1;
    if (from === undefined) return;
    from.sessions -= 1;
    if (from.bandwidth === null || to.bandwidth === null) return;
    const direction = to.bandwidth > from.bandwidth ? 0 : 1;
    this.switches[direction] = (this.switches[direction] as number) + 1;
  }

  /** Takes the size of a whole segment, once each. */
  measured(path: string, rendition: Rendition, bytes: number): void {
    const tail = tailOf(path);
    for (const playlist of this.#playlists.values()) {
      if (playlist.rendition !== rendition) continue;
      const durationMs = playlist.segments.get(tail);
      if (durationMs === undefined || durationMs < 0) continue;
      playlist.segments.set(tail, -durationMs);
      rendition.sizes ??= new SegmentSizes();
      rendition.sizes.push((bytes * 1000) / durationMs);
      return;
    }
  }

  /** What the renditions say of the picture; null when nothing is wrong. */
  get pictureFault(): PictureFault | null {
    for (const rendition of this.list) {
      const fault = rendition.sizes?.fault ?? null;
      if (fault !== null) return fault;
    }
    for (const playlist of this.#playlists.values()) {
      const fault = playlist.drift?.fault ?? null;
      if (fault !== null) return fault;
    }
    return null;
  }

  /** Bitrate of the best rendition that viewers choose from; null when no manifest tells. */
  get topBytesPerSecond(): number | null {
    let top: number | null = null;
    for (const { chosen, bandwidth } of this.list) {
      if (chosen && bandwidth !== null && bandwidth / 8 > (top ?? 0)) top = bandwidth / 8;
    }
    return top;
  }

  /** Keeps the totals of a stream that goes. */
  absorb(gone: Renditions): void {
    const rest = this.#of('other', null, false);
    for (const { egressBytes } of gone.list) rest.egressBytes += egressBytes;
    for (let slot = 0; slot < this.switches.length; slot += 1)
      this.switches[slot] = (this.switches[slot] as number) + (gone.switches[slot] as number);
  }

  #playlistOf(tail: string, nowMs: number): Playlist {
    const known = this.#playlists.get(tail);
    if (known !== undefined) return known;
    let place = tail;
    if (this.#playlists.size >= MAX_PLAYLISTS && !this.#forgetOne(nowMs)) place = '';
    const shared = this.#playlists.get(place);
    if (shared !== undefined) return shared;
    const made = new Playlist(this.#byPlaylist.get(tail) ?? this.#of(MAIN, null, true), nowMs);
    this.#playlists.set(place, made);
    return made;
  }

  #forgetOne(nowMs: number): boolean {
    for (const [tail, { askedMs }] of this.#playlists) {
      if (nowMs - askedMs <= FORGOTTEN_MS) continue;
      this.#playlists.delete(tail);
      return true;
    }
    return false;
  }

  #of(name: string, bandwidth: number | null, chosen: boolean): Rendition {
    const known = this.#byName.get(name);
    if (known !== undefined) {
      known.bandwidth ??= bandwidth;
      return known;
    }
    if (this.list.length >= MAX_RENDITIONS) {
      const last = this.list[MAX_RENDITIONS];
      if (last !== undefined) return last;
      const rest = new Rendition(this.#stream, 'other', null, false);
      this.list.push(rest);
      return rest;
    }
    const made = new Rendition(this.#stream, name, bandwidth, chosen);
    this.#byName.set(name, made);
    this.list.push(made);
    return made;
  }
}

function bareOf(path: string): string {
  const end = path.indexOf('?');
  return end === -1 ? path : path.slice(0, end);
}

/** Both, the newest at the end, no more than are kept of a playlist. */
function lastOf(before: ReadonlySet<string>, now: ReadonlySet<string>): ReadonlySet<string> {
  const known = [...before].filter((name) => !now.has(name));
  return new Set([...known, ...now].slice(-2 * MAX_SEGMENTS));
}
