/**
 * What a heartbeat may say, field by field: a field that cannot be is dropped alone, because a screen whose thermometer is
 * broken is still there. Texts are cleaned and cut, never refused for their length.
 */
import * as v from 'valibot';
import type { CommandAck, PlaybackWord } from '../model/device-rules.ts';
import { toLabelValue } from '../model/labels.ts';

const MAX_TITLE_CHARS = 256;
const MAX_DETAIL_CHARS = 500;
const MAX_ACKS = 50;
const MAX_PLAYBACKS = 50;
/** Longer is no title but an attack; it is dropped, not cut. */
const MAX_RAW_CHARS = 8192;

const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/gu;

const raw = v.pipe(v.string(), v.maxLength(MAX_RAW_CHARS));
const text = (maxChars: number) =>
  v.pipe(
    raw,
    v.transform((value) => value.slice(0, maxChars).replace(CONTROLS, ' ').trim()),
  );
/** Counts things of its name, so it is cut like a label. */
const name = v.pipe(
  raw,
  v.transform((value) => (value.trim() === '' ? null : toLabelValue(value.trim()))),
);
const bytes = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const ratio = v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(1));

const playing = v.object({
  title: text(MAX_TITLE_CHARS),
  campaign: v.nullish(name, null),
  contentId: v.nullish(name, null),
});

/** One entry of `acks`; entries that cannot be are dropped alone. */
export const ACK: v.GenericSchema<unknown, CommandAck> = v.object({
  id: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
  status: v.picklist(['accepted', 'ok', 'failed']),
  detail: v.nullish(text(MAX_DETAIL_CHARS), null),
});

/** How a command ended, as a message of its own. `rejected` is a failure that says why. */
export const ACK_MESSAGE: v.GenericSchema<unknown, CommandAck> = v.pipe(
  v.object({
    command: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
    result: v.picklist(['ok', 'failed', 'rejected']),
    detail: v.nullish(text(MAX_DETAIL_CHARS), null),
  }),
  v.transform(({ command, result, detail }): CommandAck => {
    if (result !== 'rejected') return { id: command, status: result, detail };
    return { id: command, status: 'failed', detail: detail === null ? 'rejected' : `rejected: ${detail}` };
  }),
);

/** What it plays, as a message of its own. */
export const PLAYBACK_MESSAGE: v.GenericSchema<unknown, PlaybackWord> = v.pipe(
  v.object({
    playing: v.nullable(playing),
    agoMs: v.optional(v.pipe(v.number(), v.finite(), v.minValue(0)), 0),
    n: v.nullish(bytes, null),
  }),
  v.transform(({ playing: item, agoMs, n }): PlaybackWord => ({ item, agoMs, number: n })),
);

/** Each known field. */
export const HEARTBEAT_FIELDS: Readonly<Record<string, v.GenericSchema>> = {
  playing: v.nullable(playing),
  version: v.nullable(name),
  cpuRatio: v.nullable(ratio),
  memoryBytes: v.nullable(bytes),
  diskFreeBytes: v.nullable(bytes),
  // From outdoor winter to a chip that is about to give up.
  temperatureCelsius: v.nullable(v.pipe(v.number(), v.finite(), v.minValue(-60), v.maxValue(150))),
  receivedBytes: v.nullable(bytes),
  sentBytes: v.nullable(bytes),
  screenOn: v.nullable(v.boolean()),
  contentInSync: v.nullable(v.union([v.boolean(), ratio])),
  localTimeMs: v.nullable(v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(8.64e15))),
  seq: v.nullable(bytes),
  acks: v.pipe(v.array(v.unknown()), v.maxLength(MAX_ACKS)),
  playbacks: v.pipe(v.array(v.unknown()), v.maxLength(MAX_PLAYBACKS)),
};
