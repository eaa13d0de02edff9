/**
 * Collects what one poll is answered with, and knows when that is: when every subscription of the request is answered whole
 * and something among it is news, or when the wait is over. A word that nothing changed is no news.
 */
import type { Code } from '@tallylight/protocol';
import { closeFrame } from './http-answer.ts';
import type { LiveSink } from './session.ts';

export interface PollSink extends LiveSink {
  readonly frames: readonly Buffer[];
  /** More than an answer holds waits for the next one. */
  readonly isFull: boolean;
}

export interface PollSinkParts {
  /** Subscriptions that the request asks for. */
  readonly asked: number;
  /** Something came that is news, or changed whether all is answered: is it time? */
  readonly onFrame: (state: { readonly isWhole: boolean; readonly hasNews: boolean; readonly isOver: boolean }) => void;
}

/** All rows of a topic must fit, for a reader that gets only a part of them begins anew. */
const MAX_BYTES = 8 * 1024 * 1024;
/** Enough of a frame to see what it is; rows come after it. */
const HEAD_BYTES = 200;

export function createPollSink({ asked, onFrame }: PollSinkParts): PollSink {
  const frames: Buffer[] = [];
  /** Channels whose rows are on their way, and how many subscriptions wait for each. */
  const awaited = new Map<string, number>();
  let bytes = 0;
  let unanswered = asked;
  let hasNews = false;
  let isOver = false;

  function look(frame: Buffer): void {
    const head = frame.toString('latin1', 0, HEAD_BYTES);
    const ch = /"ch":(\d+)/.exec(head)?.[1] ?? '';
    switch (/^\{"op":"([a-z]+)"/.exec(head)?.[1]) {
      case 'subbed':
        if (head.includes('"mode":"resumed"')) unanswered -= 1;
        else {
          hasNews = true;
          if (frame.includes('"fields":')) awaited.set(ch, (awaited.get(ch) ?? 0) + 1);
          else unanswered -= 1;
        }
        break;
      case 'snap':
        if (!head.includes('"last":true')) break;
        unanswered -= awaited.get(ch) ?? 0;
        awaited.delete(ch);
        break;
      case 'err':
        unanswered -= 1;
        hasNews = true;
        break;
      case 'set':
      case 'ev':
      case 'gap':
      case 'cmd':
      case 'bye':
        hasNews = true;
    }
  }

  return {
    frames,
    onDrain: undefined,
    get isFull() {
      return bytes >= MAX_BYTES;
    },
    get pendingBytes() {
      return bytes >= MAX_BYTES ? bytes : 0;
    },
    send(frame) {
      frames.push(frame);
      bytes += frame.length;
      look(frame);
      onFrame({ isWhole: unanswered <= 0 || bytes >= MAX_BYTES, hasNews, isOver });
    },
    close(code: Code, reason) {
      isOver = true;
      this.send(closeFrame(code, reason));
    },
    terminate() {
      isOver = true;
      onFrame({ isWhole: true, hasNews, isOver });
    },
  };
}
