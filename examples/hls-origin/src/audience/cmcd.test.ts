/** What the demo's players say of themselves, held against what the SDK's decoder (of another hand) and the origin make of it. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createPlayers } from '../players.ts';
import { type Origin, startOrigin } from '../server.ts';
import { eventReport, requestReport, withReport } from './cmcd.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

describe('a CMCD report', () => {
  const facts = {
    object: 'av',
    bitsPerSecond: 410_000,
    durationMs: 2000,
    bufferMs: 4049,
    throughput: 7_777_000,
    starved: true,
    urgent: false,
  } as const;

  it('of version 1 has its keys in order, hundreds where the standard rounds, and no version', () => {
    expect(requestReport(1, 'a-b', 'news', facts)).toBe(
      'bl=4000,br=410,bs,cid="news",d=2000,mtp=7800,ot=av,sf=h,sid="a-b",st=l',
    );
  });

  it('of a playlist has no bitrate and no buffer', () => {
    expect(requestReport(1, 'a', 'news', { ...facts, object: 'm', starved: false, urgent: true })).toBe(
      'cid="news",mtp=7800,ot=m,sf=h,sid="a",st=l,su',
    );
  });

  it('of version 2 tells an event with its moment', () => {
    expect(eventReport('a', 'news', { event: 'ps', state: 'p', atMs: 1000.4, startupMs: 250.6 })).toBe(
      'cid="news",e=ps,msd=251,sf=h,sid="a",st=l,sta=p,ts=1000,v=2',
    );
  });

  it('stands in the query and leaves the address as it was', () => {
    const url = new URL('http://localhost/hls/news/index.m3u8');
    expect(withReport(url, 'sid="a"').href).toBe('http://localhost/hls/news/index.m3u8?CMCD=sid%3D%22a%22');
    expect(url.search).toBe('');
  });
});

describe('players that tell of themselves', { timeout: 60_000 }, () => {
  let origin: Origin;
  beforeAll(async () => {
    origin = await startOrigin({ port: 0, logger: silent });
  });
  afterAll(() => origin?.close());

  const sum = async (name: string, labels: string): Promise<number> => {
    const page = await (await fetch(`${origin.url}/metrics`)).text();
    return page
      .split('\n')
      .filter((line) => line.startsWith(`${name}{`) && line.includes(labels))
      .reduce((total, line) => total + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
  };

  it('are all understood, each report once', async () => {
    const person = { stream: 'cinema', userAgent: 'test', country: 'DE', keepAlive: true };
    const players = createPlayers({
      origin: origin.url,
      viewers: [
        { ...person, address: '85.214.132.1', sid: 'one', cmcd: 'query' },
        { ...person, address: '85.214.132.2', sid: 'two', cmcd: 'events' },
        { ...person, address: '85.214.132.3' },
      ],
      chaos: false,
      joinOverMs: 0,
      segmentLimit: 4,
    });
    players.start();
    const { reports, requests } = await players.done;
    expect(reports.query).toBeLessThan(requests);
    expect(reports.events).toBeGreaterThanOrEqual(3);
    await vi.waitFor(
      async () => {
        expect(await sum('tallylight_cmcd_reports_total', 'mode="query"')).toBe(reports.query);
        expect(await sum('tallylight_cmcd_reports_total', 'mode="event"')).toBe(reports.events);
      },
      { timeout: 10_000, interval: 200 },
    );
    expect(await sum('tallylight_cmcd_reports_total', 'result="malformed"')).toBe(0);
    expect(await sum('tallylight_player_startup_duration_seconds_count', 'hls_live')).toBe(2);
    // One observation for each segment that the two asked for.
    expect(await sum('tallylight_player_bitrate_bytes_per_second_count', 'hls_live')).toBe(8);
  });
});
