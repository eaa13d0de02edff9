/**
 * One (topic, filter) and the peers who watch it. Its chain: every frame says from which offset to which it leads. Peers who
 * stand where the channel stands share the frame; one who stands elsewhere gets the same rows with its own beginning.
 */
import { createMatcher, type RowFilter } from './filter.ts';
import type { EncodedRow, TopicFeed } from './topic-feed.ts';

/** Rows in one part of a snapshot; keeps a frame in the tens of kilobytes. */
const ROWS_PER_PART = 200;

/** Where frames go. A peer that cannot take more says so and is told everything anew later. */
export interface Subscriber {
  /** Hands a frame on; `false` when it was not taken. */
  send(frame: Buffer): boolean;
}

export interface Member {
  readonly subscriber: Subscriber;
  /** The reader's own number for the subscription. */
  readonly id: number;
  /** The offset that this peer has been told up to; `undefined` when a frame was lost. */
  position: number | undefined;
}

export interface Channel {
  readonly number: number;
  readonly members: number;
  join(subscriber: Subscriber, id: number): Member;
  leave(member: Member): void;
  /** Tells a member everything anew. */
  resync(member: Member): void;
  /** Tells what the feed's last advance brought. */
  deliver(): void;
}

export interface ChannelParts {
  readonly number: number;
  readonly feed: TopicFeed;
  readonly filter: RowFilter;
  readonly attribution: () => readonly string[] | undefined;
  readonly onMessages: (count: number) => void;
}

export function createChannel(parts: ChannelParts): Channel {
  const { number, feed, filter, attribution, onMessages } = parts;
  const matches = createMatcher(filter);
  const members = new Set<Member>();
  /** Keys now in the channel, kept only where a filter on fields can make a row leave it. */
  const inside = filter.where === undefined ? undefined : new Set<string>();
  let offset = feed.offset;

  function chosen(rows: readonly EncodedRow[]): string[] {
    const json: string[] = [];
    for (const row of rows) {
      if (matches === undefined) json.push(row.json);
      else if (inside === undefined) {
        if (matches(row.key, row.row)) json.push(row.json);
      } else if (row.row !== undefined && matches(row.key, row.row)) {
        inside.add(row.key);
        json.push(row.json);
      } else if (inside.delete(row.key)) json.push(JSON.stringify([row.key]));
    }
    return json;
  }

  function current(): string[] {
    const rows = feed.rows();
    const json: string[] = [];
    for (const row of rows) {
      if (matches !== undefined && !matches(row.key, row.row)) continue;
      inside?.add(row.key);
      json.push(row.json);
    }
    return json;
  }

  function snapshotFrames(): Buffer[] {
    const rows = current();
    const lines = attribution();
    const more = lines === undefined || lines.length === 0 ? '' : `,"attribution":${JSON.stringify(lines)}`;
    const frames: Buffer[] = [];
    const ageMs = Math.max(0, Math.round(feed.ageMs()));
    for (let part = 0, from = 0; part === 0 || from < rows.length; part += 1, from += ROWS_PER_PART) {
      const last = from + ROWS_PER_PART >= rows.length;
      frames.push(
        Buffer.from(
          `{"op":"snap","ch":${number},"o":${feed.offset},"part":${part},"last":${last},"ageMs":${ageMs},"rows":[${rows
            .slice(from, from + ROWS_PER_PART)
            .join(',')}]${more}}`,
        ),
      );
    }
    return frames;
  }

  function tell(member: Member, frames: readonly Buffer[]): boolean {
    let taken = true;
    for (const frame of frames) taken = taken && member.subscriber.send(frame);
    if (taken) onMessages(frames.length);
    return taken;
  }

  /** Tells a member where it is and everything that is there. */
  function begin(member: Member, why: 'new' | 'slow'): void {
    const { topic, fields } = feed;
    const subbed = { op: 'subbed', id: member.id, topic, ch: number, mode: 'snapshot', o: feed.offset, why, fields };
    const taken = tell(member, [Buffer.from(JSON.stringify(subbed)), ...snapshotFrames()]);
    member.position = taken ? feed.offset : undefined;
  }

  return {
    number,
    get members() {
      return members.size;
    },
    join(subscriber, id) {
      const member: Member = { subscriber, id, position: undefined };
      if (members.size === 0) offset = feed.offset;
      members.add(member);
      begin(member, 'new');
      return member;
    },
    leave(member) {
      members.delete(member);
    },
    resync(member) {
      if (member.position === undefined) begin(member, 'slow');
    },
    deliver() {
      if (members.size === 0) return;
      const from = offset;
      const rows = feed.offset === from ? [] : chosen(feed.changes());
      offset = feed.offset;
      const body = rows.length === 0 ? '' : `,"rows":[${rows.join(',')}]`;
      const frame = (previous: number): Buffer =>
        Buffer.from(`{"op":"${body === '' ? 'pos' : 'set'}","ch":${number},"p":${previous},"o":${offset}${body}}`);
      let shared: Buffer | undefined;
      let told = 0;
      for (const member of members) {
        if (member.position === undefined) continue;
        if (member.position === from) shared ??= frame(from);
        const taken = member.subscriber.send(member.position === from ? (shared as Buffer) : frame(member.position));
        member.position = taken ? offset : undefined;
        if (taken) told += 1;
      }
      if (told > 0) onMessages(told);
    },
  };
}
