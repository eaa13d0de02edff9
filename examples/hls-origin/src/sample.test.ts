import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { INIT_NAME, MEDIA_FOLDER, RENDITIONS, SEGMENT_COUNT, SEGMENT_MS, segmentName } from './sample.ts';

/** A clone stays small. */
const LARGEST_SAMPLE_BYTES = 2_000_000;

const names = Array.from({ length: SEGMENT_COUNT }, (_, index) => segmentName(index));

describe('the committed sample', () => {
  it('is at most 2 MB', () => {
    let sizeBytes = 0;
    for (const { name } of RENDITIONS) {
      for (const file of readdirSync(join(MEDIA_FOLDER, name))) {
        sizeBytes += statSync(join(MEDIA_FOLDER, name, file)).size;
      }
    }
    expect(sizeBytes).toBeGreaterThan(1_000_000);
    expect(sizeBytes).toBeLessThanOrEqual(LARGEST_SAMPLE_BYTES);
  });

  for (const rendition of RENDITIONS) {
    const folder = join(MEDIA_FOLDER, rendition.name);

    it(`has every segment of ${rendition.name} and nothing that TypeScript would take for its own`, () => {
      expect(readdirSync(folder).sort()).toEqual([...names, INIT_NAME].sort());
    });

    it(`is at ${rendition.name} what the multivariant playlist says of it`, () => {
      const sizes = names.map((name) => statSync(join(folder, name)).size * 8 * (1000 / SEGMENT_MS));
      const average = sizes.reduce((sum, bits) => sum + bits, 0) / sizes.length;
      expect(Math.max(...sizes)).toBeLessThanOrEqual(rendition.peakBitsPerSecond);
      expect(Math.max(...sizes)).toBeGreaterThan(rendition.peakBitsPerSecond * 0.9);
      expect(average).toBeLessThanOrEqual(rendition.averageBitsPerSecond);
      expect(average).toBeGreaterThan(rendition.averageBitsPerSecond * 0.9);
      expect(readCodecs(readFileSync(join(folder, INIT_NAME)))).toBe(rendition.codecs);
      expect(readSize(readFileSync(join(folder, INIT_NAME)))).toEqual([rendition.width, rendition.height]);
    });
  }
});

/** Profile, constraints and level stand behind the version byte of the avcC box; AAC-LC is the only audio made here. */
function readCodecs(init: Buffer): string {
  const avc = init.indexOf('avcC') + 4;
  expect(init.indexOf('mp4a')).toBeGreaterThan(0);
  return `avc1.${init.toString('hex', avc + 1, avc + 4)},mp4a.40.2`;
}

/** Width and height of the avc1 sample entry (ISO/IEC 14496-12, VisualSampleEntry). */
function readSize(init: Buffer): [number, number] {
  const entry = init.indexOf('avc1', init.indexOf('stsd')) + 4;
  return [init.readUInt16BE(entry + 24), init.readUInt16BE(entry + 26)];
}
