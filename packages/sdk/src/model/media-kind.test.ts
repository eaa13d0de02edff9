import { expect, test } from 'vitest';
import { mediaKindOfPath, mediaKindOfType } from './media-kind.ts';

test.each([
  ['/hls/news/index.m3u8', 'manifest'],
  ['/dash/news.mpd?token=a.mp4', 'manifest'],
  ['/hls/news/12/v0.m4s', 'segment'],
  ['/a/SEG1.TS?x=1', 'segment'],
  ['/live/news.flv', 'segment'],
  ['/hls.mp4/key', 'other'],
  ['/', 'other'],
  ['', 'other'],
  ['/x?y=.m3u8', 'other'],
] as const)('the path %s asks for a %s', (url, kind) => {
  expect(mediaKindOfPath(url)).toBe(kind);
});

test.each([
  ['application/vnd.apple.mpegurl', 'manifest'],
  ['audio/mpegurl', 'manifest'],
  ['application/dash+xml; charset=utf-8', 'manifest'],
  ['video/mp2t', 'segment'],
  ['audio/aac', 'segment'],
  ['text/html', 'other'],
] as const)('the type %s is a %s', (type, kind) => {
  expect(mediaKindOfType(type)).toBe(kind);
});
