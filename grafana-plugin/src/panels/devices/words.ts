/** The words for a device: what stands where its title would, and the sentence that a screen reader or a tooltip says. */
import { toSpanWords } from '../../shared/words.ts';
import { type Device, isReachable, toFault } from './device.ts';

/** What it shows, or why there is no title. */
export type NowPlaying =
  | { readonly kind: 'title'; readonly text: string }
  | { readonly kind: 'nothing'; readonly text: string }
  | { readonly kind: 'unknown'; readonly why: string };

export function toNowPlaying({ state, title, playing }: Device): NowPlaying {
  if (title !== null) return { kind: 'title', text: title };
  if (state === 'unknown') return { kind: 'unknown', why: 'It has not been heard since the server started' };
  if (state !== 'online' && state !== 'playing') return { kind: 'unknown', why: 'It is away' };
  if (playing === false) return { kind: 'nothing', text: 'nothing plays' };
  return { kind: 'unknown', why: playing === true ? 'This data has no titles' : 'It does not say' };
}

/** `3 min ago`; `just now` below a minute: a heartbeat is told a while after it came. */
export function toAgoWords(atMs: number, nowMs: number): string {
  const ms = nowMs - atMs;
  return ms < 60_000 ? 'just now' : `${ms < 120_000 ? '1 min' : toSpanWords(ms)} ago`;
}

/** One sentence with all that a tile cannot show. */
export function toSentence(device: Device, nowMs: number): string {
  const { name, site, state, lastSeenMs } = device;
  const playing = toNowPlaying(device);
  const fault = toFault(device);
  return [
    site === null ? name : `${name}, ${site}`,
    state,
    playing.kind === 'title' ? `plays ${playing.text}` : null,
    fault,
    !isReachable(device) && lastSeenMs !== null ? `last seen ${toAgoWords(lastSeenMs, nowMs)}` : null,
  ]
    .filter((part) => part !== null)
    .join(', ');
}
