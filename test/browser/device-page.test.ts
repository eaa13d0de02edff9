/**
 * A screen that is a page in a real Chromium, with a token of its own: it beats, plays, obeys, comes back after a cut line
 * without having been absent, and tells by POST where no socket gets through.
 */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { createTallylight, type DeviceRow, type Tallylight } from '@tallylight/sdk';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Complaints, complaintsOf, openChromium } from '../parts/chromium.ts';
import { findPart, PARTS } from '../parts/system-part.ts';
import { waitFor } from '../parts/wait-for.ts';

const program = findPart(PARTS.chromium);
const TOKEN = 'device-token-of-this-page';

describe.skipIf(program === undefined)('a player page in Chromium', () => {
  let browser: Browser;
  let script: string;
  let tally: Tallylight;
  let server: Server;
  let url: string;
  let page: Page;
  let complaints: Complaints;
  let events: string[];
  const sockets = new Set<Socket>();

  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const row = (): DeviceRow | undefined => tally.snapshot('devices').get('lobby-1');
  const status = (): Promise<string | undefined> => page.evaluate('document.documentElement.dataset.status');
  const openPage = async (device = 'lobby-1'): Promise<void> => {
    await page.goto(`${url}/player?device=${device}#token=${TOKEN}`);
  };

  beforeAll(async () => {
    const { outputFiles } = await build({
      entryPoints: [fileURLToPath(new URL('./device/player-page.ts', import.meta.url))],
      conditions: ['@tallylight/source'],
      bundle: true,
      write: false,
      format: 'esm',
      target: 'es2022',
    });
    script = outputFiles[0]?.text ?? '';
    browser = await openChromium(program ?? '');
  });
  afterAll(() => browser?.close());

  beforeEach(async () => {
    events = [];
    server = createServer((request, response) => {
      const isScript = request.url === '/player.js';
      response.writeHead(200, { 'content-type': isScript ? 'text/javascript' : 'text/html; charset=utf-8' });
      response.end(
        isScript
          ? script
          : '<!doctype html><link rel="icon" href="data:,"><body><script type="module" src="/player.js"></script>',
      );
    });
    server.on('connection', (socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    });
    tally = createTallylight({
      tickMs: 100,
      historyMs: 2000,
      devices: { heartbeatIntervalMs: 2000 },
      access: { tokens: [{ token: TOKEN, subject: 'lobby-1', roles: ['device'] }] },
    });
    tally.attach(server);
    for (const name of ['device-online', 'device-offline', 'playback-started'] as const) {
      tally.on(name, ({ payload }) => events.push('title' in payload ? `${name} ${payload.title}` : name));
    }
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    page = await browser.newPage();
    complaints = complaintsOf(page);
  });
  afterEach(async () => {
    await page.close();
    await tally.close();
    cut();
    await once(server.close(), 'close');
  });

  test('beats, plays and obeys over WebSocket', async () => {
    await openPage();
    await waitFor('what it plays', () => row()?.nowPlaying?.title === 'Spring sale');
    await waitFor('what it measures', () => row()?.version === 'page 1');
    expect(row()).toMatchObject({ state: 'playing', screenOn: true, nowPlaying: { campaign: 'spring' } });
    expect(await status()).toBe('online websocket');
    const lobby = tally.device('lobby-1');
    expect(await lobby.command('volume', { to: 3 }).end).toEqual({ result: 'ok', detail: 'volume is 3' });
    expect(await page.textContent('output')).toBe('3');
    expect(await lobby.command('next').end).toMatchObject({ result: 'ok' });
    await waitFor('the next item', () => row()?.nowPlaying?.title === 'Menu of the day');
    expect(await page.textContent('h1')).toBe('Menu of the day');
    expect(await lobby.command('reboot').end).toEqual({ result: 'failed', detail: 'rejected: a page cannot reboot' });
    const seenMs = row()?.lastSeenMs ?? 0;
    await waitFor('another beat', () => (row()?.lastSeenMs ?? 0) > seenMs);
    expect(events).toEqual(['device-online', 'playback-started Spring sale', 'playback-started Menu of the day']);
    expect(complaints.own).toEqual([]);
  });

  test('comes back after its line was cut, and was never absent', async () => {
    tally.device('lobby-1', { heartbeatIntervalMs: 20_000 });
    await openPage();
    await waitFor('the socket', async () => (await status()) === 'online websocket');
    cut();
    await waitFor('the break', async () => (await status()) !== 'online websocket', { everyMs: 5 });
    await waitFor('the socket', async () => (await status()) === 'online websocket');
    expect(await tally.device('lobby-1').command('volume', { to: 5 }).end).toMatchObject({ result: 'ok' });
    expect(row()?.state).toBe('playing');
    expect(events).toEqual(['device-online', 'playback-started Spring sale']);
    expect(complaints.own).toEqual([]);
  });

  test('tells by POST where no socket gets through, and does its commands', async () => {
    await page.addInitScript('delete globalThis.WebSocket');
    await openPage();
    await waitFor('what it plays', () => row()?.nowPlaying?.title === 'Spring sale');
    expect(await status()).toBe('online post');
    expect(await tally.device('lobby-1').command('volume', { to: 7 }).end).toMatchObject({ result: 'ok' });
    expect(complaints.own).toEqual([]);
  });

  test('that takes the name of another screen is refused on either way', async () => {
    await openPage('lobby-2');
    await waitFor('the refusal', async () => (await status()) === 'offline post');
    expect(tally.snapshot('devices').get('lobby-2')).toBe(undefined);
    expect(events).toEqual([]);
  });
});
