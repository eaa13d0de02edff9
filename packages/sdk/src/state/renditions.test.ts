import { expect, test } from 'vitest';
import { type PlaylistFacts, readMediaPlaylist, readVariants } from '../model/playlist.ts';
import { MAX_RENDITIONS, Renditions } from './renditions.ts';

const media = (first: number, count = 3, more = ''): string =>
  `#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:${first}\n${more}${Array.from({ length: count }, (_, index) => `#EXTINF:2,\nseg${first + index}.m4s\n`).join('')}`;

/** Serves a playlist at a path; whether the stream has advanced by it. */
const serve = (renditions: Renditions, path: string, text: string, nowMs = 0): boolean => {
  const tail = path.split('/').slice(-2).join('/');
  return renditions.playlist(tail, text, readMediaPlaylist(text, path) as PlaylistFacts, nowMs, nowMs);
};
const ladder = (renditions: Renditions): void =>
  renditions.name(
    readVariants(
      '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=900000\nhd/index.m3u8\n#EXT-X-STREAM-INF:BANDWIDTH=300000\nsd/index.m3u8\n',
      '/hls/news/index.m3u8',
    ),
  );

test('each rendition advances by its own numbers', () => {
  const renditions = new Renditions('news');
  expect(serve(renditions, '/hls/news/hd/index.m3u8', media(1000))).toBe(true);
  expect(serve(renditions, '/hls/news/sd/index.m3u8', media(50))).toBe(false);
  expect(serve(renditions, '/hls/news/sd/index.m3u8', media(51))).toBe(true);
  expect(serve(renditions, '/hls/news/hd/index.m3u8', media(1000))).toBe(false);
});

test('an old copy out of a cache is no advance, an encoder that began anew is', () => {
  const renditions = new Renditions('news');
  serve(renditions, '/v/index.m3u8', media(1000));
  expect(serve(renditions, '/v/index.m3u8', media(999))).toBe(false);
  expect(serve(renditions, '/v/index.m3u8', media(1000))).toBe(false);
  expect(serve(renditions, '/v/index.m3u8', media(0))).toBe(true);
  expect(serve(renditions, '/v/index.m3u8', media(1))).toBe(true);
});

test('a thousand tokens in paths are one stream that stalls all the same', () => {
  const renditions = new Renditions('news');
  serve(renditions, '/live/token0/index.m3u8', media(10));
  for (let viewer = 1; viewer < 1000; viewer += 1) {
    expect(serve(renditions, `/live/token${viewer}/index.m3u8`, media(10), viewer)).toBe(false);
  }
  expect(serve(renditions, '/live/token999/index.m3u8', media(11), 1000)).toBe(true);
  expect(renditions.list.map(({ name }) => name)).toEqual(['main']);
});

test('a segment belongs to the rendition whose playlist names it, else to the one whose folder it is in', () => {
  const renditions = new Renditions('news');
  ladder(renditions);
  serve(renditions, '/hls/news/hd/index.m3u8', media(10));
  serve(renditions, '/hls/news/sd/index.m3u8', media(10));
  expect(renditions.of('/hls/news/hd/seg11.m4s')?.name).toBe('hd');
  expect(renditions.of('/hls/news/sd/seg11.m4s?token=1')?.name).toBe('sd');
  expect(renditions.of('/hls/news/sd/seg2.m4s')?.name).toBe('sd');
  expect(renditions.of('/hls/news/other/seg2.m4s')).toBeUndefined();
});

test('segments of one folder are told apart by the playlists that name them', () => {
  const renditions = new Renditions('news');
  renditions.name(
    readVariants(
      '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=9\nhd.m3u8\n#EXT-X-STREAM-INF:BANDWIDTH=3\nsd.m3u8\n',
      '/n/i.m3u8',
    ),
  );
  serve(renditions, '/n/hd.m3u8', media(1).replaceAll('seg', 'hd-'));
  serve(renditions, '/n/sd.m3u8', media(1).replaceAll('seg', 'sd-'));
  expect([renditions.of('/n/hd-2.m4s')?.name, renditions.of('/n/sd-2.m4s')?.name]).toEqual(['hd', 'sd']);
});

test('a segment that the current playlist names is known, an older one is not', () => {
  const renditions = new Renditions('news');
  serve(renditions, '/n/index.m3u8', media(10));
  serve(renditions, '/n/index.m3u8', media(13));
  expect(renditions.names('/n/seg13.m4s?x=1', 0)).toBe(true);
  expect(renditions.names('/n/seg12.m4s', 0)).toBe(false);
});

const lowLatency = (sequence: number, lines: string): string =>
  `#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-PART-INF:PART-TARGET=0.5\n#EXT-X-MEDIA-SEQUENCE:${sequence}\n#EXT-X-MAP:URI="init.mp4"\n${lines}`;
const part = (name: string, more = ''): string => `#EXT-X-PART:DURATION=0.5,URI="${name}"${more}\n`;

test('parts are known as they come, between two segments too, and forgotten with the playlist that named them', () => {
  const renditions = new Renditions('news');
  const named = (name: string): boolean => renditions.names(`/n/${name}`, 0);
  expect(serve(renditions, '/n/index.m3u8', lowLatency(7, `#EXTINF:2,\nseg7.m4s\n${part('8.0.m4s')}`))).toBe(true);
  expect(['seg7.m4s', '8.0.m4s', 'init.mp4', '8.1.m4s'].map(named)).toEqual([true, true, true, false]);
  const grown = lowLatency(
    7,
    `#EXTINF:2,\nseg7.m4s\n${part('8.0.m4s')}${part('8.1.m4s')}${part('8.2.m4s', ',GAP=YES')}`,
  );
  expect(serve(renditions, '/n/index.m3u8', grown)).toBe(false);
  expect(['8.0.m4s', '8.1.m4s', '8.2.m4s'].map(named)).toEqual([true, true, false]);
  const hint = '#EXT-X-PRELOAD-HINT:TYPE=PART,URI="9.0.m4s"\n';
  expect(serve(renditions, '/n/index.m3u8', lowLatency(8, `#EXTINF:2,\nseg8.m4s\n${hint}`))).toBe(true);
  expect(['seg7.m4s', '8.0.m4s', 'seg8.m4s', '9.0.m4s', 'init.mp4'].map(named)).toEqual([
    ...[false, false, true, false, true],
  ]);
});

test('a delta names what it leaves out too, and is no step back', () => {
  const renditions = new Renditions('news');
  serve(renditions, '/n/index.m3u8', media(10, 6));
  const delta = '#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:11\n#EXT-X-SKIP:SKIPPED-SEGMENTS=4\n';
  expect(serve(renditions, '/n/index.m3u8', `${delta}#EXTINF:2,\nseg15.m4s\n#EXTINF:2,\nseg16.m4s\n`)).toBe(true);
  for (const number of [12, 15, 16]) expect(renditions.names(`/n/seg${number}.m4s`, 0), `${number}`).toBe(true);
  expect(serve(renditions, '/n/index.m3u8', media(11, 6))).toBe(false);
});

test('a segment that the playlist calls a gap was never promised', () => {
  const renditions = new Renditions('news');
  serve(renditions, '/n/index.m3u8', `${media(1, 2)}#EXTINF:2,\n#EXT-X-GAP\nseg3.m4s\n#EXTINF:2,\nseg4.m4s\n`);
  expect([2, 3, 4].map((number) => renditions.names(`/n/seg${number}.m4s`, 0))).toEqual([true, false, true]);
});

test('beyond eight renditions the rest is other', () => {
  const renditions = new Renditions('news');
  const lines = Array.from(
    { length: 12 },
    (_, index) => `#EXT-X-STREAM-INF:BANDWIDTH=${index + 1}\nv${index}/index.m3u8\n`,
  );
  renditions.name(readVariants(`#EXTM3U\n${lines.join('')}`, '/n/index.m3u8'));
  expect(renditions.list.map(({ name }) => name)).toEqual([
    ...Array.from({ length: MAX_RENDITIONS }, (_, index) => `v${index}`),
    'other',
  ]);
  serve(renditions, '/n/v11/index.m3u8', media(1));
  expect(renditions.of('/n/v11/seg1.m4s')?.name).toBe('other');
});

test('a move to more bits and one to fewer are counted apart', () => {
  const renditions = new Renditions('news');
  ladder(renditions);
  const [hd, sd] = renditions.list;
  if (hd === undefined || sd === undefined) throw new Error('two renditions');
  renditions.moved(undefined, sd);
  renditions.moved(sd, hd);
  renditions.moved(hd, sd);
  expect([...renditions.switches]).toEqual([1, 1]);
  expect([hd.sessions, sd.sessions]).toEqual([0, 1]);
});

test('segments that collapse tell of a black picture, counted once however many viewers fetch them', () => {
  const renditions = new Renditions('news');
  for (let first = 0; first < 20; first += 1) {
    serve(renditions, '/n/index.m3u8', media(first, 1));
    const [main] = renditions.list;
    if (main === undefined) throw new Error('main');
    for (let viewer = 0; viewer < 5; viewer += 1)
      renditions.measured(`/n/seg${first}.m4s`, main, first < 16 ? 500_000 : 9000);
    expect(renditions.pictureFault).toBe(first < 17 ? null : 'black');
  }
});

test('programme dates that stand still while the playlist goes on tell of a frozen picture', () => {
  const renditions = new Renditions('news');
  const date = (ms: number): string => `#EXT-X-PROGRAM-DATE-TIME:${new Date(ms).toISOString()}\n`;
  for (let first = 0; first < 12; first += 1) {
    const shown = Math.min(first, 6);
    serve(renditions, '/n/index.m3u8', media(first, 1, date(shown * 2000)), first * 2000);
    expect(renditions.pictureFault).toBe(first <= 8 ? null : 'frozen');
  }
});
