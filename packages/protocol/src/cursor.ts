/**
 * A cursor says how far a reader has got: one epoch, and the last offset seen of each topic. The reader keeps it, so a lost
 * reader costs the server nothing and any server that holds the same log can go on from it.
 * Wire form: `1.<epoch>.s2f-w9` (topic code, offset in base 36).
 */
import { TOPIC_NAMES, TOPICS, type Topic } from './topics.ts';

/** Names one life of the logs. After a change of epoch no older offset means anything. */
export type Epoch = string;

/** Dense position in the log of a topic, from 1; 0 is before the first. Below 2^53. */
export type Offset = number;

export interface Cursor {
  readonly epoch: Epoch;
  readonly offsets: Readonly<Partial<Record<Topic, Offset>>>;
}

const CURSOR_FORM = /^1\.([0-9A-Za-z]{1,32})\.((?:[a-z][0-9a-z]{1,11}(?:-(?!$)|$))*)$/;
const TOPIC_BY_CODE = new Map<string, Topic>(TOPIC_NAMES.map((topic) => [TOPICS[topic].code, topic]));

/** The wire form of a cursor. */
export function formatCursor(cursor: Cursor): string {
  const parts: string[] = [];
  for (const topic of TOPIC_NAMES) {
    const offset = cursor.offsets[topic];
    if (offset !== undefined) parts.push(TOPICS[topic].code + offset.toString(36));
  }
  return `1.${cursor.epoch}.${parts.join('-')}`;
}

/** Reads the wire form; `undefined` when it is not one. Codes of unknown topics are passed over. */
export function parseCursor(text: string): Cursor | undefined {
  const match = CURSOR_FORM.exec(text);
  if (match === null) return undefined;
  const offsets: Partial<Record<Topic, Offset>> = {};
  for (const part of (match[2] as string).split('-')) {
    const topic = TOPIC_BY_CODE.get(part.slice(0, 1));
    if (topic === undefined) continue;
    const offset = Number.parseInt(part.slice(1), 36);
    if (!Number.isSafeInteger(offset)) return undefined;
    offsets[topic] = offset;
  }
  return { epoch: match[1] as string, offsets };
}
