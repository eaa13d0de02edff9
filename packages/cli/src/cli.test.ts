import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { runCli } from './cli.ts';

let folder: string;
let said: string[];
let complained: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tallylight-cli-'));
  said = [];
  complained = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const tallylight = (...args: string[]): Promise<number> =>
  runCli(args, { say: (line) => said.push(line), complain: (line) => complained.push(line) });
const provision = (...args: string[]): Promise<number> => tallylight('provision', '--out', folder, ...args);
const text = (path: string): Promise<string> => readFile(join(folder, path), 'utf8');

describe('the command line', () => {
  test.each([[[]], [['help']], [['--help']]])('says which commands there are: %j', async (args) => {
    expect(await tallylight(...args)).toBe(0);
    expect(said.join('\n')).toMatch(/^tallylight <command>[\s\S]*provision {2}writes alert rules/);
  });

  test.each([[['help', 'provision']], [['provision', '--help']], [['provision', '--out', 'x', '-h']]])(
    'says every option and every threshold with its default: %j',
    async (args) => {
      expect(await tallylight(...args)).toBe(0);
      const page = said.join('\n');
      for (const option of ['--out <folder>', '--check', '--datasource <uid>', '--threshold <name=value>']) {
        expect(page).toContain(option);
      }
      expect(page).toMatch(/stallPercent +1\n/);
      expect(page).toMatch(/bandwidthThresholdBitsPerSecond +50000000\n/);
    },
  );

  test('says its version', async () => {
    expect(await tallylight('--version')).toBe(0);
    expect(said).toEqual([expect.stringMatching(/^\d+\.\d+\.\d+/)]);
  });

  test('refuses a command that there is not, and names those that there are', async () => {
    expect(await tallylight('destroy')).toBe(2);
    expect(complained).toEqual(['tallylight: the command must be one of provision, tokens, drill, received "destroy"']);
  });
});

describe('provision', () => {
  test('writes its files once, and leaves equal ones alone', async () => {
    expect(await provision()).toBe(0);
    expect(said.at(-1)).toMatch(/^(\d+) of \1 files written to /);
    said.length = 0;
    expect(await provision()).toBe(0);
    expect(said).toEqual([expect.stringMatching(/^0 of \d+ files written/)]);
  });

  test('checks without writing: missing, then equal, then different', async () => {
    expect(await provision('--check')).toBe(1);
    expect(complained).toContain('missing: prometheus/tallylight.rules.yml');
    expect(await readdir(folder)).toEqual([]);
    await provision();
    complained.length = 0;
    expect(await provision('--check')).toBe(0);
    expect(complained).toEqual([]);
    await writeFile(join(folder, 'prometheus/alertmanager.yml'), 'mine');
    expect(await provision('--check')).toBe(1);
    expect(complained).toEqual(['different: prometheus/alertmanager.yml']);
    expect(await text('prometheus/alertmanager.yml')).toBe('mine');
  });

  test('says in one line that a folder cannot be made', async () => {
    await writeFile(join(folder, 'file'), '');
    expect(await tallylight('provision', '--out', join(folder, 'file'))).toBe(1);
    expect(complained).toEqual([expect.stringMatching(/^tallylight: E[A-Z]+: .*file/)]);
  });

  test('touches nothing that is not its own', async () => {
    await writeFile(join(folder, 'mine.yml'), 'mine');
    await provision();
    expect(await text('mine.yml')).toBe('mine');
  });

  test('a threshold is in the rules of Prometheus and of Grafana, and in the tests of them', async () => {
    await provision('--threshold', 'bandwidthThresholdBitsPerSecond=8000', '--threshold', 'availabilityPercent=99.9');
    const rules = await text('prometheus/tallylight.rules.yml');
    expect(rules.replaceAll(/\s+/g, ' ')).toContain('* 8 > 8000');
    expect(rules).toContain('> 0.0144');
    expect((await text('alerting/tallylight-rules.yaml')).replaceAll(/\s+/g, ' ')).toContain('* 8 > 8000');
    expect(await text('prometheus/tests/streams.yml')).toContain('0+60600x200');
  });

  test('a data source of theirs is named by the rules and not written a second time', async () => {
    await provision('--datasource', 'my-prom', '--server-url', 'https://origin.example/');
    const { datasources } = parse(await text('datasources/tallylight.yaml')) as { datasources: object[] };
    expect(datasources).toMatchObject([{ uid: 'tallylight-live', url: 'https://origin.example' }]);
    const { groups } = parse(await text('alerting/tallylight-rules.yaml')) as {
      groups: { rules: { data: { datasourceUid: string }[] }[] }[];
    };
    const used = new Set(
      groups.flatMap(({ rules }) => rules.flatMap(({ data }) => data.map((node) => node.datasourceUid))),
    );
    expect(used).toEqual(new Set(['my-prom', '__expr__']));
  });

  test('servers, Alertmanager and runbooks stand where they were said to be', async () => {
    await provision(
      ...['--target', 'a:4100', '--target', '[::1]:4101', '--alertmanager', 'pager:9093'],
      ...['--runbooks', 'https://wiki.example/alerts', '--server-url', 'http://a:4100'],
    );
    expect(parse(await text('prometheus/targets/tallylight.yml'))).toEqual([{ targets: ['a:4100', '[::1]:4101'] }]);
    expect(await text('prometheus/prometheus.yml')).toContain('pager:9093');
    expect(await text('prometheus/tallylight.rules.yml')).toContain('https://wiki.example/alerts#stream-down');
    expect(await text('prometheus/alertmanager.yml')).toContain('http://a:4100/tallylight/v1/alerts/intake');
  });

  test('a contact point, and rules that name it, are written only on demand', async () => {
    await provision();
    expect(await readdir(join(folder, 'alerting'))).toEqual(['tallylight-rules.yaml']);
    expect(await text('alerting/tallylight-rules.yaml')).not.toContain('receiver');
    await provision('--contact-point', '--server-url', 'http://a/$x');
    expect(await text('alerting/tallylight-rules.yaml')).toContain('receiver: Tallylight board');
    expect(await text('alerting/tallylight-contact-point.yaml')).toContain('http://a/$$x/tallylight/v1/alerts/intake');
    expect(await text('datasources/tallylight.yaml')).toContain('url: http://a/$$x');
  });

  test.each([
    [[], '--out must be a folder, received nothing'],
    [['--out', ''], '--out must be a folder, received ""'],
    [['--out', 'x', 'y'], /Unexpected argument 'y'/],
    [['--out', 'x', '--loud'], /Unknown option '--loud'/],
    [['--out', 'x', '--datasource', 'a b'], '--datasource must be 1 to 40 letters, digits, - or _, received "a b"'],
    [['--out', 'x', '--server-url', 'ftp://a'], /^--server-url must be an address .* received "ftp:\/\/a"$/],
    [['--out', 'x', '--prometheus-url', 'http://u:p@a'], /^--prometheus-url must be .* without user/],
    [['--out', 'x', '--target', 'a'], '--target must be host:port, received "a"'],
    [['--out', 'x', '--target', 'a:70000'], '--target must be host:port, received "a:70000"'],
    [['--out', 'x', '--alertmanager', 'http://a:1'], '--alertmanager must be host:port, received "http://a:1"'],
    [['--out', 'x', '--runbooks', 'a#b'], /^--runbooks must be a path or an address without #/],
    [['--out', 'x', '--threshold', 'loud=3'], /^--threshold must be name=value with a name of .*; received "loud=3"$/],
    [['--out', 'x', '--threshold', 'toString=3'], /^--threshold must be name=value/],
    [['--out', 'x', '--threshold', 'egressCapacityBitsPerSecond=3'], /^--threshold must be name=value/],
    [['--out', 'x', '--threshold', 'stallPercent'], /received "stallPercent"$/],
    [
      ['--out', 'x', '--threshold', 'stallPercent='],
      '--threshold stallPercent must be a number above 0, to 30, received ""',
    ],
    [['--out', 'x', '--threshold', 'memoryPercent=100'], /must be a number above 0, below 100, received "100"$/],
    [['--out', 'x', '--threshold', 'availabilityPercent=100'], /must be a number from 90 to 99.999, received "100"$/],
    [['--out', 'x', '--threshold', 'frequentRestarts=1.5'], /must be a whole number from 1 to 12, received "1.5"$/],
    [['--out', 'x', '--threshold', 'idleStreamMs=-1'], /must be a number above 0, received "-1"$/],
  ] as const)('refuses %j with path, rule and what it received', async (args, message) => {
    expect(await tallylight('provision', ...args)).toBe(2);
    const [line = ''] = complained;
    const told = line.replace(/^tallylight: /, '');
    if (typeof message === 'string') expect(told).toBe(message);
    else expect(told).toMatch(message);
    expect(said).toEqual([]);
  });
});

describe('tokens', () => {
  test('are drawn once, one for each role, for their owner alone', async () => {
    const out = join(folder, 'secrets');
    expect(await tallylight('tokens', '--out', out)).toBe(0);
    expect(said.at(-1)).toMatch(/^5 of 5 files written/);
    const names = await readdir(out);
    const drawn = await Promise.all(names.map((name) => readFile(join(out, name), 'utf8')));
    expect(new Set(drawn).size).toBe(5);
    for (const token of drawn) expect(token).toMatch(/^[\w-]{43}$/);
    expect((await stat(out)).mode & 0o777).toBe(0o700);
    await rm(join(out, 'tallylight-viewer-token'));
    said.length = 0;
    expect(await tallylight('tokens', '--out', out)).toBe(0);
    expect(said).toEqual(['wrote tallylight-viewer-token', expect.stringMatching(/^1 of 5 files written/)]);
    const again = await Promise.all(names.map((name) => readFile(join(out, name), 'utf8')));
    expect(again.filter((token) => drawn.includes(token))).toHaveLength(4);
  });

  test.each([[[]], [['--out', '']], [['--in', 'x']], [['x']]])('must be told where: %j', async (args) => {
    expect(await tallylight('tokens', ...args)).toBe(2);
    expect(said).toEqual([]);
  });
});

describe('provision with tokens', () => {
  test('names their files where each is read, and every board is told', async () => {
    await provision('--tokens', '/run/secrets/', '--board', 'http://a:1', '--board', 'http://b:2', '--contact-point');
    const secret = (role: string): string => `/run/secrets/tallylight-${role}-token`;
    expect(parse(await text('prometheus/prometheus.yml'))).toMatchObject({
      scrape_configs: [{ authorization: { credentials_file: secret('scraper') } }],
    });
    const { receivers } = parse(await text('prometheus/alertmanager.yml')) as {
      receivers: { name: string; webhook_configs?: object[] }[];
    };
    expect(receivers[0]?.webhook_configs).toMatchObject(
      ['http://a:1', 'http://b:2'].map((board) => ({
        url: `${board}/tallylight/v1/alerts/intake`,
        http_config: { authorization: { credentials_file: secret('reporter') } },
      })),
    );
    expect(await text('datasources/tallylight.yaml')).toContain(`$__file{${secret('viewer')}}`);
    expect(await text('datasources/tallylight.yaml')).toContain(`$__file{${secret('operator')}}`);
    const contact = await text('alerting/tallylight-contact-point.yaml');
    expect(contact.match(/\$__file\{\/run\/secrets\/tallylight-reporter-token\}/g)).toHaveLength(2);
    expect(contact).toMatch(/uid: tallylight-board\n[\s\S]*uid: tallylight-board-2\n/);
  });

  test('names none where none is asked for', async () => {
    await provision('--contact-point');
    for (const path of [
      'prometheus/prometheus.yml',
      'prometheus/alertmanager.yml',
      'alerting/tallylight-contact-point.yaml',
    ])
      expect(await text(path), path).not.toMatch(/authorization|credentials/);
  });

  test.each(['secrets', '/run/a b', ''])('must be told their folder as a path: %j', async (value) => {
    expect(await provision('--tokens', value)).toBe(2);
    expect(complained).toEqual([expect.stringMatching(/^tallylight: --tokens must be an absolute path/)]);
  });
});

describe('drill', () => {
  test.each([
    [[], /^tallylight: the alert must be one of stream-down, .*; received nothing$/],
    [['watchdog'], /^tallylight: the alert must be one of/],
    [['stream-down'], '--subject must name the stream that the drill is about, 1 to 128 characters, received nothing'],
    [['StreamDown', '--stream', 'a\nb'], /^tallylight: --subject must name the stream/],
    [['revenue-stopped', '--subject', 'x'], 'revenue-stopped is about everything and takes no subject, received "x"'],
    [['stream-down', '--stream', 'a', '--site', 'b'], 'expected one subject, received "a, b"'],
    [['stream-down', 'more', '--stream', 'a'], 'expected one alert, received "stream-down more"'],
    [['stream-down', '--stream', 'a', '--server-url', 'x'], /--server-url must begin with http/],
    [['stream-down', '--stream', 'a', '--limit-seconds', '0'], /--limit-seconds must be a whole number from 1 to 3600/],
    [['stream-down', '--loud'], /Unknown option '--loud'/],
  ])('refuses what cannot be: %j', async (args, problem) => {
    expect(await tallylight('drill', ...args)).toBe(2);
    expect(complained).toEqual([
      typeof problem === 'string' ? `tallylight: ${problem}` : expect.stringMatching(problem),
    ]);
  });

  test('says in one line that a file of a token is not there, or that nobody answers', async () => {
    const about = ['stream-down', '--stream', 'test'];
    expect(await tallylight('drill', ...about, '--token-file', join(folder, 'none'))).toBe(1);
    const nobody = ['--server-url', 'http://127.0.0.1:9', '--limit-seconds', '1'];
    expect(await tallylight('drill', ...about, ...nobody)).toBe(1);
    expect(complained).toEqual([
      expect.stringMatching(/^tallylight: ENOENT.*none/),
      expect.stringMatching(/^drill failed: the board at http:\/\/127\.0\.0\.1:9 cannot be read: /),
    ]);
  });
});
