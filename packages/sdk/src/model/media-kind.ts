/**
 * What a media request asks for, told from its path and the type of the answer. Pure, and cheap enough for each request.
 */

/** `manifest` is a playlist of any level; `segment` a piece of media; `other` neither (keys, subtitles, pages). */
export type MediaKind = 'manifest' | 'segment' | 'other';

/** The kinds, in the order of their slots in counters. */
export const MEDIA_KINDS: readonly MediaKind[] = ['manifest', 'segment', 'other'];

const KIND_OF_EXTENSION: ReadonlyMap<string, MediaKind> = new Map(
  [
    ['manifest', 'm3u8 m3u mpd f4m ism'],
    ['segment', 'ts m4s mp4 m4v m4a m4f cmfv cmfa cmft aac mp3 ac3 ec3 vtt webm mkv flv mpg ogg opus wav mov'],
  ].flatMap(([kind, extensions]) => (extensions as string).split(' ').map((one) => [one, kind as MediaKind])),
);
/** As long as the longest of them. */
const MAX_EXTENSION_CHARS = 4;

/** The kind that the path of `url` tells by its ending; `other` when it tells none. Query and fragment are not looked at. */
export function mediaKindOfPath(url: string): MediaKind {
  let end = url.indexOf('?');
  if (end === -1) end = url.length;
  const dot = url.lastIndexOf('.', end - 1);
  if (dot === -1 || dot < url.lastIndexOf('/', end - 1)) return 'other';
  if (end - dot - 1 > MAX_EXTENSION_CHARS) return 'other';
  const extension = url.slice(dot + 1, end);
  return KIND_OF_EXTENSION.get(extension) ?? KIND_OF_EXTENSION.get(extension.toLowerCase()) ?? 'other';
}

/** The kind that a content type tells. */
export function mediaKindOfType(contentType: string): MediaKind {
  if (/^(?:application\/(?:vnd\.apple\.mpegurl|x-mpegurl|dash\+xml)|audio\/(?:x-)?mpegurl)/i.test(contentType))
    return 'manifest';
  return /^(?:video|audio)\//i.test(contentType) ? 'segment' : 'other';
}
