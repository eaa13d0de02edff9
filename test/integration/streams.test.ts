/** Streams and sessions through the public API and a real server: what a host does, what its operator then sees. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { createTallylight, hours, type Tallylight, type TallylightOptions } from '@tallylight/sdk';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { waitFor } from '../parts/wait-for.ts';

let server: Server;
let tally: Tallylight;
let url = '';
/** What the origin serves now, by path. */
let files: Map<string, string | Buffer>;

async function begin(options: TallylightOptions = {}): Promise<void> {
  files = new Map();
  tally = createTallylight({ tickMs: 100, historyMs: 10_000, trustedProxies: ['127.0.0.0/8'], ...options });
  server = createServer((request, response) => {
    tally.observe(request, response, { stream: (request.url ?? '').split('/')[2] ?? '' });
    const body = files.get((request.url ?? '').split('?')[0] ?? '');
    response.writeHead(body === undefined ? 404 : 200);
    response.end(body ?? 'not here');
  });
  tally.attach(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
afterEach(async () => {
  await tally.close();
  server.closeAllConnections();
  server.close();
});

const get = async (path: string, headers: Record<string, string> = {}): Promise<Response> => {
  const answer = await fetch(url + path, { headers });
  await answer.clone().arrayBuffer();
  return answer;
};
const api = async (path: string, init?: RequestInit): Promise<{ status: number; body: Record<string, unknown> }> => {
  const answer = await fetch(`${url}/tallylight/v1${path}`, init);
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};
/** Samples of the metrics page whose line begins so. */
const samples = async (start: string): Promise<string[]> =>
  (await (await get('/metrics')).text()).split('\n').filter((line) => line.startsWith(start));
const stream = (id: string) => tally.snapshot('streams').get(id);
const media = (first: number): string =>
  `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXT-X-MEDIA-SEQUENCE:${first}\n#EXTINF:1,\nseg${first}.m4s\n`;
const LADDER =
  '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=900000\nhd/index.m3u8\n#EXT-X-STREAM-INF:BANDWIDTH=300000\nsd/index.m3u8\n';

test('a segment that the playlist names and that is not there is our error, another one is the viewer’s', async () => {
  await begin({ metrics: { cacheMs: 0 } });
  files.set('/hls/news/index.m3u8', media(7));
  await get('/hls/news/index.m3u8');
  await waitFor('the playlist to be read', () => stream('news')?.state === 'up');
  await get('/hls/news/seg7.m4s?token=1');
  await get('/hls/news/seg3.m4s');
  expect(await samples('tallylight_stream_requests_total{stream="news"')).toEqual(
    expect.arrayContaining([
      'tallylight_stream_requests_total{stream="news",result="missing"} 1',
      'tallylight_stream_requests_total{stream="news",result="client_error"} 1',
    ]),
  );
});

test('a live stream whose playlist stands still while it is asked for is down, and up again when it goes on', async () => {
  await begin();
  files.set('/hls/news/index.m3u8', media(1));
  await waitFor('stalled', async () => {
    await get('/hls/news/index.m3u8');
    return stream('news')?.state === 'down';
  });
  expect(stream('news')?.reason).toBe('stalled');
  files.set('/hls/news/index.m3u8', media(2));
  await waitFor('up', async () => {
    await get('/hls/news/index.m3u8');
    return stream('news')?.state === 'up';
  });
});

test('bytes, viewers and switches are told by rendition', async () => {
  await begin({ metrics: { cacheMs: 0 } });
  files.set('/hls/news/index.m3u8', LADDER);
  for (const [name, bytes] of [
    ['hd', 9000],
    ['sd', 3000],
  ] as const) {
    files.set(`/hls/news/${name}/index.m3u8`, media(1));
    files.set(`/hls/news/${name}/seg1.m4s`, Buffer.alloc(bytes));
  }
  await get('/hls/news/index.m3u8');
  await get('/hls/news/sd/index.m3u8');
  await waitFor(
    'the playlist to be read',
    () => stream('news')?.playlistAgeMs !== null && stream('news') !== undefined,
  );
  await get('/hls/news/sd/seg1.m4s');
  await get('/hls/news/hd/index.m3u8');
  await get('/hls/news/hd/seg1.m4s');
  await waitFor('both renditions', async () => {
    const lines = await samples('tallylight_rendition_');
    return (
      lines.includes('tallylight_rendition_egress_bytes_total{stream="news",rendition="hd"} 9000') &&
      lines.includes('tallylight_rendition_egress_bytes_total{stream="news",rendition="sd"} 3000') &&
      lines.includes('tallylight_rendition_clients{stream="news",rendition="hd"} 1') &&
      lines.includes('tallylight_rendition_switches_total{stream="news",direction="up"} 1')
    );
  });
});

test('a DASH manifest makes a stream of its own kind, and a manifest that stands still stalls it', async () => {
  await begin();
  const mpd = (end: number): string =>
    `<MPD type="dynamic" minimumUpdatePeriod="PT1S"><Period><AdaptationSet contentType="video"><SegmentTemplate timescale="1" media="$RepresentationID$-$Number$.m4s"><SegmentTimeline><S t="0" d="1" r="${end}"/></SegmentTimeline></SegmentTemplate><Representation id="v1" bandwidth="1"/></AdaptationSet></Period></MPD>`;
  files.set('/dash/film/live.mpd', mpd(3));
  await get('/dash/film/live.mpd');
  await waitFor('the manifest to be read', () => stream('film')?.protocol === 'dash');
  await waitFor('stalled', async () => {
    await get('/dash/film/live.mpd');
    return stream('film')?.reason === 'stalled';
  });
});

test('a stream in its night is off, and a muted one is off until the mute ends', async () => {
  await begin({ metrics: { cacheMs: 0 } });
  const hour = new Date().getUTCHours();
  const two = (value: number): string => String(value % 24).padStart(2, '0');
  const open = `${two(hour + 5)}:00-${two(hour + 6)}:00`;
  tally.stream('night', { expected: hours({ zone: 'UTC', open }) });
  tally.stream('news');
  const asked = await api('/actions/mute', {
    method: 'POST',
    body: JSON.stringify({ target: { stream: 'news' }, untilMs: Date.now() + 60_000, reason: 'works', by: 'ana' }),
  });
  expect(asked.status).toBe(200);
  expect(await samples('tallylight_stream_expected')).toEqual([
    'tallylight_stream_expected{stream="night"} 0',
    'tallylight_stream_expected{stream="news"} 0',
  ]);
  await waitFor('both off', () => stream('night')?.state === 'off' && stream('news')?.state === 'off');
  expect(tally.mutes()).toMatchObject([{ noun: 'stream', id: 'news', reason: 'works', by: 'ana' }]);
  expect((await api('/mutes')).body.mutes).toMatchObject([{ id: 'news' }]);
  await api('/actions/unmute', { method: 'POST', body: JSON.stringify({ target: { stream: 'news' } }) });
  await waitFor('expected again', () => stream('news')?.expected === true);
  expect(tally.mutes()).toEqual([]);
  const endSoon = tally.mute({ stream: 'news' }, { untilMs: Date.now() + 300 });
  expect(tally.mutes().length).toBe(1);
  await waitFor('the end of it', () => tally.mutes().length === 0);
  endSoon();
});

test('a mute without a reason, or for ever, is refused with what is wrong', async () => {
  await begin();
  const mute = (body: object) => api('/actions/mute', { method: 'POST', body: JSON.stringify(body) });
  const target = { stream: 'news' };
  for (const body of [
    { target, untilMs: Date.now() + 1000 },
    { target, untilMs: Date.now() - 1, reason: 'x' },
    { target, untilMs: Date.now() + 1e12, reason: 'x' },
    { target: { stream: 'a', site: 'b' }, untilMs: Date.now() + 1000, reason: 'x' },
  ]) {
    expect(await mute(body)).toMatchObject({ status: 400, body: { code: 'bad-mute' } });
  }
});

test('a probe of the host’s own keeps a stream known without viewers', async () => {
  await begin({ metrics: { cacheMs: 0 } });
  const news = tally.stream('news');
  news.probe({ ok: true, durationMs: 20 });
  await waitFor('up or idle', () => ['up', 'idle'].includes(stream('news')?.state ?? ''));
  news.probe({ ok: false, durationMs: 5000 });
  await waitFor('down', () => stream('news')?.state === 'down');
  expect(stream('news')?.reason).toBe('probe_failed');
  expect(await samples('tallylight_stream_probes_total{stream="news"')).toEqual([
    'tallylight_stream_probes_total{stream="news",result="ok"} 1',
    'tallylight_stream_probes_total{stream="news",result="failed"} 1',
  ]);
});

test('the built-in prober asks for a URL that the host names', async () => {
  await begin();
  files.set('/probe/x', 'fine');
  tally.stream('news', { probe: { url: `${url}/probe/x`, intervalMs: 1000 } });
  await waitFor('known by its probe', () => ['up', 'idle'].includes(stream('news')?.state ?? ''));
  files.delete('/probe/x');
  await waitFor('down by its probe', () => stream('news')?.state === 'down');
  expect(() => tally.probe('news', { url: 'nowhere' })).toThrow(expect.objectContaining({ code: 'CONFIG' }));
});

test('a socket handed over counts its wire bytes and ends the session when it closes', async () => {
  await begin();
  const ended: string[] = [];
  tally.on('session-ended', ({ payload }) => ended.push(payload.reason));
  const raw = (await import('node:net')).createServer((socket) => {
    tally.stream('tcp').openSession({ socket, address: '203.0.113.9' });
    socket.write(Buffer.alloc(70_000));
  });
  raw.listen(0, '127.0.0.1');
  await once(raw, 'listening');
  const client = connect((raw.address() as AddressInfo).port, '127.0.0.1');
  client.resume();
  await waitFor('the bytes', () => stream('tcp')?.egressBytes === 70_000);
  expect(stream('tcp')?.sessions).toBe(1);
  client.end();
  await waitFor('the end', () => ended.length === 1);
  expect(ended).toEqual(['left']);
  raw.close();
});

test('sessions are listed by stream or country, page by page, without who they are', async () => {
  await begin();
  const news = tally.stream('news');
  for (let viewer = 0; viewer < 5; viewer += 1) {
    const session = news.openSession({ address: `203.0.113.${viewer}`, userAgent: 'SMART-TV', id: `user-${viewer}` });
    session.sent(100);
  }
  tally.stream('other-one').openSession({ address: '2001:db8::1' });
  expect(await api('/sessions')).toMatchObject({ status: 400, body: { code: 'bad-filter' } });
  const first = await api('/sessions?stream=news&limit=3');
  const second = await api(`/sessions?stream=news&limit=3&cursor=${first.body.next}`);
  const rows = [...(first.body.sessions as object[]), ...(second.body.sessions as object[])];
  expect([rows.length, second.body.next]).toEqual([5, null]);
  expect(rows[0]).toMatchObject({
    stream: 'news',
    country: 'ZZ',
    deviceClass: 'tv',
    network: '203.0.113.0/24',
    egressBytes: 100,
  });
  expect(JSON.stringify(rows)).not.toContain('user-');
  expect(((await api('/sessions?country=zz')).body.sessions as object[]).length).toBe(6);
  expect(await (await get('/tallylight/v1/sessions?stream=news&format=csv')).text()).toMatch(
    /^id,stream,country,.*\r\n/,
  );
});

test('the live table of sessions is told by stream or country only, and its rows go when the viewers do', async () => {
  await begin();
  const session = tally.stream('news').openSession({ address: '203.0.113.9' });
  tally.stream('film').openSession();
  const socket = new WebSocket(`${url.replace('http', 'ws')}/tallylight/v1/live`, 'tallylight.v1');
  const messages: Record<string, unknown>[] = [];
  socket.on('message', (bytes: Buffer) => {
    const read = JSON.parse(bytes.toString()) as Record<string, unknown> | Record<string, unknown>[];
    messages.push(...(Array.isArray(read) ? read : [read]));
  });
  await once(socket, 'open');
  const say = (message: object): void => socket.send(JSON.stringify(message));
  say({ op: 'hello', v: 1 });
  say({ op: 'sub', id: 1, topic: 'sessions' });
  say({ op: 'sub', id: 2, topic: 'sessions', filter: { where: { stream: 'news' } } });
  const of = (op: string) => messages.filter((message) => message.op === op);
  await waitFor('the answers', () => of('err').length === 1 && of('snap').length === 1);
  expect(of('err')[0]).toMatchObject({ id: 1, code: 'bad-filter' });
  const rows = of('snap')[0]?.rows as unknown[][];
  expect(rows.length).toBe(1);
  expect(rows[0]?.slice(1, 5)).toEqual(['news', 'ZZ', 'other', '203.0.113.0/24']);
  session.close();
  const key = rows[0]?.[0];
  await waitFor('its end', () =>
    of('set').some((message) => (message.rows as unknown[][]).some((row) => row.length === 1 && row[0] === key)),
  );
  socket.terminate();
});

test('history is told by period, as JSON, CSV and lines', async () => {
  await begin();
  const news = tally.stream('news');
  await waitFor('a few points', async () => {
    news.sent(1000);
    const { body } = await api('/history?metric=bandwidth&period=100s&stream=news');
    return (body.points as object[]).length >= 3;
  });
  expect(await (await get('/tallylight/v1/history?format=csv')).text()).toMatch(
    /^atMs,egressBytesPerSecond,ingressBytesPerSecond\r\n\d+,\d+,/,
  );
  const lines = (await (await get('/tallylight/v1/history?format=ndjson')).text()).trim().split('\n');
  expect(JSON.parse(lines[0] ?? '')).toHaveProperty('egressBytesPerSecond');
  expect((await api('/history?metric=sessions&period=24h')).status).toBe(200);
  for (const wrong of ['metric=x', 'period=2h', 'format=xml', 'metric=health&period=100s'])
    expect(await api(`/history?${wrong}`)).toMatchObject({ status: 400, body: { code: 'bad-query' } });
  expect((await api('/history?stream=nobody')).status).toBe(404);
});

test('a viewer of three streams is three sessions and one viewer', async () => {
  await begin({ metrics: { cacheMs: 0 } });
  for (const id of ['news', 'film', 'music']) {
    const handle = tally.stream(id);
    handle.openSession({ address: '203.0.113.1', userAgent: 'TV', id: 'ana' });
    handle.openSession({ address: '203.0.113.2', userAgent: 'TV' });
  }
  expect(await samples('tallylight_unique_viewers{window="15m"')).toEqual([
    'tallylight_unique_viewers{window="15m"} 2',
  ]);
  expect(await samples('tallylight_stream_clients{stream="news"')).toEqual([
    'tallylight_stream_clients{stream="news"} 2',
  ]);
});
