import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type LiveLoop,
  mediaPlaylist,
  multivariantPlaylist,
  sampleIndex,
  sampleLoop,
  WINDOW_SEGMENTS,
  windowAt,
} from './playlist.ts';
import { RENDITIONS } from './sample.ts';

/** What a reader makes of one segment of a playlist. */
interface ReadSegment {
  readonly k: number;
  readonly uri: string;
  readonly discontinuity: number;
  readonly startMs: number;
}

interface ReadPlaylist {
  readonly sequence: number;
  readonly discontinuitySequence: number;
  readonly targetSeconds: number;
  readonly longestSeconds: number;
  readonly segments: readonly ReadSegment[];
  readonly tags: readonly string[];
}

/** Reads a playlist by the letter of RFC 8216, without knowing how it was written. */
function read(text: string): ReadPlaylist {
  const lines = text.trimEnd().split('\n');
  const value = (tag: string): number => Number(lines.find((line) => line.startsWith(`${tag}:`))?.split(':')[1]);
  const sequence = value('#EXT-X-MEDIA-SEQUENCE');
  const segments: ReadSegment[] = [];
  let discontinuity = value('#EXT-X-DISCONTINUITY-SEQUENCE');
  let startMs = Number.NaN;
  let seconds = 0;
  let longestSeconds = 0;
  for (const line of lines) {
    if (line === '#EXT-X-DISCONTINUITY') discontinuity += 1;
    else if (line.startsWith('#EXT-X-PROGRAM-DATE-TIME:')) startMs = Date.parse(line.slice(25));
    else if (line.startsWith('#EXTINF:')) seconds = Number.parseFloat(line.slice(8));
    else if (!line.startsWith('#')) {
      segments.push({ k: sequence + segments.length, uri: line, discontinuity, startMs });
      startMs += seconds * 1000;
      longestSeconds = Math.max(longestSeconds, seconds);
    }
  }
  return {
    sequence,
    discontinuitySequence: value('#EXT-X-DISCONTINUITY-SEQUENCE'),
    targetSeconds: value('#EXT-X-TARGETDURATION'),
    longestSeconds,
    segments,
    tags: lines.filter((line) => line.startsWith('#')).map((line) => line.split(':')[0] ?? ''),
  };
}

function playlistAt(loop: LiveLoop, nowMs: number): ReadPlaylist {
  const text = mediaPlaylist(loop, nowMs);
  if (text === undefined) throw new Error(`nothing is on air at ${nowMs}`);
  return read(text);
}

const loops = fc.record({
  epochMs: fc.integer({ min: 0, max: 2_000_000_000_000 }),
  segmentMs: fc.constantFrom(1000, 2000, 4000, 6000),
  segmentCount: fc.integer({ min: 1, max: 20 }),
  offset: fc.integer({ min: 0, max: 40 }),
});
/** Milliseconds since the epoch of the loop at which something is complete already. */
const ages = fc.integer({ min: 6000, max: 3_000_000 });

describe('a live media playlist', () => {
  it('names the last six complete segments', () => {
    const loop = sampleLoop({ epochMs: 0 });
    expect(windowAt(loop, 1999)).toBeUndefined();
    expect(mediaPlaylist(loop, 1999)).toBeUndefined();
    expect(windowAt(loop, 2000)).toEqual({ first: 0, last: 0 });
    expect(windowAt(loop, 12_000)).toEqual({ first: 0, last: 5 });
    expect(windowAt(loop, 13_999)).toEqual({ first: 0, last: 5 });
    expect(windowAt(loop, 14_000)).toEqual({ first: 1, last: 6 });
  });

  it('reads as written when the loop begins again inside the window', () => {
    expect(mediaPlaylist(sampleLoop({ epochMs: Date.UTC(2026, 0, 1) }), Date.UTC(2026, 0, 1, 0, 0, 28))).toBe(
      `#EXTM3U
#EXT-X-VERSION:7
#EXT-X-TARGETDURATION:2
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MEDIA-SEQUENCE:8
#EXT-X-DISCONTINUITY-SEQUENCE:0
#EXT-X-MAP:URI="init.mp4"
#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:16.000Z
#EXTINF:2.000,
8/08.m4s
#EXTINF:2.000,
9/09.m4s
#EXTINF:2.000,
10/10.m4s
#EXTINF:2.000,
11/11.m4s
#EXT-X-DISCONTINUITY
#EXT-X-MAP:URI="init.mp4"
#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:24.000Z
#EXTINF:2.000,
12/00.m4s
#EXTINF:2.000,
13/01.m4s
`,
    );
  });

  it('never ends and is never called a film', () => {
    const { tags } = playlistAt(sampleLoop(), Date.UTC(2026, 5, 1));
    expect(tags).not.toContain('#EXT-X-ENDLIST');
    expect(tags).not.toContain('#EXT-X-PLAYLIST-TYPE');
  });

  it('agrees with any later playlist on every segment that both name', () => {
    fc.assert(
      fc.property(loops, ages, fc.integer({ min: 0, max: 40_000 }), (loop, age, laterMs) => {
        const earlier = playlistAt(loop, loop.epochMs + age);
        const later = new Map(
          playlistAt(loop, loop.epochMs + age + laterMs).segments.map((segment) => [segment.k, segment]),
        );
        for (const segment of earlier.segments) {
          const again = later.get(segment.k);
          if (again !== undefined) expect(again).toEqual(segment);
        }
      }),
    );
  });

  it('raises its discontinuity sequence exactly when a seam has left the window', () => {
    fc.assert(
      fc.property(loops, ages, (loop, age) => {
        const before = playlistAt(loop, loop.epochMs + age);
        const after = playlistAt(loop, loop.epochMs + age + loop.segmentMs);
        const kept = new Set(after.segments.map((segment) => segment.k));
        const seamsLeft = before.segments.filter(({ k }) => !kept.has(k) && k > 0 && sampleIndex(loop, k) === 0).length;
        expect(after.discontinuitySequence - before.discontinuitySequence).toBe(seamsLeft);
      }),
    );
  });

  it('has a discontinuity before a segment exactly where the sample begins again', () => {
    fc.assert(
      fc.property(loops, ages, (loop, age) => {
        const { segments, discontinuitySequence } = playlistAt(loop, loop.epochMs + age);
        let previous = discontinuitySequence;
        for (const { k, discontinuity, uri } of segments) {
          expect(discontinuity - previous).toBe(k > 0 && sampleIndex(loop, k) === 0 ? 1 : 0);
          expect(uri).toBe(`${k}/${String(sampleIndex(loop, k)).padStart(2, '0')}.m4s`);
          previous = discontinuity;
        }
      }),
    );
  });

  it('keeps to its target duration, its window and the wall clock', () => {
    fc.assert(
      fc.property(loops, ages, (loop, age) => {
        const nowMs = loop.epochMs + age;
        const { segments, targetSeconds, longestSeconds } = playlistAt(loop, nowMs);
        expect(targetSeconds).toBe(Math.round(longestSeconds));
        expect(segments.length).toBeLessThanOrEqual(WINDOW_SEGMENTS);
        for (const { k, startMs } of segments) expect(startMs).toBe(loop.epochMs + k * loop.segmentMs);
        const endMs = (segments.at(-1)?.startMs ?? 0) + loop.segmentMs;
        expect(endMs).toBeLessThanOrEqual(nowMs);
        expect(endMs).toBeGreaterThan(nowMs - loop.segmentMs);
      }),
    );
  });
});

describe('the multivariant playlist', () => {
  it('names each rendition with what a player chooses by', () => {
    const text = multivariantPlaylist(RENDITIONS);
    expect(text).toContain('RESOLUTION=640x360,FRAME-RATE=24.000,CODECS="avc1.4d401e,mp4a.40.2"\n360p/index.m3u8');
    expect(text).toContain('RESOLUTION=320x180,FRAME-RATE=24.000,CODECS="avc1.4d400d,mp4a.40.2"\n180p/index.m3u8');
  });
});
