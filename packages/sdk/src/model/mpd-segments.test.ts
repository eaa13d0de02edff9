import { expect, test } from 'vitest';
import { readMpd } from './mpd.ts';

const AT = Date.UTC(2026, 0, 1);
/** Whether any representation says that this path is there. */
const names = (mpd: string, path: string, afterMs = 0): boolean =>
  readMpd(mpd)?.representations.some(({ segments }) => segments?.names(path, AT + afterMs)) === true;
const inSet = (template: string, root = 'type="static" mediaPresentationDuration="PT20S"'): string =>
  `<MPD ${root}><Period><AdaptationSet>${template}<Representation id="v1" bandwidth="1000"/></AdaptationSet></Period></MPD>`;

test('times of a timeline are those that it lists', () => {
  const mpd = inSet(
    '<SegmentTemplate timescale="10" media="$RepresentationID$-$Time$.m4s" initialization="$RepresentationID$-init.mp4"><SegmentTimeline><S t="100" d="20" r="2"/><S d="15"/><S t="500" d="20"/></SegmentTimeline></SegmentTemplate>',
  );
  for (const time of [100, 120, 140, 160, 500]) expect(names(mpd, `/live/v1-${time}.m4s`), `${time}`).toBe(true);
  for (const time of [80, 110, 175, 520]) expect(names(mpd, `/live/v1-${time}.m4s`), `${time}`).toBe(false);
  expect(names(mpd, '/live/v1-init.mp4')).toBe(true);
  expect(names(mpd, '/live/v2-init.mp4')).toBe(false);
});

test('numbers of a timeline count its segments', () => {
  const mpd = inSet(
    '<SegmentTemplate timescale="10" startNumber="7" media="s$Number%04d$.m4s"><SegmentTimeline><S t="0" d="20" r="2"/></SegmentTimeline></SegmentTemplate>',
  );
  expect([6, 7, 9, 10].map((number) => names(mpd, `/x/s000${number}.m4s`.replace('00010', '0010')))).toEqual([
    ...[false, true, true, false],
  ]);
});

test('of a recording with a fixed duration there are as many as fit', () => {
  const mpd = inSet('<SegmentTemplate timescale="1" duration="6" media="s$Number$.m4s"/>');
  expect([0, 1, 4, 5].map((number) => names(mpd, `/x/s${number}.m4s`))).toEqual([false, true, true, false]);
});

test('live with a fixed duration: from when a segment is made until it is thrown away', () => {
  const root = `type="dynamic" availabilityStartTime="${new Date(AT).toISOString()}" timeShiftBufferDepth="PT30S"`;
  const mpd = inSet('<SegmentTemplate timescale="1000" duration="2000" startNumber="1" media="s$Number$.m4s"/>', root);
  // Number 5 is of the seconds 8 to 10.
  expect([9999, 10_000, 40_000, 40_001].map((afterMs) => names(mpd, '/x/s5.m4s', afterMs))).toEqual([
    ...[false, true, true, false],
  ]);
});

test('a list names what it lists', () => {
  const mpd = inSet(
    '<SegmentList duration="2"><Initialization sourceURL="init.mp4"/><SegmentURL media="a/1.m4s"/><SegmentURL media="a/2.m4s"/></SegmentList>',
  );
  expect(['init.mp4', 'a/1.m4s', 'a/2.m4s', 'a/3.m4s'].map((path) => names(mpd, `/x/${path}`))).toEqual([
    ...[true, true, true, false],
  ]);
});

test('a representation inherits what it does not say, and two sets do not share', () => {
  const mpd = `<mpd:MPD xmlns:mpd="urn:mpeg:dash:schema:mpd:2011" type='static' mediaPresentationDuration="PT10S"><!-- <Period> -->
   <mpd:Period><mpd:SegmentTemplate timescale="1000" media="$RepresentationID$/$Number$.m4s"/>
    <mpd:AdaptationSet><mpd:SegmentTemplate duration="5000"/><mpd:Representation id="hd" bandwidth="9"><mpd:BaseURL>x>y</mpd:BaseURL></mpd:Representation></mpd:AdaptationSet>
    <mpd:AdaptationSet><mpd:Representation id="sd"><mpd:SegmentTemplate startNumber="10" duration="10000"/></mpd:Representation></mpd:AdaptationSet>
   </mpd:Period></mpd:MPD>`;
  expect(readMpd(mpd)?.representations.map(({ id }) => id)).toEqual(['hd', 'sd']);
  expect(['hd/1', 'hd/2', 'hd/3', 'sd/1', 'sd/10', 'sd/11'].map((name) => names(mpd, `/${name}.m4s`))).toEqual([
    ...[true, true, false, false, true, false],
  ]);
});

test('a single file has no segments to miss', () => {
  const mpd = inSet('<BaseURL>film.mp4</BaseURL><SegmentBase indexRange="0-100"/>');
  expect(readMpd(mpd)?.representations).toMatchObject([{ id: 'v1', path: null, segments: null }]);
});
