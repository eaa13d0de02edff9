/** Which way a client takes, and when it takes another one, on a clock that only the test moves. */
import { afterEach, expect, it } from 'vitest';
import { putAway, startClient } from '../testing/live-setup.ts';
import { createPaper } from '../testing/paper-transport.ts';

afterEach(putAway);

const HOUR_MS = 3_600_000;

function start(names = ['one', 'two', 'three']) {
  const paper = createPaper();
  const setup = startClient('http://paper.test/v1', { transports: names.map((name) => paper.transport(name)) });
  const tried = () => paper.sheets.map(({ name }) => name);
  /** Ends the last connection and waits until the next one is made. */
  const lose = (): void => {
    paper.last.callbacks.close(1006, '');
    if (setup.live.status.phase === 'waiting') setup.clock.advance(setup.live.status.retryInMs ?? 0);
  };
  return { ...setup, paper, tried, lose };
}

it('the next way is tried at once when one fails, without a wait; the wait comes after the last', () => {
  const { live, paper, tried } = start();
  paper.last.callbacks.close(1006, '');
  paper.last.callbacks.close(1006, '');
  expect([tried(), live.status.phase]).toEqual([['one', 'two', 'three'], 'connecting']);
  paper.last.callbacks.close(1006, '');
  expect(live.status).toMatchObject({ phase: 'waiting', attempt: 1, lastError: { code: 'unreachable' } });
});

it('a way that is not the last has three seconds until the greeting, the last has ten', () => {
  const { clock, live, paper, tried } = start(['one', 'two']);
  paper.last.callbacks.hello();
  clock.advance(2_999);
  expect(tried()).toEqual(['one']);
  clock.advance(1);
  expect(tried()).toEqual(['one', 'two']);
  expect(paper.sheets[0]?.isClosed).toBe(true);
  clock.advance(9_999);
  expect(live.status.phase).toBe('connecting');
  clock.advance(1);
  expect(live.status).toMatchObject({ phase: 'waiting', lastError: { code: 'no-welcome' } });
});

it('the way that was welcomed is named, and first for an hour', () => {
  const { clock, live, paper, tried, lose } = start();
  lose();
  paper.welcome();
  expect(live.status).toMatchObject({ phase: 'open', transport: 'two' });
  lose();
  expect(tried()).toEqual(['one', 'two', 'two']);
  paper.welcome();
  clock.advance(HOUR_MS);
  paper.welcome(paper.sheets.findLast(({ name }) => name === 'two'));
  lose();
  lose();
  expect(tried().slice(-1)).toEqual(['one']);
});

it('a way that worked is not left because a server restarts: the others come after two rounds without it', () => {
  const { paper, tried, lose } = start();
  paper.welcome();
  lose();
  lose();
  lose();
  expect(tried()).toEqual(['one', 'one', 'one', 'one']);
  lose();
  expect(tried().slice(-1)).toEqual(['two']);
});

it('a server that has spoken is not asked by another way', () => {
  const { live, paper, tried } = start();
  paper.last.callbacks.message('{"op":"err","code":"too-many-requests","message":"later","retryMs":4000}');
  paper.last.callbacks.close(4529, 'too-many-requests');
  expect([tried(), live.status.phase]).toEqual([['one'], 'waiting']);
  expect(live.status).toMatchObject({ retryInMs: 6_000, lastError: { message: 'later' } });
});

it('a final answer ends it, whatever other ways there are', () => {
  const { live, paper, tried } = start();
  paper.last.callbacks.close(4403, 'forbidden');
  expect([tried(), live.status.phase]).toEqual([['one'], 'closed']);
});

it('the first choice is looked for after ten to twenty minutes, and taken once it greets', () => {
  const { clock, live, paper, tried, lose } = start();
  lose();
  paper.welcome();
  clock.advance(15 * 60_000 - 1);
  expect(tried()).toEqual(['one', 'two']);
  clock.advance(1);
  expect(tried()).toEqual(['one', 'two', 'one']);
  expect(live.status.phase).toBe('open');
  expect(paper.sheets[1]?.isClosed).toBe(false);
  paper.last.callbacks.message('[]');
  expect(tried()).toHaveLength(3);
  paper.welcome();
  expect(tried()).toEqual(['one', 'two', 'one', 'one']);
  expect(paper.sheets.map(({ isClosed }) => isClosed)).toEqual([true, true, true, false]);
  paper.welcome();
  expect(live.status).toMatchObject({ phase: 'open', transport: 'one' });
  clock.advance(HOUR_MS);
  expect(tried()).toHaveLength(4);
});

it('a first choice that is still not there costs nothing but the look', () => {
  const { clock, live, paper, tried, lose } = start();
  lose();
  paper.welcome();
  clock.advance(15 * 60_000);
  paper.last.callbacks.close(1006, '');
  clock.advance(3_000);
  expect(paper.last.isClosed).toBe(true);
  expect([live.status.phase, live.status.transport]).toEqual(['open', 'two']);
  clock.advance(15 * 60_000);
  expect(tried()).toEqual(['one', 'two', 'one', 'one']);
});

it('over a way that says all at once, each greeting after the first goes on with what is there', () => {
  const { live, paper } = start(['one']);
  const streams = live.subscribe('streams');
  const opening = () => JSON.parse(paper.last.callbacks.opening()) as { op: string; id?: number; cursor?: object }[];
  expect(opening().map(({ op }) => op)).toEqual(['hello', 'sub']);
  const answer = (frames: object[]): void => {
    const id = opening()[1]?.id;
    paper.welcome();
    paper.last.callbacks.message(JSON.stringify(frames.map((frame) => ({ ...frame, ...('mode' in frame && { id }) }))));
  };
  answer([
    { op: 'subbed', topic: 'streams', ch: 3, mode: 'snapshot', o: 4, fields: ['title'] },
    { op: 'snap', ch: 3, o: 4, part: 0, last: true, ageMs: 0, rows: [['a', 'A']] },
  ]);
  expect(opening()[1]?.cursor).toEqual({ e: 'e1', o: 4 });
  const phases: string[] = [];
  streams.onChange(({ status }) => phases.push(status.phase));
  answer([
    { op: 'subbed', topic: 'streams', ch: 9, mode: 'resumed', o: 4, fields: ['title'] },
    { op: 'set', ch: 9, p: 4, o: 5, rows: [['a', 'B']] },
  ]);
  expect([streams.state.get('a')?.title, phases, streams.resumes]).toEqual(['B', ['live'], 0]);
  expect(paper.last.sent).toEqual([]);
});
