/** Puts what a reader is told into frames and hands them to its sink. Shared frames are made once, by the channel. */
import type { GapMessage, Offset, Priority } from '@tallylight/protocol';
import type { LiveCounts } from '../model/live-counts.ts';
import type { Channel } from './channel.ts';
import type { Carrier, Follow } from './core/reader.ts';
import { HIGH_WATER_BYTES, type LiveSink } from './session.ts';

export interface SinkCarrier extends Carrier<Channel> {
  /** Looks how much the sink takes now: before each round of frames. */
  look(): void;
}

export interface CarrierParts {
  readonly sink: LiveSink;
  readonly counts: LiveCounts;
  /** Nothing is told any more. */
  readonly isOver: () => boolean;
  readonly startsAnew: (follow: Follow<Channel>) => void;
  readonly overflows: () => void;
}

export function createCarrier({ sink, counts, isOver, startsAnew, overflows }: CarrierParts): SinkCarrier {
  /** What fits for certain. Asking the socket costs as much as the rest of a frame, so it is asked when this has run out. */
  let room = 0;

  function look(): void {
    room = isOver() ? 0 : HIGH_WATER_BYTES - sink.pendingBytes;
  }
  function hand(channel: Channel, frame: Buffer, isShared: boolean): void {
    channel.feed.delivered += 1;
    room -= frame.length;
    sink.send(frame, isShared);
  }
  return {
    look,
    get isFull() {
      if (room > 0) return false;
      look();
      return room <= 0;
    },
    link: (channel, link) => hand(channel, channel.linkFrame(link), true),
    event: (channel, p, event) => hand(channel, channel.eventFrame(p, event), false),
    gap(channel, p: Offset, from: Offset, o: Offset, why: GapMessage['why']) {
      counts.gap(why);
      hand(channel, gapFrame({ ch: channel.number, p, from, o, why }), false);
    },
    rows: (channel, p, o) => hand(channel, channel.rowsFrame(p, o), false),
    pos: (channel, p, o) => hand(channel, posFrame(channel.number, p, o), false),
    part: (channel, snapshot, part) => hand(channel, channel.partFrame(snapshot, part), true),
    startsAnew,
    overflows,
    dropped: (priority: Priority) => counts.drop(priority),
  };
}

export function gapFrame(gap: Omit<GapMessage, 'op' | 'fetchable'>): Buffer {
  // What the log has forgotten cannot be fetched either; what gave way in a buffer is still in the log.
  return Buffer.from(JSON.stringify({ op: 'gap', ...gap, fetchable: gap.why === 'overflow' }));
}

export function posFrame(ch: number, p: Offset, o: Offset): Buffer {
  return Buffer.from(`{"op":"pos","ch":${ch},"p":${p},"o":${o}}`);
}
