/**
 * The one decoder of what devices say, whatever road it comes by: POST, socket or the host's call. Of a heartbeat unknown
 * fields are passed over, known ones that cannot be are dropped and named, and what is none at all is counted. Nothing is thrown.
 */
import * as v from 'valibot';
import type { CommandAck, Heartbeat, PlaybackWord } from '../model/device-rules.ts';
import { ACK, ACK_MESSAGE, HEARTBEAT_FIELDS, PLAYBACK_MESSAGE } from './schemas.ts';

export type DecodedHeartbeat =
  /** `ignored`: names of fields that were dropped. */
  { readonly beat: Heartbeat; readonly ignored: readonly string[] } | { readonly malformed: string };

/** Decodes a heartbeat of a host's call or a parsed message. */
export function decodeHeartbeat(input: unknown): DecodedHeartbeat {
  try {
    if (!isPlain(input)) return { malformed: 'a heartbeat must be a JSON object' };
    if (isTainted(input)) return { malformed: 'a heartbeat must not have a field __proto__' };
    return decodeFields(input);
  } catch {
    // A getter or a proxy of the host; nothing from the wire comes here.
    return { malformed: 'a heartbeat must be a plain object' };
  }
}

/** Decodes the body of a POST; an empty one is a heartbeat that says nothing but "here". */
export function decodeHeartbeatBody(body: Uint8Array): DecodedHeartbeat {
  if (body.length === 0) return { beat: {}, ignored: [] };
  const parsed = parseJson(body);
  return parsed === undefined ? { malformed: 'the body must be JSON in UTF-8' } : decodeHeartbeat(parsed);
}

/** What a device says it plays; `undefined` when that cannot be. */
export function decodePlayback(message: Fields): PlaybackWord | undefined {
  if (isPlain(message.playing) && isTainted(message.playing)) return undefined;
  const read = v.safeParse(PLAYBACK_MESSAGE, message);
  return read.success ? read.output : undefined;
}

/** How a device says that a command ended; `undefined` when that cannot be. */
export function decodeAck(message: Fields): CommandAck | undefined {
  const read = v.safeParse(ACK_MESSAGE, message);
  return read.success ? read.output : undefined;
}

/** The value of a JSON body; `undefined` when it is none. */
export function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}

type Fields = Readonly<Record<string, unknown>>;

function decodeFields(input: Fields): DecodedHeartbeat {
  const beat: Record<string, unknown> = {};
  const ignored: string[] = [];
  for (const [field, schema] of Object.entries(HEARTBEAT_FIELDS)) {
    if (!Object.hasOwn(input, field)) continue;
    const value = input[field];
    if (value === undefined) continue;
    const isTaintedBelow = isPlain(value) && isTainted(value);
    const read = isTaintedBelow ? undefined : v.safeParse(schema, value);
    if (read?.success !== true) {
      ignored.push(field);
      continue;
    }
    if (field === 'acks' || field === 'playbacks') {
      const entries = read.output as readonly unknown[];
      const fine = field === 'acks' ? decodeAcks(entries) : decodePlaybacks(entries);
      if (fine.length < entries.length) ignored.push(field);
      beat[field] = fine;
    } else if (field === 'contentInSync') {
      beat.contentSyncRatio = read.output === null ? null : Number(read.output);
    } else beat[field] = read.output;
  }
  return { beat, ignored };
}

function decodeAcks(entries: readonly unknown[]): CommandAck[] {
  const acks: CommandAck[] = [];
  for (const entry of entries) {
    if (!isPlain(entry) || isTainted(entry)) continue;
    const read = v.safeParse(ACK, entry);
    if (read.success) acks.push(read.output);
  }
  return acks;
}

function decodePlaybacks(entries: readonly unknown[]): PlaybackWord[] {
  return entries.flatMap((entry) => (isPlain(entry) && decodePlayback(entry)) || []);
}

function isPlain(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTainted(value: Fields): boolean {
  return Object.hasOwn(value, '__proto__');
}
