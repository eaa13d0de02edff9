/** The transports over plain HTTP as anybody may speak them: curl, an EventSource, a script that asks now and then. */
import { request } from 'node:http';
import { parseCursor } from '@tallylight/protocol';
import { afterEach, describe, expect, test } from 'vitest';
import { type LiveHost, startLiveHost } from '../parts/live-host.ts';
import { waitFor } from '../parts/wait-for.ts';

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

interface Message {
  readonly op: string;
  readonly [field: string]: unknown;
}

const HELLO = { op: 'hello', v: 1 };
const TOKENS = [
  { token: 'a-token-of-a-viewer', subject: 'reader', roles: ['viewer'] as const },
  { token: 'a-token-of-another', subject: 'somebody-else', roles: ['viewer'] as const },
];

async function start(options: Parameters<typeof startLiveHost>[0] = {}): Promise<LiveHost & { readonly api: string }> {
  const host = await startLiveHost(options);
  open.push(() => host.close());
  return { ...host, api: `${host.url}/tallylight/v1` };
}

/** An open event stream: its answer, and the events so far as they came. */
async function stream(url: string, how: RequestInit = {}) {
  const stop = new AbortController();
  open.push(() => stop.abort());
  const response = await fetch(url, { ...how, signal: stop.signal });
  const seen = { text: '', isOver: false };
  const read = async (): Promise<void> => {
    const decoder = new TextDecoder();
    const reader = response.body?.getReader();
    for (let part = await reader?.read(); part?.done === false; part = await reader?.read())
      seen.text += decoder.decode(part.value, { stream: true });
  };
  read()
    .catch(() => {})
    .finally(() => {
      seen.isOver = true;
    });
  return {
    response,
    stop,
    get isOver() {
      return seen.isOver;
    },
    get ids() {
      return [...seen.text.matchAll(/^id: (.*)$/gm)].map(([, id]) => id ?? '');
    },
    get messages(): Message[] {
      return [...seen.text.matchAll(/^data: (.*)$/gm)].flatMap(([, data]) => JSON.parse(data ?? '[]') as Message[]);
    },
    get text() {
      return seen.text;
    },
  };
}

const post = (body: unknown): RequestInit => ({ method: 'POST', body: JSON.stringify(body) });

describe('an event stream', () => {
  test('begins at once, is not kept, held back or packed by anybody, and says when to come back', async () => {
    const { api } = await start();
    const { response, ...events } = await stream(`${api}/live/sse?topics=streams`, {
      headers: { 'accept-encoding': 'gzip' },
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-store, no-transform');
    expect(response.headers.get('x-accel-buffering')).toBe('no');
    expect(response.headers.get('content-encoding')).toBeNull();
    events.stop.abort();
  });

  test('tells a plain EventSource what it asks for by address, each event with the cursor that it leads to', async () => {
    const host = await start();
    const events = await stream(`${host.api}/live/sse?topics=streams,activity`);
    await waitFor('rows', () => events.messages.some(({ op }) => op === 'snap'));
    expect(events.messages.map(({ op }) => op).slice(0, 4)).toEqual(['welcome', 'subbed', 'subbed', 'snap']);
    expect(events.text).toMatch(/^retry: \d+\n\n/);
    host.play(1);
    await waitFor('the event', () => events.messages.some(({ op }) => op === 'ev'));
    const cursor = parseCursor(events.ids.at(-1) ?? '');
    expect(cursor?.offsets.activity).toBeGreaterThan(0);
  });

  test.each(['header', 'query'])('goes on from the last cursor that such a reader has: %s', async (where) => {
    const host = await start();
    const first = await stream(`${host.api}/live/sse?topics=activity`);
    await waitFor('the subscription', () => first.messages.some(({ op }) => op === 'subbed'));
    host.play(1);
    await waitFor('the event', () => first.messages.some(({ payload }) => titleOf(payload) === 'item 1'));
    const cursor = first.ids.at(-1) ?? '';
    first.stop.abort();
    host.play(2, 3);
    const url = `${host.api}/live/sse?topics=activity`;
    const second = await (where === 'header'
      ? stream(url, { headers: { 'last-event-id': cursor } })
      : stream(`${url}&cursor=${cursor}`));
    await waitFor('what was missed', () => second.messages.some(({ payload }) => titleOf(payload) === 'item 3'));
    expect(second.messages.find(({ op }) => op === 'subbed')).toMatchObject({ mode: 'resumed' });
    expect(titlesOf(second.messages)).toEqual(['item 2', 'item 3']);
  });

  test('takes further messages by POST under its sid, and from nobody else', async () => {
    const { api } = await start({ access: { tokens: TOKENS } });
    const [mine, other] = TOKENS.map(({ token }) => ({ authorization: `Bearer ${token}` }));
    const events = await stream(`${api}/live/sse`, post([{ ...HELLO, token: TOKENS[0]?.token }]));
    await waitFor('the greeting', () => events.messages[0]?.op === 'welcome');
    const sid = events.messages[0]?.sid as string;
    expect(sid).toMatch(/^[\w-]{22}$/);
    const say = (headers: Record<string, string> | undefined, to = sid) =>
      fetch(`${api}/live/send?sid=${to}`, {
        ...post([{ op: 'sub', id: 1, topic: 'streams' }]),
        ...(headers && { headers }),
      });
    expect((await say(other)).status).toBe(404);
    expect((await say(mine, 'A'.repeat(22))).status).toBe(404);
    expect((await say(mine)).status).toBe(204);
    await waitFor('rows', () => events.messages.some(({ op }) => op === 'snap'));
    events.stop.abort();
    await waitFor('the end of the session', async () => (await say(mine)).status === 404);
  });

  test('that takes up an earlier one takes its sid too, and the earlier one ends', async () => {
    const { api } = await start();
    const first = await stream(`${api}/live/sse`, post([HELLO]));
    await waitFor('the greeting', () => first.messages[0]?.op === 'welcome');
    const { sid, resume } = first.messages[0] as Message & { sid: string; resume: string };
    const second = await stream(`${api}/live/sse`, post([{ ...HELLO, resume }]));
    await waitFor('the other greeting', () => second.messages[0]?.sid === sid);
    await waitFor('the end of the first', () => first.isOver);
    expect(first.messages.at(-1)).toEqual({ op: 'close', code: 4409, reason: 'taken-over' });
    const said = await fetch(`${api}/live/send?sid=${sid}`, post([{ op: 'sub', id: 1, topic: 'streams' }]));
    expect(said.status).toBe(204);
    await waitFor('rows', () => second.messages.some(({ op }) => op === 'snap'));
  });

  test('that is refused says so: in words where they are read, and by 204 where only that stops a browser', async () => {
    const { api } = await start({ access: { tokens: TOKENS } });
    const spoken = await stream(`${api}/live/sse`, post([{ ...HELLO, token: 'not-a-token-of-anybody' }]));
    await waitFor('the end', () => spoken.isOver);
    expect(spoken.messages).toMatchObject([
      { op: 'err', code: 'bad-token' },
      { op: 'close', code: 4440, reason: 'bad-token' },
    ]);
    expect((await fetch(`${api}/live/sse?topics=streams`)).status).toBe(204);
    const rest = await fetch(`${api}/live/sse?topics=streams`, {
      headers: { authorization: 'Bearer wrong-wrong-wrong' },
    });
    expect([rest.status, ((await rest.json()) as Message).code]).toEqual([403, 'bad-token']);
  });

  test('lets a ticket stand for the header that an EventSource cannot send', async () => {
    const { api } = await start({ access: { tokens: TOKENS } });
    const headers = { authorization: `Bearer ${TOKENS[0]?.token}` };
    const asked = await fetch(`${api}/live/ticket`, { method: 'POST', headers });
    const { ticket } = (await asked.json()) as { ticket: string };
    const events = await stream(`${api}/live/sse?topics=streams&ticket=${ticket}`);
    await waitFor('rows', () => events.messages.some(({ op }) => op === 'snap'));
  });

  test('says goodbye when the server closes, and ends', async () => {
    const { api, tally } = await start();
    const events = await stream(`${api}/live/sse`, post([HELLO, { op: 'sub', id: 1, topic: 'streams' }]));
    await waitFor('rows', () => events.messages.some(({ op }) => op === 'snap'));
    await tally.close();
    await waitFor('the end', () => events.isOver);
    expect(events.messages.slice(-2)).toMatchObject([
      { op: 'bye', code: 'draining' },
      { op: 'close', code: 4503 },
    ]);
  });

  test('beyond the allowed number is refused with a word on when to ask again', async () => {
    const { api } = await start({ live: { maxConnections: 1 } });
    const first = await stream(`${api}/live/sse?topics=streams`);
    await waitFor('the first', () => first.messages.length > 0);
    const second = await fetch(`${api}/live/sse?topics=streams`);
    expect([second.status, second.headers.get('retry-after')]).toEqual([429, '10']);
    first.stop.abort();
    await waitFor('room', async () => {
      const third = await stream(`${api}/live/sse?topics=streams`);
      return third.response.status === 200;
    });
  });
});

describe('a poll', () => {
  interface Answer {
    readonly batch: readonly Message[];
    readonly cursor: string;
    readonly more: boolean;
  }
  const ask = async (url: string, how?: RequestInit): Promise<Answer> =>
    (await (await fetch(url, how)).json()) as Answer;

  test('without a wait is answered at once: with the rows, and with nothing once they are known', async () => {
    const { api } = await start({ tickMs: 60_000, historyMs: 60_000 });
    const first = await ask(`${api}/live/poll?topics=streams`);
    expect(first.batch.map(({ op }) => op)).toEqual(['welcome', 'subbed', 'snap']);
    expect(first.more).toBe(false);
    const second = await ask(`${api}/live/poll?topics=streams&cursor=${first.cursor}`);
    expect(second.batch.slice(0, 2)).toMatchObject([{ op: 'welcome' }, { op: 'subbed', mode: 'resumed' }]);
    expect(second.batch.filter(({ op }) => op === 'snap' || op === 'set')).toEqual([]);
  });

  test('with a wait is answered when there is news, and with all of it', async () => {
    const host = await start();
    const first = await ask(`${host.api}/live/poll?topics=activity`);
    const second = ask(`${host.api}/live/poll?topics=activity&wait=20000&cursor=${first.cursor}`);
    await waitFor('the poll to wait', async () => {
      const stats = (await (await fetch(`${host.api}/live/stats`)).json()) as { connections: { poll: number } };
      return stats.connections.poll === 1;
    });
    host.play(1, 3);
    expect(titlesOf((await second).batch)).toEqual(['item 1', 'item 2', 'item 3']);
  });

  test('may be repeated: the same cursor gives the same events, and later ones', async () => {
    const host = await start();
    const { cursor } = await ask(`${host.api}/live/poll?topics=activity`);
    host.play(1, 2);
    const again = () => ask(`${host.api}/live/poll?topics=activity&cursor=${cursor}`);
    await waitFor('both', async () => titlesOf((await again()).batch).length === 2);
    expect(titlesOf((await again()).batch)).toEqual(['item 1', 'item 2']);
    host.play(3);
    await waitFor('the third', async () => titlesOf((await again()).batch).length === 3);
  });

  test('shows its headers at once, before there is an answer', async () => {
    const host = await start();
    const { cursor } = await ask(`${host.api}/live/poll?topics=activity`);
    const response = await fetch(`${host.api}/live/poll?topics=activity&wait=20000&cursor=${cursor}`);
    expect(response.headers.get('cache-control')).toBe('no-store, no-transform');
    host.play(1);
    expect(titlesOf(((await response.json()) as Answer).batch)).toEqual(['item 1']);
  });

  test('whose reader goes away leaves nothing behind', async () => {
    const host = await start();
    const { cursor } = await ask(`${host.api}/live/poll?topics=activity`);
    const outgoing = request(`${host.api}/live/poll?topics=activity&wait=20000&cursor=${cursor}`, { agent: false });
    outgoing.on('error', () => {});
    outgoing.end();
    const waiting = async (): Promise<number> => {
      const stats = (await (await fetch(`${host.api}/live/stats`)).json()) as { connections: { poll: number } };
      return stats.connections.poll;
    };
    await waitFor('the poll to wait', async () => (await waiting()) === 1);
    outgoing.destroy();
    await waitFor('the poll to be gone', async () => (await waiting()) === 0);
  });

  test('that waits is answered when the server closes', async () => {
    const host = await start();
    const { cursor } = await ask(`${host.api}/live/poll?topics=activity`);
    const waiting = ask(`${host.api}/live/poll?topics=activity&wait=20000&cursor=${cursor}`);
    await waitFor('the poll to wait', async () => {
      const stats = (await (await fetch(`${host.api}/live/stats`)).json()) as { connections: { poll: number } };
      return stats.connections.poll === 1;
    });
    await host.tally.close();
    expect((await waiting).batch.at(-2)).toMatchObject({ op: 'bye', code: 'draining' });
  });
});

test.each(['sse', 'send', 'poll'])('another method or a body too large is refused: %s', async (name) => {
  const { api } = await start();
  const deleted = await fetch(`${api}/live/${name}`, { method: 'DELETE' });
  expect([deleted.status, deleted.headers.get('allow')]).toEqual([405, name === 'send' ? 'POST' : 'GET, POST']);
  const large = await fetch(`${api}/live/${name}`, { method: 'POST', body: 'x'.repeat(70_000) });
  expect([large.status, ((await large.json()) as Message).code]).toEqual([413, 'too-large']);
});

function titleOf(payload: unknown): unknown {
  return (payload as { title?: unknown } | undefined)?.title;
}

function titlesOf(messages: readonly Message[]): unknown[] {
  return messages.flatMap(({ name, payload }) => (name === 'playback-started' ? [titleOf(payload)] : []));
}
