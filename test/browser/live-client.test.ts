/**
 * The live client in a real browser, by each transport, from a page of the host itself; and the browser's own EventSource on
 * the same server. The page writes down what it was told; the test only looks.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { createTallylight, type Tallylight } from '@tallylight/sdk';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { complaintsOf, openChromium } from '../parts/chromium.ts';
import { findPart, PARTS } from '../parts/system-part.ts';
import { titles } from '../parts/transport-suite.ts';
import { waitFor } from '../parts/wait-for.ts';

const program = findPart(PARTS.chromium);

/** What the page holds. */
interface Told {
  readonly phase: string;
  readonly transport: string | undefined;
  readonly rows: readonly string[];
  readonly events: readonly string[];
  readonly gaps: number;
}

describe.skipIf(program === undefined)('in Chromium', () => {
  let browser: Browser;
  let script: string;
  let tally: Tallylight;
  let url: string;
  let close: () => Promise<void>;
  let cut: () => void;
  let item = 0;

  beforeAll(async () => {
    const { outputFiles } = await build({
      stdin: {
        contents: "export * from '@tallylight/client'",
        resolveDir: fileURLToPath(new URL('..', import.meta.url)),
      },
      conditions: ['@tallylight/source'],
      bundle: true,
      write: false,
      format: 'iife',
      globalName: 'client',
      target: 'es2022',
    });
    script = outputFiles[0]?.text ?? '';
    tally = createTallylight({ tickMs: 100, historyMs: 2000 });
    const server = createServer((request, response) => {
      const isPage = request.url === '/';
      response.writeHead(isPage ? 200 : 404, { 'content-type': 'text/html' });
      response.end(isPage ? '<!doctype html><title>live</title><link rel="icon" href="data:,">' : '');
    });
    tally.attach(server);
    tally.stream('news');
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const sockets = new Set<{ destroy(): void }>();
    server.on('connection', (socket) => sockets.add(socket));
    cut = () => {
      for (const socket of sockets) socket.destroy();
      sockets.clear();
    };
    close = async () => {
      await tally.close();
      cut();
      server.close();
    };
    browser = await openChromium(program ?? '');
  });
  afterAll(async () => {
    await browser?.close();
    await close?.();
  });

  const play = (count: number): string[] => {
    const from = item + 1;
    for (let left = count; left > 0; left -= 1) {
      item += 1;
      tally.device('screen').heartbeat({ playing: { title: `item ${item}` } });
    }
    return titles(from, item);
  };

  async function openPage(): Promise<Page> {
    const page = await browser.newPage();
    await page.goto(url);
    await page.addScriptTag({ content: script });
    return page;
  }

  test.each([
    ['webSocketTransport', 'websocket'],
    ['sseTransport', 'sse'],
    ['pollTransport', 'poll'],
  ])('rows and events come by %s, and go on after a cut without a loss', async (transport, name) => {
    const page = await openPage();
    const complaints = complaintsOf(page);
    await page.evaluate(`
      live = client.createLiveClient({ url: '/tallylight/v1', transports: [client.${transport}()] });
      streams = live.subscribe('streams');
      activity = live.subscribe('activity');
      told = () => ({
        phase: activity.status.phase,
        transport: live.status.transport,
        rows: [...streams.state.keys()],
        events: activity.events.filter((event) => event.name === 'playback-started').map((event) => event.payload.title),
        gaps: activity.gaps.length,
      });
    `);
    const told = (): Promise<Told> => page.evaluate('told()');
    await waitFor('the rows', async () => (await told()).rows.includes('news'));
    await waitFor('the events to begin', async () => (await told()).phase === 'live');
    const expected = play(5);
    await waitFor('five events', async () => (await told()).events.length === 5);
    cut();
    expected.push(...play(5));
    await waitFor('ten events', async () => (await told()).events.length === 10);
    expect(await told()).toMatchObject({ transport: name, events: expected, gaps: 0 });
    expect(complaints.own).toEqual([]);
    await page.close();
  });

  test('the browser’s own EventSource reads the same stream, and resumes by itself after a cut', async () => {
    const page = await openPage();
    await page.evaluate(`
      events = [];
      subbed = [];
      source = new EventSource('/tallylight/v1/live/sse?topics=activity');
      source.onmessage = ({ data }) => {
        for (const message of JSON.parse(data)) {
          if (message.op === 'subbed') subbed.push(message.mode);
          if (message.name === 'playback-started') events.push(message.payload.title);
        }
      };
    `);
    const get = <T>(what: string): Promise<T> => page.evaluate(what);
    await waitFor('the subscription', async () => (await get<string[]>('subbed')).length === 1);
    const expected = play(3);
    await waitFor('three events', async () => (await get<string[]>('events')).length === 3);
    cut();
    expected.push(...play(3));
    await waitFor('six events', async () => (await get<string[]>('events')).length === 6);
    expect(await get('events')).toEqual(expected);
    expect(await get('subbed')).toEqual(['snapshot', 'resumed']);
    await page.close();
  });
});
