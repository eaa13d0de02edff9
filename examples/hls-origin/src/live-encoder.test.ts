import { fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startLiveEncoder } from './live-encoder.ts';
import { createPlayers } from './players.ts';
import { startOrigin } from './server.ts';

const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0;
const silent = { debug() {}, info() {}, warn() {}, error() {} };

describe.skipIf(!hasFfmpeg)('the live encoder', { timeout: 60_000 }, () => {
  const closers: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0)) await close();
  });

  it('gives the origin a stream that real players can watch', async () => {
    const origin = await startOrigin({ port: 0, live: true, logger: silent });
    closers.push(origin.close);
    const viewer = { stream: 'live', address: '85.214.132.8', country: 'DE', userAgent: 'test', keepAlive: true };
    const players = createPlayers({
      origin: origin.url,
      viewers: [viewer],
      chaos: false,
      joinOverMs: 0,
      segmentLimit: 3,
    });
    closers.push(() => players.stop({ graceful: false }));
    players.start();
    expect(await players.done).toMatchObject({ segments: 3, failed: 0, refused: 0 });
  });

  it('leaves no folder behind when it is closed', async () => {
    const encoder = await startLiveEncoder();
    closers.push(encoder.close);
    expect(existsSync(encoder.folder)).toBe(true);
    await encoder.close();
    expect(existsSync(encoder.folder)).toBe(false);
  });

  it('ends when the server is killed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tallylight-test-'));
    const execArgv = ['--conditions=@tallylight/source'];
    const server = fork(fileURLToPath(new URL('./server.ts', import.meta.url)), ['--port', '0', '--live'], {
      execArgv,
      env: { ...process.env, TMPDIR: folder },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    closers.push(
      async () => server.kill('SIGKILL'),
      () => rm(folder, { recursive: true, force: true }),
    );
    const encodes = (): boolean =>
      readdirSync(folder).some((name) => name.startsWith('tallylight-live-') && existsSync(join(folder, name, '360p')));
    await vi.waitFor(() => expect(encodes()).toBe(true), { timeout: 20_000, interval: 50 });
    const gone = once(server, 'exit');
    server.kill('SIGKILL');
    await gone;
    // The keeper removes the folder only after ffmpeg has ended.
    await vi.waitFor(() => expect(readdirSync(folder)).toEqual([]), { timeout: 20_000, interval: 50 });
  });
});
