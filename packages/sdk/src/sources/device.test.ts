import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeHeartbeat, decodeHeartbeatBody } from './device.ts';

const body = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
const decoded = (value: unknown) => {
  const outcome = decodeHeartbeat(value);
  if ('malformed' in outcome) throw new Error(outcome.malformed);
  return outcome;
};

const FULL = {
  playing: { title: 'Spring sale', campaign: 'spring', contentId: 'spot-1' },
  version: '2.1.0',
  cpuRatio: 0.31,
  memoryBytes: 812_000_000,
  diskFreeBytes: 4e9,
  temperatureCelsius: 54.5,
  receivedBytes: 10,
  sentBytes: 20,
  screenOn: true,
  localTimeMs: 1_800_000_000_000,
  seq: 7,
};

test('every field of a heartbeat is read, by body as by call', () => {
  const said = { ...FULL, contentInSync: true, acks: [{ id: 'c1', status: 'ok' }] };
  const beat = { ...FULL, contentSyncRatio: 1, acks: [{ id: 'c1', status: 'ok', detail: null }] };
  expect(decodeHeartbeat(said)).toEqual({ beat, ignored: [] });
  expect(decodeHeartbeatBody(body(said))).toEqual({ beat, ignored: [] });
});

test('an empty body says nothing but “here”, null says “cannot tell”, and unknown fields are passed over', () => {
  expect(decodeHeartbeatBody(Buffer.alloc(0))).toEqual({ beat: {}, ignored: [] });
  expect(decoded({ screenOn: null, playing: null, uptime: 5 })).toEqual({
    beat: { screenOn: null, playing: null },
    ignored: [],
  });
});

test.each([
  ['cpuRatio', 1.01],
  ['cpuRatio', -0.1],
  ['cpuRatio', '0.5'],
  ['memoryBytes', -1],
  ['memoryBytes', 1.5],
  ['diskFreeBytes', 2 ** 60],
  ['temperatureCelsius', 900],
  ['screenOn', 'yes'],
  ['contentInSync', 2],
  ['localTimeMs', -5],
  ['seq', -1],
  ['playing', 'Spot'],
  ['playing', { campaign: 'x' }],
  ['version', 7],
  ['acks', 'c1'],
])('a %s of %j is dropped and named, and the heartbeat still counts', (field, value) => {
  expect(decoded({ ...FULL, [field]: value })).toMatchObject({ ignored: [field], beat: { sentBytes: 20 } });
});

test.each([[null], [7], ['here'], [[1]], [true]])('%j is no heartbeat', (value) => {
  expect(decodeHeartbeat(value)).toHaveProperty('malformed');
  expect(decodeHeartbeatBody(body(value))).toHaveProperty('malformed');
});

test('a body that is not JSON in UTF-8 is no heartbeat', () => {
  for (const bytes of [Buffer.from('{'), Buffer.from([0x7b, 0xff, 0x7d]), Buffer.from('['.repeat(60_000))]) {
    expect(decodeHeartbeatBody(bytes)).toHaveProperty('malformed');
  }
});

test('__proto__ is refused at every depth', () => {
  expect(decodeHeartbeatBody(Buffer.from('{"__proto__":{"screenOn":true}}'))).toHaveProperty('malformed');
  expect(decodeHeartbeatBody(Buffer.from('{"playing":{"title":"x","__proto__":{"campaign":"y"}}}'))).toEqual({
    beat: {},
    ignored: ['playing'],
  });
  expect(decodeHeartbeatBody(Buffer.from('{"acks":[{"id":"c","status":"ok","__proto__":{}}]}'))).toEqual({
    beat: { acks: [] },
    ignored: ['acks'],
  });
});

test('texts are cleaned and cut', () => {
  const { beat } = decoded({ playing: { title: `a\nb${'x'.repeat(1000)}`, campaign: 'c\r\nd', contentId: '' } });
  expect(beat.playing?.title).toHaveLength(256);
  expect(beat.playing?.title.startsWith('a b')).toBe(true);
  expect(beat.playing).toMatchObject({ campaign: 'c__d', contentId: null });
});

/** What could stand in a field: right, nearly right, and anything. */
const hostile = fc.oneof(fc.anything(), fc.double(), fc.string({ unit: 'binary', maxLength: 400 }), fc.jsonValue());
const almost = fc.record(
  Object.fromEntries([...Object.keys(FULL), 'contentInSync', 'acks', 'other'].map((field) => [field, hostile])),
  { requiredKeys: [] },
);

function check(outcome: ReturnType<typeof decodeHeartbeat>): void {
  if ('malformed' in outcome) return;
  const { beat } = outcome;
  const within = (value: number | null | undefined, min: number, max: number): boolean =>
    value === undefined || value === null || (value >= min && value <= max);
  expect(within(beat.cpuRatio, 0, 1) && within(beat.contentSyncRatio, 0, 1)).toBe(true);
  for (const bytes of [beat.memoryBytes, beat.diskFreeBytes, beat.receivedBytes, beat.sentBytes, beat.seq]) {
    expect(within(bytes, 0, Number.MAX_SAFE_INTEGER)).toBe(true);
  }
  expect(beat.playing?.title.length ?? 0).toBeLessThanOrEqual(256);
  expect(Buffer.byteLength(beat.playing?.campaign ?? '')).toBeLessThanOrEqual(128);
  expect(Buffer.byteLength(beat.version ?? '')).toBeLessThanOrEqual(128);
  expect(beat.playing?.title ?? '').not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
  expect(beat.acks?.length ?? 0).toBeLessThanOrEqual(50);
  expect(Object.getPrototypeOf(beat)).toBe(Object.prototype);
}

test('whatever a device sends is taken within its ranges or named, and nothing is thrown', () => {
  fc.assert(
    fc.property(fc.oneof(almost, fc.anything()), (value) => check(decodeHeartbeat(value))),
    { numRuns: 1000 },
  );
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => check(decodeHeartbeatBody(bytes))));
  fc.assert(fc.property(fc.json(), (text) => check(decodeHeartbeatBody(Buffer.from(text)))));
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});
