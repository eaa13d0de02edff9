import { expect, test } from 'vitest';
import { MAX_SEGMENTS, readMediaPlaylist, readVariants, resolved, tailOf } from './playlist.ts';

test('a media playlist tells where it stands, how long a segment is and which it names', () => {
  const text =
    '#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:40\n#EXTINF:2,\na.ts?x=1\n#EXTINF:1.5,\n41/b.ts\n';
  expect(readMediaPlaylist(text, '/hls/news/v0/index.m3u8?token=7')).toEqual({
    nextSequence: 42,
    targetDurationMs: 2000,
    ended: false,
    segments: new Map([
      ['v0/a.ts', 2000],
      ['41/b.ts', 1500],
    ]),
    parts: new Set(),
    isDelta: false,
    edgeMs: null,
  });
});

test('without a media sequence it begins at 0, and an end list says that no more comes', () => {
  const text = '#EXTM3U\r\n#EXT-X-TARGETDURATION: 6\r\n#EXTINF:6,\r\na\r\n#EXT-X-ENDLIST\r\n';
  expect(readMediaPlaylist(text)).toMatchObject({ nextSequence: 1, targetDurationMs: 6000, ended: true });
});

test('its programme date goes on with its segments', () => {
  const text = `#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:00Z\n#EXTINF:2,\na\n#EXTINF:2,\nb\n`;
  expect(readMediaPlaylist(text)?.edgeMs).toBe(Date.UTC(2026, 0, 1) + 4000);
});

test('of a long window the newest segments are kept', () => {
  const entries = Array.from({ length: 1000 }, (_, index) => `#EXTINF:2,\ns${index}.ts\n`).join('');
  const facts = readMediaPlaylist(`#EXTM3U\n#EXT-X-TARGETDURATION:2\n${entries}`, '/v/index.m3u8');
  expect(facts?.nextSequence).toBe(1000);
  expect([facts?.segments.size, facts?.segments.has('v/s999.ts'), facts?.segments.has('v/s0.ts')]).toEqual([
    MAX_SEGMENTS,
    true,
    false,
  ]);
});

test('a multivariant playlist, a page and nothing are not media playlists', () => {
  for (const text of ['#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nv0.m3u8\n', '<html>', '']) {
    expect(readMediaPlaylist(text)).toBeUndefined();
  }
});

test('a multivariant playlist names its renditions; sound beside them is not one that viewers choose', () => {
  const text = `#EXTM3U
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="en",URI="en/index.m3u8"
#EXT-X-STREAM-INF:AVERAGE-BANDWIDTH=1,BANDWIDTH=900000,RESOLUTION=640x360
360p/index.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=300000
https://cdn.example/hls/news/news_180p.m3u8?token=x
`;
  expect(readVariants(text, '/hls/news/index.m3u8')).toEqual([
    { tail: 'en/index.m3u8', name: 'en', bandwidth: null },
    { tail: '360p/index.m3u8', name: '360p', bandwidth: 900_000 },
    { tail: 'news/news_180p.m3u8', name: 'news_180p', bandwidth: 300_000 },
  ]);
});

test('paths are resolved as a player does', () => {
  expect(resolved('../b/./c.ts', '/hls/a/index.m3u8?x=/y')).toBe('/hls/b/c.ts');
  expect(resolved('/abs.ts', '/hls/index.m3u8')).toBe('/abs.ts');
  expect(tailOf('/hls/news/v0/seg.ts?x=/y/z')).toBe('v0/seg.ts');
  expect(tailOf('seg.ts')).toBe('seg.ts');
});
