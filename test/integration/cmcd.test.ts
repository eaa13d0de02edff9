/** CMCD over real HTTP: requests of a host's media routes and posts to our own path, up to the page of metrics. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HlsHost, startHlsHost } from '../parts/hls-host.ts';
import { waitFor } from '../parts/wait-for.ts';

let host: HlsHost;

beforeAll(async () => {
  host = await startHlsHost({ metrics: { cacheMs: 0 } });
});
afterAll(() => host?.close());

const post = (body: string, query = '', type = 'application/cmcd'): Promise<Response> =>
  fetch(`${host.url}/tallylight/v1/cmcd${query}`, { method: 'POST', headers: { 'content-type': type }, body });

async function value(series: string): Promise<number | undefined> {
  const text = await (await fetch(`${host.url}/metrics`)).text();
  const line = text.split('\n').find((found) => found.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
}

/** Asks for the newest segment of a stream as a player would, with CMCD. */
async function watch(stream: string, cmcd: string, by: 'query' | 'header'): Promise<void> {
  const base = `${host.url}/hls/${stream}/360p`;
  const playlist = await (await fetch(`${base}/index.m3u8`)).text();
  const segment = playlist.trim().split('\n').at(-1);
  const answer =
    by === 'query'
      ? await fetch(`${base}/${segment}?CMCD=${encodeURIComponent(cmcd)}`)
      : await fetch(`${base}/${segment}`, { headers: { 'CMCD-Request': cmcd } });
  expect(answer.status).toBe(200);
  await answer.arrayBuffer();
}

describe('CMCD over HTTP', () => {
  it('starts every closed series at 0', async () => {
    expect(await value('tallylight_player_stalls_total{player_format="hls_live"}')).toBe(0);
    expect(await value('tallylight_player_switches_total{direction="up"}')).toBe(0);
    expect(await value('tallylight_player_buffer_seconds_count{player_format="other"}')).toBe(0);
    expect(await value('tallylight_cmcd_reports_total{mode="json",version="2",result="oversized"}')).toBe(0);
  });

  it('a stream has no player figures until a player reports', async () => {
    await (await fetch(`${host.url}/hls/music/index.m3u8`)).text();
    await waitFor('the stream', () => host.tally.snapshot('streams').has('music'));
    expect(host.tally.snapshot('streams').get('music')?.players).toBeNull();
  });

  it.each(['query', 'header'] as const)('by %s a media request tells bitrate, buffer and a stall', async (by) => {
    const stream = by === 'query' ? 'news' : 'sports';
    await watch(stream, `bl=4000,br=410,bs,d=2000,ot=av,sf=h,sid="${by}",st=l`, by);
    const players = await waitFor('the row', () => host.tally.snapshot('streams').get(stream)?.players);
    expect(players).toMatchObject({ stalls: 1, bitrateBytesPerSecond: 51_250, bufferMs: 4000 });
    await waitFor('the next tick', () => host.tally.snapshot('streams').get(stream)?.players?.now === 1);
    expect(await value(`tallylight_cmcd_reports_total{mode="${by}",version="1",result="parsed"}`)).toBe(1);
    expect(await value(`tallylight_stream_stalls_total{stream="${stream}"}`)).toBe(1);
  });

  it('malformed CMCD is counted, and the segment is served', async () => {
    await watch('news', 'br=,sid="x', 'query');
    await waitFor('the count', () =>
      value('tallylight_cmcd_reports_total{mode="query",version="1",result="malformed"}'),
    );
  });

  it('a post of events tells states and times of the stream that its address names', async () => {
    await watch('cinema', 'sid="c"', 'query');
    const at = (ms: number, rest: string): string => `${rest},sf=h,sid="e",st=l,ts=${1_800_000_000_000 + ms},v=2`;
    const lines = [at(0, 'e=ps,sta=s'), at(900, 'e=ps,sta=p'), at(8900, 'e=ps,sta=r'), at(10_900, 'e=ps,sta=p')];
    const answer = await post(lines.join('\n'), '?stream=cinema');
    expect([answer.status, await answer.json()]).toEqual([200, { parsed: 4, malformed: 0, oversized: 0 }]);
    expect(await value('tallylight_stream_play_seconds_total{stream="cinema"}')).toBe(8);
    expect(await value('tallylight_stream_stall_seconds_total{stream="cinema"}')).toBe(2);
    expect(await value('tallylight_player_startup_duration_seconds_sum{player_format="hls_live"}')).toBe(0.9);
    await waitFor('the ratio', () => host.tally.snapshot('streams').get('cinema')?.players?.stallRatio === 0.2);
  });

  it('refuses what is too large and what holds no report, and says so', async () => {
    const large = await post('a'.repeat(65_537));
    expect([large.status, await large.json()]).toMatchObject([413, { code: 'too-large' }]);
    expect((await post('a'.repeat(300_000))).status).toBe(413);
    const bad = await post('br=');
    expect([bad.status, await bad.json()]).toMatchObject([400, { code: 'bad-report' }]);
    expect(await value('tallylight_cmcd_reports_total{mode="event",version="2",result="oversized"}')).toBe(1);
  });

  it('a removed stream leaves its sums to other', async () => {
    const before = await value('tallylight_stream_stalls_total{stream="other"}');
    host.tally.stream('sports').remove();
    expect(await value('tallylight_stream_stalls_total{stream="sports"}')).toBeUndefined();
    expect(await value('tallylight_stream_stalls_total{stream="other"}')).toBe((before ?? 0) + 1);
  });
});
