import { expect, test } from 'vitest';
import { readMpd } from './mpd.ts';

const timeline = (last: number): string => `<?xml version="1.0"?>
<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="dynamic" minimumUpdatePeriod="PT2S" publishTime="2026-01-01T00:00:00Z">
 <Period id="0"><AdaptationSet contentType="video">
  <SegmentTemplate timescale="1000" media="chunk-$RepresentationID$-$Number%05d$.m4s"><SegmentTimeline>
   <S t="0" d="4000" r="${last}"/><S d="2000"/></SegmentTimeline></SegmentTemplate>
  <Representation id="hd" bandwidth="2000000"/><Representation id="sd" bandwidth="500000"></Representation>
 </AdaptationSet>
 <AdaptationSet mimeType="audio/mp4"><Representation id="a" bandwidth="64000"><SegmentTemplate timescale="1" duration="4" media="$RepresentationID$/$Time$.m4s"/></Representation></AdaptationSet></Period></MPD>`;

test('a manifest with a timeline advances with its end', () => {
  expect(readMpd(timeline(2))).toMatchObject({ dynamic: true, targetDurationMs: 4000, progress: 14_000 });
  expect(readMpd(timeline(3))?.progress).toBe(18_000);
});

test('a manifest without a timeline advances with its publish time, and one that never changes says nothing', () => {
  const text = (more: string): string =>
    `<MPD type="dynamic" ${more}><Period><SegmentTemplate duration="6" media="x-$Number$.m4s"/></Period></MPD>`;
  expect(readMpd(text('minimumUpdatePeriod="PT10S" publishTime="2026-01-01T00:00:00Z"'))).toMatchObject({
    progress: Date.UTC(2026, 0, 1),
    targetDurationMs: 10_000,
  });
  expect(readMpd(text(''))).toMatchObject({ progress: null, targetDurationMs: 6000 });
});

test('representations are found by the paths of their segments', () => {
  const [hd, sd, sound] = readMpd(timeline(1))?.representations ?? [];
  expect([hd?.id, hd?.bandwidth, sd?.id, sd?.bandwidth, sound?.id, sound?.bandwidth]).toEqual([
    'hd',
    2_000_000,
    'sd',
    500_000,
    'a',
    null,
  ]);
  expect(hd?.path?.test('/dash/news/chunk-hd-00012.m4s')).toBe(true);
  expect(hd?.path?.test('/dash/news/chunk-sd-00012.m4s')).toBe(false);
  expect(sound?.path?.test('/dash/news/a/8000.m4s')).toBe(true);
});

test('what is recorded is static, and a page is no manifest', () => {
  expect(readMpd('<MPD type="static" mediaPresentationDuration="PT1H"/>')?.dynamic).toBe(false);
  expect(readMpd('<html></html>')).toBeUndefined();
});

test('a manifest that never closes what it opens is passed over', () => {
  const parts = ['<AdaptationSet><SegmentTemplate media="$$$$">', '<SegmentTemplate><SegmentTimeline>', 'a="'];
  for (const part of parts) {
    expect(readMpd(`<MPD type="dynamic">${part.repeat(2000)}`)).toMatchObject({ progress: null, representations: [] });
  }
});
