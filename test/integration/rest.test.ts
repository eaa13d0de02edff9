/**
 * REST against its own description: a host with streams, viewers, players, screens, money and alerts, asked over real HTTP
 * for every route there is. Each request and each answer is held against the OpenAPI document that the server gives.
 */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Validator } from '@seriousme/openapi-schema-validator';
import { createTallylight, type Tallylight, type TallylightOptions } from '@tallylight/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { manualClock } from '../../packages/sdk/src/testing/manual-clock.ts';
import { type Answer, type Json, type RestReader, readRest } from '../parts/rest-reader.ts';
import { waitFor } from '../parts/wait-for.ts';

interface RestHost {
  readonly url: string;
  readonly tally: Tallylight;
  readonly rest: RestReader;
  close(): Promise<void>;
}

/** A host that serves a media file under any name, a stream each. */
async function startHost(options: TallylightOptions): Promise<RestHost> {
  const server: Server = createServer((request, response) => {
    tally.observe(request, response, { stream: request.url?.split('/')[1] ?? '' });
    response.writeHead(200, { 'content-type': 'video/mp4' });
    response.end('media');
  });
  const tally = createTallylight({ tickMs: 100, historyMs: 10_000, ...options });
  tally.attach(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    tally,
    rest: await readRest(`${url}/tallylight/v1`),
    async close() {
      await tally.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

const webhook = {
  alerts: [{ status: 'firing', labels: { alertname: 'Strange', host: 'db' }, annotations: { summary: 'odd' } }],
};
const reports =
  '{"sid":"6e2fb550-c457-11e9-bb97-0800200c9a66","cid":"news","e":"ps","sta":"p","ts":1800000000000,"v":2}';

let host: RestHost;
let rest: RestReader;
const ask = (path: string, body?: object | string): Promise<Answer> => rest.ask(path, body);
const list = (answer: Answer, name: string): Json[] => answer.body[name] as Json[];
/** The number of the list's rows, page by page, and the rows in order. */
async function walk(path: string, name: string, reader: RestReader = rest): Promise<Json[]> {
  const rows: Json[] = [];
  let cursor = '';
  do {
    const page = await reader.ask(`${path}${cursor === '' ? '' : `&cursor=${cursor}`}`);
    rows.push(...list(page, name));
    cursor = (page.body.next as string | null) ?? '';
  } while (cursor !== '');
  return rows;
}

/** Streams with viewers, screens, money, users. */
async function fill(tally: Tallylight): Promise<void> {
  for (const [id, sent] of [
    ['news', 3000],
    ['film', 2000],
    ['kids', 1000],
  ] as const) {
    const stream = tally.stream(id, { title: `Title of ${id}`, protocol: 'hls' });
    stream.up();
    stream.received(10);
    for (let viewer = 0; viewer < 5; viewer += 1) {
      stream
        .openSession({ address: `203.0.113.${viewer}`, userAgent: 'SMART-TV', id: `${id}-${viewer}` })
        .sent(sent + viewer);
    }
    stream.probe({ ok: true, durationMs: 20 });
  }
  tally.stream('gone').down('source_lost');
  tally.site('paris', { title: 'Paris', zone: 'Europe/Paris' });
  for (let index = 0; index < 12; index += 1) tally.device(`d${index}`, { site: 'paris', group: 'lobby' });
  await tally.revenue.record({ eventId: 'e1', status: 'completed', amountMinor: 1999, currency: 'EUR' });
  tally.audience.seen('somebody');
  tally.content.viewed('film-1', { kind: 'movie' });
  tally.inventory.set('lines', { active: 120 });
}

beforeAll(async () => {
  host = await startHost({
    actions: {
      stream: {
        start: () => {},
        stop: () => Promise.reject(new Error('the encoder does not answer')),
      },
      device: { command: true },
    },
  });
  rest = host.rest;
  const { tally } = host;
  await tally.ready;
  await fill(tally);
  await waitFor('a tick', async () => list(await ask('/streams'), 'streams').length === 4);
});
afterAll(async () => host.close());

describe('the document', () => {
  test('is OpenAPI 3.1, as another reader of the format sees it', async () => {
    const found = await new Validator().validate(structuredClone(rest.document));
    expect(found.errors).toBeUndefined();
    expect(found.valid).toBe(true);
  });

  test('describes each route: what it is for, what it takes, what it answers', () => {
    const names: string[] = [];
    for (const [path, methods] of Object.entries(rest.document.paths)) {
      for (const [method, operation] of Object.entries(methods)) {
        names.push(operation.operationId);
        const at = `${method} ${path}`;
        const good = Object.entries(operation.responses).filter(([status]) => status < '300');
        expect(good.length, at).toBeGreaterThan(0);
        for (const [, { content }] of good)
          expect(Object.keys(content['application/json']?.schema ?? {}), at).not.toEqual([]);
        const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
        const declared = (operation.parameters ?? []).filter((one) => one.in === 'path').map((one) => one.name);
        expect(declared, at).toEqual(inPath);
        if (path.startsWith('/actions/')) expect(method, at).toBe('post');
      }
    }
    expect(new Set(names).size).toBe(names.length);
  });

  test('an answer with a field that it does not know is a fault, and so is one without a field that it promises', async () => {
    const { body } = await ask('/streams');
    const check = (changed: unknown): string | null => rest.fault('/streams', 'GET', 200, 'application/json', changed);
    const [row, ...others] = list({ body } as unknown as Answer, 'streams');
    expect(check(body)).toBeNull();
    expect(check({ ...body, more: 1 })).toMatch(/additional properties/);
    expect(check({ ...body, streams: [{ ...row, secret: 1 }, ...others] })).toMatch(/additional properties/);
    const { sessions: _sessions, ...less } = row as Json;
    expect(check({ ...body, streams: [less] })).toMatch(/must have required property 'sessions'/);
    expect(rest.fault('/streams', 'GET', 418, 'application/json', body)).toMatch(/has no answer 418/);
  });
});

describe('what is there', () => {
  test.each([
    '/info',
    '/health',
    '/stats',
    '/dashboard',
    '/streams/news',
    '/bandwidth',
    '/geo',
    '/devices/d1',
    '/devices/d1/timeline',
    '/proof-of-play',
    '/revenue',
    '/audience',
    '/content',
    '/alerts',
    '/alerts?state=resolved',
    '/mutes',
    '/actions',
    '/live/info',
    '/live/stats',
    '/history?metric=sessions&period=1h',
    '/history?metric=health&period=24h&stream=news',
    '/openapi.json',
  ])('GET %s answers as it says', async (path) => {
    expect((await ask(path)).status).toBe(200);
  });

  test('the numbers are the host’s own', async () => {
    const news = (await ask('/streams/news')).body.stream as Json;
    expect(news).toMatchObject({ title: 'Title of news', sessions: 5, egressBytes: 15_010 });
    const { cards } = (await ask('/dashboard')).body as { cards: Record<string, Json> };
    expect([cards.sessions?.now, cards.devices?.total]).toEqual([15, 12]);
    expect(list(await ask('/revenue'), 'currencies')).toMatchObject([{ currency: 'EUR', total: '1999' }]);
    const caps = list(await ask('/stats'), 'caps');
    expect(caps.find(({ name }) => name === 'sessions')).toMatchObject({ used: 15, max: 1_000_000, refused: 0 });
  });

  test.each(['/streams/nobody', '/devices/nobody', '/devices/nobody/timeline', '/history?stream=nobody'])(
    'GET %s says that there is no such thing',
    async (path) => {
      expect(await ask(path)).toMatchObject({ status: 404, body: { code: 'not-found' } });
    },
  );
});

describe('lists', () => {
  test('come page by page, in every order that is documented, each row once', async () => {
    // Its clock stands still after one tick, so that no value moves between two pages.
    const clock = manualClock();
    const still = await startHost({ clock });
    await fill(still.tally);
    clock.advance(100);
    for (const [path, name, total] of [
      ['/streams', 'streams', 4],
      ['/devices', 'devices', 12],
      ['/bandwidth', 'bandwidth', 4],
      ['/sessions?stream=news', 'sessions', 5],
    ] as const) {
      const { parameters = [] } = still.rest.document.paths[path.split('?')[0] as string]?.get ?? {};
      const sorts = parameters.find((one) => one.name === 'sort')?.schema.enum as string[];
      expect(sorts.length).toBeGreaterThan(3);
      for (const sort of sorts) {
        const rows = await walk(`${path}${path.includes('?') ? '&' : '?'}limit=2&sort=${sort}`, name, still.rest);
        expect(new Set(rows.map(({ id }) => id)).size, `${path} by ${sort}`).toBe(total);
        expect(rows.length, `${path} by ${sort}`).toBe(total);
      }
    }
    await still.close();
  });

  test('sessions go by bytes, across streams, and go on after the place where a page ended', async () => {
    const sent = (await walk('/sessions?country=zz&sort=-egressBytes&limit=4', 'sessions')).map(
      (row) => row.egressBytes,
    );
    expect(sent).toEqual([...sent].sort((a, b) => Number(b) - Number(a)));
    expect([sent.length, sent[0], sent.at(-1)]).toEqual([15, 3004, 1000]);
  });

  test('can be narrowed', async () => {
    expect(list(await ask('/streams?q=FILM'), 'streams').map(({ id }) => id)).toEqual(['film']);
    expect(list(await ask('/streams?state=down'), 'streams').map(({ id }) => id)).toEqual(['gone']);
    expect((await ask('/streams?state=down,up,idle&protocol=hls')).body.total).toBe(3);
    expect((await ask('/devices?site=paris&group=lobby&state=unknown&q=d1')).body.total).toBe(3);
    expect((await ask('/sites?tenant=nobody')).body.total).toBe(0);
    expect((await ask('/geo?continent=EU')).body.total).toBe(0);
  });

  test.each([
    ['/streams?limit=0', 'query.limit', 'a whole number from 1 to 1000', '0'],
    ['/streams?limit=many', 'query.limit', 'a whole number from 1 to 1000', '"many"'],
    ['/streams?sort=secret', 'query.sort', expect.stringMatching(/^one of id, -id/), '"secret"'],
    ['/streams?cursor=x', 'query.cursor', 'the next of an answer to the same sort', '"x"'],
    ['/devices?state=online,asleep', 'query.state[1]', expect.stringMatching(/^one of online/), '"asleep"'],
    ['/devices?stat=online', 'query.stat', expect.stringMatching(/^one of site, group/), '"stat"'],
    ['/info?x=1', 'query.x', 'left out: this path has no parameters', '"x"'],
    ['/history?metric=x', 'query.metric', 'one of bandwidth, sessions, health', '"x"'],
    ['/history?metric=health&period=100s', 'query.period', 'one of 1h, 24h for this metric', '"100s"'],
    ['/sessions', 'query', 'stream=, country= or user=', 'none of them'],
    ['/sessions?country=Germany', 'query.country', 'two letters', '"Germany"'],
    ['/streams?limit=1&limit=2', 'query.limit', 'given once', 'it twice'],
  ])('%s is refused: where, what would be right, what was there', async (path, where, rule, received) => {
    const { status, headers, body } = await ask(path);
    expect([status, headers.get('content-type')]).toEqual([400, 'application/problem+json']);
    expect(body).toMatchObject({ path: where, rule, received, status: 400 });
  });
});

describe('files', () => {
  test.each([
    ['/sessions?stream=news', 5],
    ['/devices?site=paris', 12],
    ['/revenue', 4],
    ['/proof-of-play', 0],
  ])('%s has a CSV and an NDJSON of its rows', async (path, rows) => {
    const at = `${path}${path.includes('?') ? '&' : '?'}format=`;
    const csv = await ask(`${at}csv`);
    const [head = '', ...lines] = csv.text.trimEnd().split('\r\n');
    expect(csv.headers.get('content-disposition')).toMatch(/^attachment; filename="[a-z-]+\.csv"$/);
    const json = (await ask(`${at}ndjson`)).text.trim().split('\n').filter(Boolean);
    expect([lines.length, json.length]).toEqual([rows, rows]);
    for (const line of json) expect(Object.keys(JSON.parse(line) as Json).join(',')).toBe(head);
  });

  test('the history of a stream too', async () => {
    const news = host.tally.stream('news');
    await waitFor('two points', async () => {
      news.sent(1);
      return list(await ask('/history?stream=news'), 'points').length >= 2;
    });
    expect((await ask('/history?stream=news&format=csv')).text).toMatch(
      /^atMs,egressBytesPerSecond,ingressBytesPerSecond\r\n\d/,
    );
    expect((await ask('/history?stream=news&format=ndjson')).text).toMatch(/^\{"atMs":\d+,/);
  });

  test('a page of a file says in its Link header where the next one is', async () => {
    const lines: string[] = [];
    let path: string | undefined = '/sessions?stream=news&format=ndjson&limit=2&sort=-egressBytes';
    while (path !== undefined) {
      const answer: Answer = await ask(path);
      lines.push(...answer.text.trim().split('\n'));
      path = /<\/tallylight\/v1([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1];
    }
    expect(lines.map((line) => (JSON.parse(line) as Json).egressBytes)).toEqual([3004, 3003, 3002, 3001, 3000]);
  });
});

describe('what comes in', () => {
  test('a heartbeat is answered with what waits for the device', async () => {
    const queued = await ask('/actions/devices/d1/commands', { name: 'reboot', args: { hard: true } });
    expect(queued).toMatchObject({ status: 202, body: { command: { status: 'queued' } } });
    const beat = {
      playing: { title: 'Spring', campaign: 'spring' },
      cpuRatio: 0.3,
      memoryBytes: 1,
      screenOn: true,
      contentInSync: 1,
      localTimeMs: Date.now(),
    };
    const answered = await ask('/devices/d1/heartbeat', beat);
    expect(answered.body).toMatchObject({ ok: true, ignored: [], commands: [{ name: 'reboot' }] });
    await waitFor('its row', async () => ((await ask('/devices/d1')).body.device as Json).state === 'playing');
    const page = (await ask('/devices/d1')).body.device as Json;
    expect(page).toMatchObject({ nowPlaying: { title: 'Spring' }, commands: [{ status: 'delivered' }] });
    expect(list(await ask('/devices/d1/timeline'), 'spans').at(-1)).toMatchObject({
      state: 'playing',
      title: 'Spring',
    });
    expect(list(await ask('/proof-of-play'), 'campaigns')).toMatchObject([{ campaign: 'spring', starts: 1 }]);
    expect(await ask('/devices/d1/heartbeat', 'no json')).toMatchObject({ status: 400, body: { code: 'malformed' } });
  });

  test('players and rule engines are heard', async () => {
    expect(await ask('/cmcd', `${reports}\n`)).toMatchObject({ status: 200 });
    await waitFor('its player', async () => ((await ask('/streams/news')).body.stream as Json).players !== null);
    expect(await ask('/cmcd', 'x'.repeat(300_000))).toMatchObject({ status: 413, body: { code: 'too-large' } });
    expect(await ask('/alerts/intake', webhook)).toMatchObject({ body: { told: ['Strange:host=db'], malformed: 0 } });
    expect(await ask('/alerts/intake', '[]')).toMatchObject({ status: 400, body: { code: 'bad-alerts' } });
    await waitFor(
      'its row',
      async () => (await ask('/alerts?condition=Strange&severity=warning,info')).body.total === 1,
    );
  });
});

describe('actions', () => {
  test('the host’s functions are called, and what it has none for is answered with 501', async () => {
    expect(await ask('/actions/streams/news/start', '')).toMatchObject({ status: 200, body: { done: true } });
    expect(await ask('/actions/streams/nobody/start', '')).toMatchObject({ status: 404 });
    const failed = await ask('/actions/streams/news/stop', '');
    expect(failed).toMatchObject({ status: 502, body: { detail: 'the encoder does not answer' } });
    const none = await ask('/actions/streams/news/restart', '');
    expect(none).toMatchObject({ status: 501, body: { code: 'action-unavailable' } });
    expect(none.headers.get('content-type')).toBe('application/problem+json');
    expect(await ask('/actions/devices/d1/commands', { name: 'a b' })).toMatchObject({ status: 422 });
  });

  test('a mute is set, listed and ended; one that cannot be is refused with where and why', async () => {
    const target = { stream: 'kids' };
    const mute = { target, untilMs: Date.now() + 60_000, reason: 'works', by: 'ana' };
    expect(await ask('/actions/mute', mute)).toMatchObject({ status: 200, body: { mute: { id: 'kids' } } });
    expect(list(await ask('/mutes'), 'mutes')).toMatchObject([{ id: 'kids', by: 'ana' }]);
    expect((await ask('/actions/unmute', { target })).body).toEqual({ ended: true });
    const refused = (await ask('/actions/mute', { ...mute, target: { stream: 'a', site: 'b' } })).body;
    expect(refused).toMatchObject({
      code: 'bad-mute',
      path: 'body.target',
      rule: 'an object with one of stream, device, site',
    });
    expect((await ask('/actions/mute', { ...mute, more: 1 })).body).toMatchObject({ path: 'body', received: '"more"' });
    expect((await ask('/actions/mute', { target })).body).toMatchObject({ path: 'body.untilMs', received: 'nothing' });
    expect((await ask('/actions/unmute', '{"target":{"__proto__":"x"}}')).status).toBe(400);
  });

  test('an alert is acknowledged by its key', async () => {
    await ask('/alerts/intake', webhook);
    const path = `/actions/alerts/${encodeURIComponent('Strange:host=db')}/ack`;
    expect(await ask(path, { by: 'ana', note: 'on it', untilMs: Date.now() + 60_000 })).toMatchObject({ status: 200 });
    expect(await ask(path, { by: 'ana', untilMs: 5 })).toMatchObject({ status: 400, body: { code: 'bad-ack' } });
    expect(await ask('/actions/alerts/none/ack', { by: 'ana' })).toMatchObject({ status: 404 });
  });

  test('an alert that is over is told as one of the past', async () => {
    const [alert] = webhook.alerts;
    await ask('/alerts/intake', { alerts: [{ ...alert, status: 'resolved' }] });
    await waitFor('the end', async () => (await ask('/alerts?condition=Strange')).body.total === 0);
    const past = list(await ask('/alerts?state=resolved&limit=1'), 'alerts');
    expect(past).toMatchObject([{ key: 'Strange:host=db', acknowledgedBy: 'ana', resolvedMs: expect.any(Number) }]);
  });

  test('the live channel is tried as a reader would use it', async () => {
    const { body } = await ask('/live/test', '');
    expect(body).toEqual({
      ok: true,
      steps: ['greet', 'subscribe', 'resume'].map((step) => ({ step, ok: true, detail: null })),
    });
  });

  test('the self-test says of each part whether it works', async () => {
    const { body } = await ask('/actions/selftest', '');
    expect(body.ok).toBe(true);
    expect(
      Object.fromEntries(list({ body } as unknown as Answer, 'checks').map(({ name, state }) => [name, state])),
    ).toEqual({
      clock: 'ok',
      tick: 'ok',
      geo: 'skipped',
      store: 'ok',
      live: 'ok',
      metrics: 'ok',
    });
  });
});

test('what was done is on the record, and a ticket can be had', async () => {
  const { body } = await ask('/audit?limit=500');
  expect((body.lines as Json[]).at(-1)).toMatchObject({ kind: 'configuration', target: 'this machine only' });
  const { ticket, expiresInMs } = (await ask('/live/ticket', '')).body;
  expect([typeof ticket, expiresInMs]).toEqual(['string', 30_000]);
});

test('a self-test names the part that does not work', async () => {
  const broken = await startHost({ geo: { country: '/nowhere/country.mmdb' } });
  try {
    await broken.tally.ready;
    const { body } = await broken.rest.ask('/actions/selftest', '');
    expect(body.ok).toBe(false);
    const failed = (body.checks as Json[]).filter(({ state }) => state === 'failed');
    expect(failed).toMatchObject([{ name: 'geo', detail: 'no database could be loaded' }]);
  } finally {
    await broken.close();
  }
});

test('a clean-up ends now what the next tick would end, and lost devices when asked to', async () => {
  const clock = manualClock();
  const old = await startHost({ clock, tickMs: 60_000, historyMs: 600_000, devices: { lostAfterMs: 60_000 } });
  try {
    await (await fetch(`${old.url}/film/a.mp4`)).text();
    await old.rest.ask('/devices/d1/heartbeat', {});
    const ticket = old.tally.device('d1').command('reboot', {}, { expiresInMs: 1000 });
    expect(ticket).toBeDefined();
    const count = async (): Promise<unknown> =>
      ((await old.rest.ask('/stats')).body.caps as Json[]).map(({ used }) => used);
    const before = await count();
    clock.advance(59_000);
    expect(await count()).toEqual(before);
    const first = await old.rest.ask('/actions/cleanup', '');
    expect(first.body.removed).toEqual({ sessions: 1, players: 0, commands: 1, devices: [] });
    expect((await old.rest.ask('/actions/cleanup', {})).body.removed).toMatchObject({ sessions: 0, commands: 0 });
    clock.advance(500);
    clock.advance(120_000);
    const second = await old.rest.ask('/actions/cleanup', { lostDevices: true });
    expect(second.body.removed).toMatchObject({ devices: ['d1'] });
    expect((await old.rest.ask('/devices/d1')).status).toBe(404);
    const refused = await old.rest.ask('/actions/cleanup', { lostDevices: 'yes' });
    expect(refused).toMatchObject({ status: 400, body: { path: 'body.lostDevices', rule: 'true or false' } });
  } finally {
    await old.close();
  }
});

test('every operation of the document was asked for, and nothing else was needed', () => {
  const all = Object.values(rest.document.paths).flatMap((methods) =>
    Object.values(methods).map(({ operationId }) => operationId),
  );
  // The clean-up has a host of its own.
  expect(all.filter((name) => !rest.seen.has(name) && name !== 'cleanUp')).toEqual([]);
});
