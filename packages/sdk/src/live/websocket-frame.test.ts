import { inflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { createTextFrames } from './websocket-frame.ts';

const text = (bytes: number): Buffer => Buffer.from('{"k":1},'.repeat(Math.ceil(bytes / 8)).slice(0, bytes));

test.each([
  [0, 2],
  [125, 2],
  [126, 4],
  [65_535, 4],
  [65_536, 10],
])('a payload of %i bytes has a header of %i', (bytes, header) => {
  const payload = text(bytes);
  const frame = createTextFrames().plain(payload, true);
  expect(frame.length).toBe(header + bytes);
  expect(frame[0]).toBe(0x81);
  const stated = header === 2 ? frame[1] : header === 4 ? frame.readUInt16BE(2) : Number(frame.readBigUInt64BE(2));
  expect(stated).toBe(bytes);
  expect(frame.subarray(header).equals(payload)).toBe(true);
});

test('what is shared is framed once, and compressed once', () => {
  const frames = createTextFrames();
  const [a, b] = [text(2000), text(2000)];
  for (const form of [frames.plain, frames.deflated]) {
    const first = form(a, true);
    form(b, true);
    expect(form(a, true)).toBe(first);
  }
});

test('a compressed frame says so and unfolds to the payload; small ones and those of one peer stay plain', () => {
  const frames = createTextFrames();
  const payload = text(2000);
  const frame = frames.deflated(payload, true);
  expect(frame[0]).toBe(0xc1);
  expect(frame.length).toBeLessThan(200);
  const body = Buffer.concat([frame.subarray(frame[1] === 126 ? 4 : 2), Buffer.from([0, 0, 0xff, 0xff])]);
  expect(inflateRawSync(body, { finishFlush: 2 }).equals(payload)).toBe(true);
  expect(frames.deflated(text(100), true)[0]).toBe(0x81);
  expect(frames.deflated(text(2001), false)[0]).toBe(0x81);
});
