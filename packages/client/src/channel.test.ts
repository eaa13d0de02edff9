import type { PosMessage, RowTuple, SetMessage, SnapMessage } from '@tallylight/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyFrame, type Channel, type ChannelFrame, createChannel, type Outcome } from './channel.ts';

const CH = 7;
const snap = (o: number, rows: RowTuple[], more: Partial<SnapMessage> = {}): SnapMessage => ({
  op: 'snap',
  ch: CH,
  o,
  part: 0,
  last: true,
  ageMs: 0,
  rows,
  ...more,
});
const set = (p: number, o: number, ...rows: RowTuple[]): SetMessage => ({ op: 'set', ch: CH, p, o, rows });
const pos = (p: number, o: number): PosMessage => ({ op: 'pos', ch: CH, p, o });

function channelOf(topic = 'geo', fields = ['sessions']): Channel {
  return { ...createChannel(topic), fields };
}

/** Applies frames, one a millisecond, and gives the outcomes. */
function feed(channel: Channel, ...frames: ChannelFrame[]): Outcome[] {
  return frames.map((frame, index) => applyFrame(channel, frame, 100 + index));
}

function rowsOf(channel: Channel): Record<string, unknown> {
  return Object.fromEntries(channel.rows);
}

describe('a channel', () => {
  it('starts with a snapshot and follows the chain', () => {
    const channel = channelOf();
    expect(feed(channel, snap(4, [['FR', 1]]), set(4, 5, ['FR', 2], ['DE', 1]), set(5, 6, ['FR']))).toEqual([
      'applied',
      'applied',
      'applied',
    ]);
    expect(rowsOf(channel)).toEqual({ DE: { sessions: 1 } });
    expect(channel.position).toBe(6);
  });

  it('takes nothing before its first snapshot', () => {
    const channel = channelOf();
    expect(feed(channel, set(0, 1, ['FR', 1]), pos(1, 1))).toEqual(['held', 'held']);
    expect(channel.rows.size).toBe(0);
  });

  it('drops what it has seen', () => {
    const channel = channelOf();
    const frames = [snap(4, [['FR', 1]]), set(4, 5, ['FR', 2]), set(4, 5, ['FR', 2]), snap(4, [['FR', 1]]), pos(3, 4)];
    expect(feed(channel, ...frames)).toEqual(['applied', 'applied', 'duplicate', 'duplicate', 'duplicate']);
    expect(rowsOf(channel)).toEqual({ FR: { sessions: 2 } });
  });

  it('is broken by a hole, keeps its rows, and is mended by a snapshot only', () => {
    const channel = channelOf();
    const frames = [snap(4, [['FR', 1]]), set(5, 6, ['FR', 3]), set(6, 7, ['FR', 4])];
    expect(feed(channel, ...frames)).toEqual(['applied', 'broken', 'held']);
    expect(rowsOf(channel)).toEqual({ FR: { sessions: 1 } });
    expect(feed(channel, snap(8, [['FR', 5]]), pos(8, 9))).toEqual(['applied', 'applied']);
    expect(rowsOf(channel)).toEqual({ FR: { sessions: 5 } });
  });

  it('stays fresh by a pos that moves nothing', () => {
    const channel = channelOf();
    feed(channel, snap(4, [], { ageMs: 900 }));
    expect([channel.statedAgeMs, channel.arrivedMs]).toEqual([900, 100]);
    expect(applyFrame(channel, pos(4, 4), 5_000)).toBe('applied');
    expect([channel.statedAgeMs, channel.arrivedMs]).toEqual([0, 5_000]);
  });

  it('hands out a new map after each change and never moves one it handed out', () => {
    const channel = channelOf();
    feed(channel, snap(4, [['FR', 1]]));
    const before = channel.rows;
    feed(channel, set(4, 5, ['FR', 2]));
    expect(channel.rows).not.toBe(before);
    expect([...before]).toEqual([['FR', { sessions: 1 }]]);
    const after = channel.rows;
    feed(channel, pos(5, 6));
    expect(channel.rows).toBe(after);
  });

  it('keeps a row named like a part of every object as any other', () => {
    const channel = channelOf();
    feed(channel, snap(1, [['__proto__', 1]]));
    expect([...channel.rows]).toEqual([['__proto__', { sessions: 1 }]]);
  });

  it('merges bandwidth points with the ones it holds', () => {
    const channel = channelOf('bandwidth', ['points']);
    feed(channel, snap(1, [['total', [[1_000, 5, null]]]]), set(1, 2, ['total', [[2_000, 6, null]]]));
    const points = [
      [1_000, 5, null],
      [2_000, 6, null],
    ];
    expect(rowsOf(channel)).toEqual({ total: { points } });
  });
});

describe('a snapshot in parts', () => {
  const part = (n: number, last: boolean, ...rows: RowTuple[]): SnapMessage => snap(4, rows, { part: n, last });

  it('is shown when its last part has come, not before', () => {
    const channel = channelOf();
    feed(channel, snap(1, [['FR', 1]]));
    expect(feed(channel, part(0, false, ['DE', 1]))).toEqual(['held']);
    expect(rowsOf(channel)).toEqual({ FR: { sessions: 1 } });
    expect(feed(channel, part(1, true, ['IT', 1]))).toEqual(['applied']);
    expect(rowsOf(channel)).toEqual({ DE: { sessions: 1 }, IT: { sessions: 1 } });
  });

  it('is followed by what changed while it came', () => {
    const channel = channelOf();
    feed(channel, part(0, false, ['DE', 1]), set(4, 5, ['DE', 2]), part(1, true, ['IT', 1]), set(5, 6, ['IT']));
    expect(rowsOf(channel)).toEqual({ DE: { sessions: 2 } });
    expect(channel.position).toBe(6);
  });

  it('on its way holds back what comes after it began, and so mends a hole by itself', () => {
    const channel = channelOf();
    feed(channel, snap(1, [['DE', 1]]));
    expect(feed(channel, part(0, false, ['DE', 3]), set(2, 3, ['DE', 2]))).toEqual(['held', 'held']);
    expect([channel.position, rowsOf(channel)]).toEqual([1, { DE: { sessions: 1 } }]);
    expect(feed(channel, part(1, true), set(4, 5, ['DE', 4]))).toEqual(['applied', 'applied']);
    expect(rowsOf(channel)).toEqual({ DE: { sessions: 4 } });
  });

  it('with a part missing is a broken chain', () => {
    expect(feed(channelOf(), part(0, false), part(2, true))).toEqual(['held', 'broken']);
    expect(feed(channelOf(), part(1, true))).toEqual(['broken']);
  });

  it('sent once for each of two peers is taken once, however the parts are mixed', () => {
    const channel = channelOf();
    const [a, b, c] = [part(0, false, ['A', 1]), part(1, false, ['B', 1]), part(2, true, ['C', 1])];
    expect(feed(channel, a, b, a, c, b, c)).toEqual(['held', 'held', 'duplicate', 'applied', 'duplicate', 'duplicate']);
    expect([...channel.rows.keys()]).toEqual(['A', 'B', 'C']);
  });

  it('gives way to a newer one', () => {
    const channel = channelOf();
    const newer = [snap(9, [['A', 2]], { last: false }), snap(9, [['B', 2]], { part: 1 })] as const;
    expect(feed(channel, part(0, false, ['A', 1]), newer[0], part(1, true, ['B', 1]), newer[1])).toEqual([
      'held',
      'held',
      'duplicate',
      'applied',
    ]);
    expect(channel.position).toBe(9);
  });

  it('that never ends does not pile up frames without end', () => {
    const channel = channelOf();
    feed(channel, part(0, false));
    const outcomes = Array.from({ length: 1_001 }, (_, index) => applyFrame(channel, set(4 + index, 5 + index), index));
    expect(outcomes.at(-1)).toBe('broken');
    expect(channel.incoming).toBeUndefined();
  });
});

describe('a frame of the wrong shape', () => {
  it.each([
    ['no offset', { op: 'set', ch: CH, p: 4, rows: [] }],
    ['an offset that is text', { op: 'pos', ch: CH, p: 4, o: '5' }],
    ['no rows', { op: 'set', ch: CH, p: 4, o: 5 }],
    ['a row that is not a tuple', { op: 'set', ch: CH, p: 4, o: 5, rows: ['FR'] }],
    [
      'a key that is not text',
      {
        op: 'set',
        ch: CH,
        p: 4,
        o: 5,
        rows: [
          ['DE', 2],
          [1, 2],
        ],
      },
    ],
    ['a snapshot without its age', { op: 'snap', ch: CH, o: 5, part: 0, last: true, rows: [] }],
    ['a row that is null', { op: 'snap', ch: CH, o: 5, part: 0, last: true, ageMs: 0, rows: [null] }],
  ])('throws and leaves the rows as they were: %s', (_, frame) => {
    const channel = channelOf();
    feed(channel, snap(4, [['FR', 1]]));
    expect(() => applyFrame(channel, frame as unknown as ChannelFrame, 1)).toThrow();
    expect(rowsOf(channel)).toEqual({ FR: { sessions: 1 } });
  });
});

/**
 * A server that changes rows, merges changes into one frame, loses and repeats frames and sends snapshots in parts with
 * changes in between; and a reader that asks for a snapshot when its chain breaks.
 */
type Step =
  | { readonly kind: 'change'; readonly key: string; readonly value: number | null }
  | { readonly kind: 'send' | 'lose' | 'again' | 'snap' | 'part' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('change' as const),
      key: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      value: fc.option(fc.nat(9)),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('send' as const) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('part' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('lose' as const, 'again' as const, 'snap' as const) }) },
);

function play(steps: readonly Step[]): { readonly channel: Channel; readonly truth: ReadonlyMap<string, number> } {
  const channel = channelOf('geo', ['n']);
  const truth = new Map<string, number>();
  const history = [new Map<string, number>()];
  const changed = new Set<string>();
  let sentTo = 0;
  let sent: ChannelFrame[] = [];
  let parts: SnapMessage[] = [];
  let isAsked = false;

  const check = (): void => {
    if (channel.position === undefined) return;
    const rows = new Map([...channel.rows].map(([key, row]) => [key, (row as { n: number }).n]));
    expect(rows).toEqual(history[channel.position]);
  };
  const deliver = (frame: ChannelFrame): void => {
    if (applyFrame(channel, frame, 0) === 'broken') isAsked = true;
    check();
  };
  const frame = (): ChannelFrame => {
    const rows = [...changed].map((key): RowTuple => (truth.has(key) ? [key, truth.get(key)] : [key]));
    const o = history.length - 1;
    const next = rows.length > 0 ? set(sentTo, o, ...rows) : pos(sentTo, o);
    changed.clear();
    sentTo = o;
    sent = [...sent.slice(-3), next];
    return next;
  };
  const snapshot = (): void => {
    const rows = [...truth].map(([key, value]): RowTuple => [key, value]);
    const o = history.length - 1;
    const count = Math.ceil(rows.length / 2) || 1;
    parts = Array.from({ length: count }, (_, n) =>
      snap(o, rows.slice(2 * n, 2 * n + 2), { part: n, last: n === count - 1 }),
    );
    changed.clear();
    sentTo = o;
    isAsked = false;
    sent = [];
  };
  const pump = (): void => {
    const next = parts.shift();
    if (next !== undefined) deliver(next);
    else if (isAsked) snapshot();
  };

  snapshot();
  for (const { kind, ...what } of steps) {
    if (kind === 'change') {
      const { key, value } = what as Extract<Step, { kind: 'change' }>;
      if (value === null) truth.delete(key);
      else truth.set(key, value);
      history.push(new Map(truth));
      changed.add(key);
    } else if (kind === 'send') deliver(frame());
    else if (kind === 'lose') frame();
    else if (kind === 'again') for (const old of sent) deliver(old);
    else if (kind === 'snap') snapshot();
    else pump();
  }
  // Quiet: what is under way arrives, the reader is told where the server stands, and asks once more if it must.
  for (let turn = 0; turn < 3; turn += 1) {
    if (isAsked) snapshot();
    while (parts.length > 0) pump();
    deliver(frame());
  }
  return { channel, truth };
}

describe('whatever is lost, repeated, merged or cut into parts', () => {
  it('rows with a position are exactly the rows of that position, and after quiet those of the server', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const { channel, truth } = play(steps);
        expect(channel.position).toBeDefined();
        const rows = new Map([...channel.rows].map(([key, row]) => [key, (row as { n: number }).n]));
        expect(rows).toEqual(truth);
      }),
      { numRuns: 2_000 },
    );
  });
});
