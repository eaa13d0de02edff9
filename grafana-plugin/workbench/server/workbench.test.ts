import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from 'vitest';
import { buildFolders, buildWorkbench, Closing, send } from '../testing/builders.ts';
import { parseOptions } from './options.ts';
import { isAllowed } from './same-site.ts';

const SERVER = join(import.meta.dirname, '..', 'server.ts');

const closing = new Closing();
afterEach(() => closing.close());

describe('the server', () => {
  test('serves each plugin below its own id, and nothing outside of its folder', async () => {
    const { url } = await buildWorkbench(closing);
    expect(await send(`${url}/public/plugins/tallylight-app/module.js`)).toMatchObject({ status: 200, body: 'app' });
    const nested = await send(`${url}/public/plugins/tallylight-live-datasource/module.js`);
    expect(nested).toMatchObject({ status: 200, body: 'datasource' });
    const unchanged = { 'if-none-match': String(nested.headers.etag) };
    expect(
      await send(`${url}/public/plugins/tallylight-live-datasource/module.js`, { headers: unchanged }),
    ).toMatchObject({ status: 304, body: '' });
    for (const path of [
      'tallylight-live-datasource/%2e%2e/module.js',
      'tallylight-app/..%2fhost/host.json',
      'no/module.js',
      'tallylight-app/%zz',
    ]) {
      expect((await send(`${url}/public/plugins/${path}`)).status, path).toBe(404);
    }
  });

  test('writes the boot data of the plugins into the page, without secrets', async () => {
    const { url } = await buildWorkbench(closing, { secrets: { token: 'secret-token' }, role: 'Viewer' });
    const page = (await send(`${url}/a/tallylight-app`)).body;
    expect(page).not.toContain('secret-token');
    const boot = JSON.parse(/grafanaBootData = (.*);</.exec(page)?.[1] ?? '');
    expect(boot.user.orgRole).toBe('Viewer');
    expect(boot.settings.datasources['Tallylight Live']).toMatchObject({
      uid: 'tallylight-live',
      url: '/api/datasources/proxy/uid/tallylight-live',
      access: 'proxy',
      meta: { module: 'public/plugins/tallylight-live-datasource/module.js' },
    });
  });

  test('answers its own API paths and no others', async () => {
    const { url } = await buildWorkbench(closing);
    expect(JSON.parse((await send(`${url}/api/health`)).body)).toMatchObject({ version: '13.2.2' });
    expect((await send(`${url}/api/org`)).status).toBe(404);
    expect((await send(url, { method: 'POST' })).status).toBe(404);
  });

  test('refuses pages of other sites', async () => {
    const { url } = await buildWorkbench(closing);
    expect((await send(`${url}/api/health`, { headers: { origin: 'https://elsewhere.example' } })).status).toBe(403);
    expect((await send(`${url}/api/health`, { headers: { host: 'rebound.example' } })).status).toBe(403);
    expect((await send(`${url}/api/health`, { headers: { origin: url } })).status).toBe(200);
  });

  test('names the option when the port is taken', async () => {
    const occupant = createServer().listen(0, '127.0.0.1');
    await once(occupant, 'listening');
    closing.add(() => occupant.close());
    const { port } = occupant.address() as { port: number };
    await expect(buildWorkbench(closing, { port })).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      message: expect.stringMatching(`--port .*${port}`),
    });
  });

  test('says what is not built', async () => {
    await expect(buildWorkbench(closing, { pluginDir: '/nowhere' })).rejects.toMatchObject({ code: 'NOT_BUILT' });
    await expect(buildWorkbench(closing, { hostDir: '/nowhere' })).rejects.toMatchObject({ code: 'NOT_BUILT' });
  });
});

test('a loopback server is asked by loopback names only, and by pages of the same host', () => {
  expect(isAllowed({ host: 'localhost:4200', origin: 'http://localhost:4100' }, '127.0.0.1')).toBe(true);
  expect(isAllowed({ host: '[::1]:4200' }, '::1')).toBe(true);
  expect(isAllowed({ host: 'localhost:4200', origin: 'null' }, '127.0.0.1')).toBe(false);
  expect(isAllowed({ host: 'wall.example', origin: 'http://wall.example:4200' }, '0.0.0.0')).toBe(true);
  expect(isAllowed({}, '0.0.0.0')).toBe(false);
});

describe('the command line', () => {
  test('gives options, secrets from the environment', () => {
    const options = parseOptions(['--port', '0', '--target=http://origin:1', '--role', 'Viewer'], {
      TALLYLIGHT_TOKEN: 't',
    });
    expect(options).toEqual({ port: 0, target: 'http://origin:1', role: 'Viewer', secrets: { token: 't' } });
    expect(parseOptions(['--help'], {})).toBe('help');
  });

  test('names what is wrong', async () => {
    for (const [argument, message] of [
      ['--port=70000', /--port .*70000/],
      ['--role=Root', /--role .*Root/],
      ['--color=red', /--color/],
    ] as const) {
      expect(() => parseOptions([argument], {}), argument).toThrow(message);
    }
    await expect(buildWorkbench(closing, { target: 'https://x' })).rejects.toMatchObject({ code: 'CONFIG' });
  });

  test('ends with an error and a status when it cannot start', async () => {
    const child = spawn(process.execPath, [SERVER, '--port', 'x']);
    const [said, [status]] = await Promise.all([text(child.stderr), once(child, 'close')]);
    expect(status).toBe(1);
    expect(said).toMatch(/^--port must be/);
  });
});

describe('the process', () => {
  async function start(): Promise<{ child: ChildProcess; url: string }> {
    const { hostDir, pluginDir } = await buildFolders(closing);
    const child = fork(SERVER, ['--port', '0', '--page', hostDir, '--plugin', pluginDir], { silent: true });
    closing.add(() => child.kill('SIGKILL'));
    const line = String((await once(child.stdout ?? child, 'data'))[0]);
    return { child, url: /http:\S+/.exec(line)?.[0] ?? line };
  }

  test.each([
    ['TERM', (child: ChildProcess) => child.kill('SIGTERM')],
    ['INT', (child: ChildProcess) => child.kill('SIGINT')],
    ['the end of the one who started it', (child: ChildProcess) => child.disconnect()],
  ])('ends on %s, open connections or not', async (_name, end) => {
    const { child, url } = await start();
    const open = connect(Number(new URL(url).port), '127.0.0.1');
    open.on('error', () => {});
    await once(open, 'connect');
    const ended = once(child, 'exit');
    end(child);
    expect((await ended)[0]).toBe(0);
    await expect(send(`${url}/api/health`)).rejects.toThrow(/ECONNREFUSED/);
  });
});
