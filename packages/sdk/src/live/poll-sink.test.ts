import { describe, expect, it } from 'vitest';
import { createPollSink } from './poll-sink.ts';

type State = Parameters<Parameters<typeof createPollSink>[0]['onFrame']>[0];

/** What was known after each of these messages. */
function feed(asked: number, ...messages: readonly object[]): State[] {
  const states: State[] = [];
  const sink = createPollSink({ asked, onFrame: (state) => states.push(state) });
  for (const message of messages) sink.send(Buffer.from(JSON.stringify(message)));
  return states;
}

const welcome = { op: 'welcome', v: 1 };
const subbed = (id: number, ch: number, mode: string, more = {}) => ({
  op: 'subbed',
  id,
  topic: 'streams',
  ch,
  mode,
  o: 4,
  ...more,
});
const snap = (ch: number, last: boolean) => ({
  op: 'snap',
  ch,
  o: 4,
  part: 0,
  last,
  ageMs: 0,
  rows: [['a', '"last":true']],
});
const fields = { fields: ['title'] };

describe('an answer to a poll', () => {
  it('is whole when every subscription is answered, rows included to their last part', () => {
    const states = feed(
      2,
      welcome,
      subbed(1, 7, 'snapshot', fields),
      snap(7, false),
      subbed(2, 8, 'resumed', fields),
      snap(7, true),
    );
    expect(states.map(({ isWhole }) => isWhole)).toEqual([false, false, false, false, true]);
  });

  it('needs the rows of a channel once, however many subscriptions wait for them', () => {
    const states = feed(2, subbed(1, 7, 'snapshot', fields), subbed(2, 7, 'snapshot', fields), snap(7, true));
    expect(states.map(({ isWhole }) => isWhole)).toEqual([false, false, true]);
  });

  it('is whole without rows where a topic has none, and where a subscription is refused', () => {
    expect(feed(1, subbed(1, 7, 'snapshot')).at(-1)).toEqual({ isWhole: true, hasNews: true, isOver: false });
    expect(feed(1, { op: 'err', id: 1, code: 'forbidden', message: '' }).at(-1)?.isWhole).toBe(true);
  });

  it.each(['set', 'ev', 'gap', 'cmd', 'bye', 'err'])('has news with %s', (op) => {
    expect(feed(0, welcome, { op, ch: 1 }).map(({ hasNews }) => hasNews)).toEqual([false, true]);
  });

  it.each(['pos', 'pong', 'resume', 'authreq'])('has none with %s alone', (op) => {
    expect(feed(0, { op, ch: 1 })[0]?.hasNews).toBe(false);
  });

  it('is over when the session is, and says how it ended', () => {
    const states: State[] = [];
    const sink = createPollSink({ asked: 1, onFrame: (state) => states.push(state) });
    sink.close('bad-token');
    expect(states.at(-1)?.isOver).toBe(true);
    expect(sink.frames.map(String)).toEqual(['{"op":"close","code":4440,"reason":"bad-token"}']);
  });

  it('takes the rows of any topic whole, yet not without end', () => {
    const sink = createPollSink({ asked: 1, onFrame: () => {} });
    sink.send(Buffer.alloc(4 * 1024 * 1024));
    expect([sink.pendingBytes, sink.isFull]).toEqual([0, false]);
    sink.send(Buffer.alloc(4 * 1024 * 1024));
    expect([sink.pendingBytes, sink.isFull]).toEqual([8 * 1024 * 1024, true]);
  });
});
