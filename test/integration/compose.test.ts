/**
 * docker-compose.yml without an engine: the file is what docker-compose 1.29 takes and what we promise of it, and every file
 * that a container mounts is run by the real program. A copy differs from the very file in places only (hosts, ports, the
 * folders of secrets and temporary files; for Prometheus the pace as well); each replacement must find something to replace.
 */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createLiveClient, sseTransport, webSocketTransport } from '@tallylight/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { createPlayers } from '../../examples/hls-origin/src/players.ts';
import { runCli } from '../../packages/cli/src/cli.ts';
import { type ComposeFile, placed, ROOT, readCompose, runOrigin } from '../parts/compose-file.ts';
import { freePort } from '../parts/free-port.ts';
import { runTool } from '../parts/promtool/run-tool.ts';
import { type RunningProgram, startProgram } from '../parts/promtool/running-program.ts';
import { findPart, PARTS } from '../parts/system-part.ts';
import { waitFor } from '../parts/wait-for.ts';

const programs = {
  compose: findPart(PARTS.dockerCompose),
  nginx: findPart(PARTS.nginx),
  redis: findPart(PARTS.redis),
  prometheus: findPart(PARTS.prometheus),
  promtool: findPart(PARTS.promtool),
  alertmanager: findPart(PARTS.alertmanager),
  amtool: findPart(PARTS.amtool),
};

let file: ComposeFile;
let folder: string;
const running: { close(): Promise<unknown> }[] = [];

beforeAll(async () => {
  file = await readCompose();
  folder = await mkdtemp(join(tmpdir(), 'tallylight-compose-'));
  await runCli(['tokens', '--out', join(folder, 'secrets')], {
    say() {},
    complain: (line) => expect.unreachable(line),
  });
});
afterAll(async () => {
  for (const one of running.reverse()) await one.close();
  await rm(folder, { recursive: true, force: true });
});

const tokenOf = (role: string): Promise<string> =>
  readFile(join(folder, 'secrets', `tallylight-${role}-token`), 'utf8');
const mountsOf = ({ services }: ComposeFile): readonly (readonly [string, string])[] =>
  Object.entries(services).flatMap(([name, { volumes = [] }]) =>
    volumes.filter((volume) => volume.startsWith('./')).map((volume) => [name, volume.split(':')[0] ?? ''] as const),
  );

describe('the file', () => {
  test.skipIf(programs.compose === undefined)(
    'is taken by docker-compose, which needs no engine for that',
    async () => {
      const { code, said } = await runTool(programs.compose as string, ['-f', 'docker-compose.yml', 'config'], ROOT);
      expect(`${code} ${said.slice(0, 2000)}`).toMatch(/^0 /);
      const understood = parse(said.slice(said.indexOf('networks:'))) as ComposeFile;
      expect(Object.keys(understood.services).sort()).toEqual(Object.keys(file.services).sort());
      expect(understood.services['origin-2']?.environment).toMatchObject({
        TALLYLIGHT_INSTANCE: 'origin-2',
        TALLYLIGHT_TOKENS: '/run/secrets',
      });
    },
  );

  test('lets Grafana load the six plugins by name, and is no development mode', async () => {
    const environment = file.services.grafana?.environment ?? {};
    const folders = ['', 'datasource/', 'panels/bandwidth/', 'panels/heatmap/', 'panels/health/', 'panels/devices/'];
    const ids = await Promise.all(
      folders.map(async (place) => {
        const text = await readFile(join(ROOT, 'grafana-plugin/src', place, 'plugin.json'), 'utf8');
        return (JSON.parse(text) as { id: string }).id;
      }),
    );
    expect(environment.GF_PLUGINS_ALLOW_LOADING_UNSIGNED_PLUGINS).toBe(ids.join(','));
    expect(Object.keys(environment).filter((name) => /APP_MODE|ANONYMOUS/.test(name))).toEqual([]);
  });

  test('pins every image to a version', () => {
    for (const [name, { image }] of Object.entries(file.services)) {
      expect(image, name).toMatch(/^[a-z/]+:v?\d+\.\d+\.\d+(?:-[a-z-]+)?$/);
    }
    expect(file.services.grafana?.image).toBe('grafana/grafana:13.2.2');
  });

  test('asks everything that others need for its health', () => {
    const without = Object.entries(file.services).flatMap(([name, { healthcheck }]) => (healthcheck ? [] : [name]));
    // Nobody needs the audience.
    expect(without).toEqual(['players']);
  });

  test('opens ports on this machine only', () => {
    for (const [name, { ports = [] }] of Object.entries(file.services)) {
      for (const port of ports) expect(port, name).toMatch(/^127\.0\.0\.1:/);
    }
  });

  test('holds no secret: each comes from a file that git does not know, and `tallylight tokens` writes them all', async () => {
    for (const [name, { file: path }] of Object.entries(file.secrets)) {
      expect(path).toBe(`./secrets/${name}`);
      expect(await readFile(join(folder, 'secrets', name), 'utf8')).toMatch(/^[\w-]{43}$/);
    }
    expect((await readFile(join(ROOT, '.gitignore'), 'utf8')).split('\n')).toContain('/secrets/');
  });

  test('gives every reader the tokens that its configuration names, and no other', async () => {
    const named = async (path: string): Promise<string[]> => {
      const text = await readFile(join(ROOT, 'provisioning', path), 'utf8');
      return [...new Set([...text.matchAll(/\/run\/secrets\/([\w-]+)/g)].map(([, name]) => name ?? ''))];
    };
    const { prometheus, alertmanager, grafana } = file.services;
    expect(prometheus?.secrets).toEqual(await named('prometheus/prometheus.yml'));
    expect(alertmanager?.secrets).toEqual(await named('prometheus/alertmanager.yml'));
    expect(grafana?.secrets).toEqual([...(await named('datasources/tallylight.yaml')), 'grafana-admin-password']);
  });

  test('mounts what is there, read-only, or what the setup builds', async () => {
    for (const [name, { volumes = [] }] of Object.entries(file.services)) {
      for (const volume of volumes.filter((one) => one.startsWith('./'))) expect(volume, name).toMatch(/:ro$/);
    }
    for (const [name, path] of mountsOf(file)) {
      if (path !== './grafana-plugin/dist')
        await expect(access(join(ROOT, path)), `${name} ${path}`).resolves.toBeUndefined();
    }
  });

  test('mounts nothing of provisioning/ that no real program has read here or in the shape tests', () => {
    const provisioned = mountsOf(file)
      .map(([, path]) => path)
      .filter((path) => path.startsWith('./provisioning/'));
    expect(provisioned.sort()).toEqual([
      // Grafana's: test/consistency/provisioning.test.ts holds them against its shape, as it is no package of Debian's.
      './provisioning/datasources',
      './provisioning/nginx/nginx.conf',
      './provisioning/plugins',
      './provisioning/prometheus/alertmanager.yml',
      './provisioning/prometheus/prometheus.yml',
      './provisioning/prometheus/tallylight.rules.yml',
      './provisioning/prometheus/targets',
      './provisioning/redis/redis.conf',
    ]);
  });
});

test.skipIf(programs.redis === undefined)(
  'Redis runs with redis.conf, keeps what it has and drops nothing by itself',
  async () => {
    const port = await freePort();
    const place = join(folder, 'redis');
    await mkdir(place, { recursive: true });
    const conf = join(ROOT, 'provisioning/redis/redis.conf');
    // The very file; arguments of the command come after it.
    const child = execFile(programs.redis as string, [
      conf,
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--dir',
      place,
    ]);
    const ended = once(child, 'exit');
    running.push({
      close: async () => {
        child.kill('SIGTERM');
        await ended;
      },
    });
    const ask = async (line: string): Promise<string> => {
      const socket = connect(port, '127.0.0.1');
      socket.end(`${line}\r\n`);
      let said = '';
      for await (const piece of socket) said += String(piece);
      return said;
    };
    await waitFor('Redis to answer', async () => (await ask('PING')).startsWith('+PONG'));
    expect(await ask('CONFIG GET maxmemory-policy')).toContain('noeviction');
    expect(await ask('CONFIG GET maxmemory')).toContain(String(256 * 2 ** 20));
    expect(await ask('CONFIG GET appendonly')).toContain('yes');
  },
);

describe.skipIf(programs.nginx === undefined)('two origins behind nginx', () => {
  let origins: readonly string[];
  let proxy: string;
  let hosts: Readonly<Record<string, string>>;
  let conf: string;

  beforeAll(async () => {
    const started = await Promise.all(
      ['origin-1', 'origin-2'].map(async (name) => {
        const service = file.services[name];
        if (service === undefined) throw new Error(`there is no service ${name}`);
        // The proxy and the players of the test are on this machine.
        return runOrigin(service, {
          TALLYLIGHT_TOKENS: join(folder, 'secrets'),
          TALLYLIGHT_TRUSTED_PROXIES: '127.0.0.1/32',
          TALLYLIGHT_TICK_MS: '500',
        });
      }),
    );
    running.push(...started);
    origins = started.map(({ url }) => url);
    const [first = '', second = ''] = origins.map((url) => new URL(url).host);
    hosts = { 'origin-1:4100': first, 'origin-2:4100': second };
    const port = await freePort();
    const place = join(folder, 'nginx');
    await mkdir(place, { recursive: true });
    conf = join(place, 'nginx.conf');
    const text = await readFile(join(ROOT, 'provisioning/nginx/nginx.conf'), 'utf8');
    await writeFile(conf, placed(text, { ...hosts, 'listen 8080': `listen 127.0.0.1:${port}`, '/tmp/': `${place}/` }));
    proxy = `http://127.0.0.1:${port}`;
    running.push(
      await startProgram(
        programs.nginx as string,
        ['-p', place, '-c', conf, '-e', 'stderr', '-g', 'daemon off; master_process off;'],
        { url: proxy, readyPath: '/tallylight/v1/health', cwd: place },
      ),
    );
  });

  test('nginx takes its configuration', async () => {
    const { code, said } = await runTool(programs.nginx as string, ['-t', '-c', conf, '-e', 'stderr'], folder);
    expect(`${code} ${said}`).toMatch(/^0 [\s\S]*test is successful/);
    expect(said).not.toContain('warn');
  });

  test('an origin is healthy as its health check asks', async () => {
    const [program, , script = ''] = file.services['origin-1']?.healthcheck?.test.slice(1) ?? [];
    expect(program).toBe('node');
    const healthy = (url: string) =>
      runTool(process.execPath, ['-e', placed(script, { 'http://127.0.0.1:4100': url })], folder);
    expect(await healthy(origins[0] ?? '')).toEqual({ code: 0, said: '' });
    expect((await healthy('http://127.0.0.1:9')).code).toBe(1);
  });

  test.each([
    ['websocket', webSocketTransport()],
    ['sse', sseTransport()],
  ])('a live connection by %s passes, and its ticks are not held back', async (name, transport) => {
    const client = createLiveClient({
      ...{ url: `${proxy}/tallylight/v1`, token: await tokenOf('viewer'), transports: [transport] },
    });
    try {
      const rows = client.subscribe('streams');
      await waitFor('rows', () => rows.status.phase === 'live' && rows.state.has('news'));
      const before = rows.messages;
      await waitFor('more of them', () => rows.messages >= before + 2);
      expect(client.status.transport).toBe(name);
      expect(['origin-1', 'origin-2']).toContain(client.status.node);
    } finally {
      client.close();
    }
  });

  test('metrics are read at each origin with the token of a scraper, and not through the proxy', async () => {
    const headers = { authorization: `Bearer ${await tokenOf('scraper')}` };
    for (const origin of origins) {
      const answer = await fetch(`${origin}/metrics`, { headers });
      expect(await answer.text()).toContain('tallylight_build_info');
      expect((await fetch(`${origin}/metrics`)).status).toBe(403);
    }
    expect((await fetch(`${proxy}/metrics`, { headers })).status).toBe(404);
  });

  test('nobody reads through the proxy without a token, though the proxy is on this machine', async () => {
    const answer = await fetch(`${proxy}/tallylight/v1/streams`);
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ code: 'no-token' });
  });

  test('a player stays with one origin, and the audience is spread over both', async () => {
    const viewers = Array.from({ length: 20 }, (_, index) => ({
      ...{ stream: 'cinema', address: `85.214.132.${index + 1}`, country: 'DE', userAgent: 'a player of the test' },
      // One connection for each request, so that nginx chooses anew each time.
      keepAlive: false,
    }));
    const players = createPlayers({ origin: proxy, viewers, seed: 1, chaos: false, joinOverMs: 0 });
    running.push({ close: () => players.stop({ graceful: false }) });
    players.start();
    const headers = { authorization: `Bearer ${await tokenOf('scraper')}` };
    const watching = async (): Promise<number[]> =>
      Promise.all(
        origins.map(async (origin) => {
          const page = await (await fetch(`${origin}/metrics`, { headers })).text();
          return Number(/^tallylight_stream_clients\{stream="cinema"\} (\d+)$/m.exec(page)?.[1]);
        }),
      );
    await waitFor('all of them to watch', () => players.totals.segments >= 100);
    await waitFor('all of them to be counted', async () => (await watching()).reduce((sum, one) => sum + one, 0) >= 20);
    // One who went to and fro would be counted at both.
    const [first = 0, second = 0] = await watching();
    expect(first + second).toBe(20);
    expect(Math.min(first, second)).toBeGreaterThan(0);
  });

  describe.skipIf(programs.prometheus === undefined || programs.alertmanager === undefined)(
    'with Prometheus and Alertmanager',
    () => {
      let prometheus: RunningProgram;
      let alertmanagerUrl: string;

      beforeAll(async () => {
        const [port, managerPort] = [await freePort(), await freePort()];
        alertmanagerUrl = `http://127.0.0.1:${managerPort}`;
        const place = join(folder, 'prometheus');
        const secrets = { '/run/secrets': join(folder, 'secrets') };
        const pace = {
          'scrape_interval: 15s': 'scrape_interval: 1s',
          'scrape_timeout: 10s': 'scrape_timeout: 1s',
          'evaluation_interval: 30s': 'evaluation_interval: 1s',
        };
        await copyTo(place, {
          'prometheus.yml': { ...secrets, ...pace, 'alertmanager:9093': `127.0.0.1:${managerPort}` },
          'targets/tallylight.yml': hosts,
          'tallylight.rules.yml': {},
          'alertmanager.yml': {
            ...secrets,
            ...hosts,
            'group_wait: 5s': 'group_wait: 1s',
            'group_interval: 30s': 'group_interval: 1s',
          },
        });
        running.push(
          await startProgram(
            programs.alertmanager as string,
            [
              ...['--config.file=alertmanager.yml', `--storage.path=${join(folder, 'notifications')}`],
              ...[`--web.listen-address=127.0.0.1:${managerPort}`, '--cluster.listen-address=', '--log.level=warn'],
            ],
            { url: alertmanagerUrl, readyPath: '/-/ready', cwd: place },
          ),
        );
        prometheus = await startProgram(
          programs.prometheus as string,
          [
            ...['--config.file=prometheus.yml', `--storage.tsdb.path=${join(folder, 'samples')}`],
            ...[`--web.listen-address=127.0.0.1:${port}`, '--log.level=warn'],
          ],
          { url: `http://127.0.0.1:${port}`, readyPath: '/-/ready', cwd: place },
        );
        running.push(prometheus);
      });

      test('promtool and amtool take the files', async () => {
        const place = join(folder, 'prometheus');
        const prom = await runTool(programs.promtool as string, ['check', 'config', 'prometheus.yml'], place);
        expect(`${prom.code} ${prom.said}`).toMatch(/^0 [\s\S]*is valid/);
        const am = await runTool(programs.amtool as string, ['check-config', 'alertmanager.yml'], place);
        expect(`${am.code} ${am.said}`).toMatch(/^0 [\s\S]*SUCCESS/);
      });

      test('Prometheus scrapes both origins', async () => {
        const up = await waitFor('both to be up', async () => {
          const { data } = await prometheus.get<{
            data: { activeTargets: { health: string; labels: { instance: string } }[] };
          }>('/api/v1/targets');
          return data.activeTargets.length === 2 && data.activeTargets.every(({ health }) => health === 'up')
            ? data
            : undefined;
        });
        expect(up.activeTargets.map(({ labels }) => labels.instance).sort()).toEqual(Object.values(hosts).sort());
      });

      test('a drill goes all the way to the board of each origin and away again', async () => {
        for (const origin of origins) {
          const said: string[] = [];
          const code = await runCli(
            [
              ...[
                'drill',
                'stream-down',
                '--stream',
                'test',
                '--alertmanager',
                alertmanagerUrl,
                '--server-url',
                origin,
              ],
              ...['--token-file', join(folder, 'secrets/tallylight-viewer-token')],
            ],
            { say: (line) => said.push(line), complain: (line) => said.push(`! ${line}`) },
          );
          expect(`${code}\n${said.join('\n')}`).toMatch(
            /^0\nreads the board of [^\n]* \(websocket\)\n[^\n]* took [^\n]*"alertname":"StreamDown"[^\n]*\non the board after [\d.]+ s: stream-down:test, error, "DRILL: test is down"\noff the board [\d.]+ s after its end: the way is open$/,
          );
        }
      });
    },
  );
});

/** Files of provisioning/prometheus, each with what is replaced in it. */
async function copyTo(place: string, files: Readonly<Record<string, Readonly<Record<string, string>>>>): Promise<void> {
  for (const [path, places] of Object.entries(files)) {
    const to = join(place, path);
    await mkdir(dirname(to), { recursive: true });
    await writeFile(to, placed(await readFile(join(ROOT, 'provisioning/prometheus', path), 'utf8'), places));
  }
}
