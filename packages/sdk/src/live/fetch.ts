/**
 * Answers a reader who asks for events that it was told it lacks: the same frames in the same chain as if they had come in
 * time, a page at a time, and for what the log has forgotten meanwhile a gap that cannot be fetched.
 */
import type { FetchMessage } from '@tallylight/protocol';
import { gapFrame, posFrame } from './carrier.ts';
import type { Channel } from './channel.ts';

/** Events in one page. */
export const FETCH_PAGE = 500;

export function fetchFrames(channel: Channel, { from, to }: Pick<FetchMessage, 'from' | 'to'>): Buffer[] {
  const frames: Buffer[] = [];
  const end = Math.min(to, channel.offset);
  const ch = channel.number;
  let p = from - 1;
  for (let count = 0; count < FETCH_PAGE && p < end; count += 1) {
    const { lostTo, event } = channel.next(p);
    if (lostTo !== undefined) {
      const o = Math.min(lostTo, end);
      frames.push(gapFrame({ ch, p, from: p + 1, o, why: 'retention' }));
      p = o;
    } else if (event !== undefined && event.o <= end) {
      frames.push(channel.eventFrame(p, event));
      p = event.o;
    } else {
      frames.push(posFrame(ch, p, end));
      p = end;
    }
  }
  return frames;
}
