import { expect, test } from 'vitest';
import { readMediaPlaylist } from './playlist.ts';

test('a media playlist tells where it stands and how long a segment is', () => {
  const text =
    '#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:40\n#EXTINF:2,\na\n#EXTINF:2,\nb\n';
  expect(readMediaPlaylist(text)).toEqual({ nextSequence: 42, targetDurationMs: 2000, ended: false });
});

test('without a media sequence it begins at 0, and an end list says that no more comes', () => {
  const text = '#EXTM3U\r\n#EXT-X-TARGETDURATION: 6\r\n#EXTINF:6,\r\na\r\n#EXT-X-ENDLIST\r\n';
  expect(readMediaPlaylist(text)).toEqual({ nextSequence: 1, targetDurationMs: 6000, ended: true });
});

test('a multivariant playlist, a page and nothing are not media playlists', () => {
  for (const text of ['#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nv0.m3u8\n', '<html>', '']) {
    expect(readMediaPlaylist(text)).toBeUndefined();
  }
});
