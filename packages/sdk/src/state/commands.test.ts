import { beforeEach, expect, test } from 'vitest';
import { type CommandOwner, type Commands, createCommands } from './commands.ts';

let told: object[] = [];
let ended: [string, string | null][] = [];
let commands: Commands;

const owner = (id = 'lobby'): CommandOwner => ({ id, pending: [], ended: [], courier: null });
const order = (id: string, name = 'reboot', expiresInMs = 60_000) => ({
  id,
  name,
  args: {},
  expiresInMs,
  onEnd: (result: string, detail: string | null) => ended.push([result, detail]),
});

beforeEach(() => {
  told = [];
  ended = [];
  commands = createCommands(
    (_name, _atMs, payload) => told.push(payload),
    () => {},
  );
});

test('a command is delivered again with each heartbeat until the device has it', () => {
  const lobby = owner();
  commands.issue(lobby, order('c1'), 0);
  expect(commands.deliver(lobby, 1000).map(({ id }) => id)).toEqual(['c1']);
  expect(commands.deliver(lobby, 2000).map(({ id }) => id)).toEqual(['c1']);
  commands.acknowledge(lobby, [{ id: 'c1', status: 'accepted', detail: null }], 2500);
  expect(commands.deliver(lobby, 3000)).toEqual([]);
  commands.acknowledge(lobby, [{ id: 'c1', status: 'ok', detail: 'rebooted' }], 4000);
  expect(ended).toEqual([['ok', 'rebooted']]);
  expect(told).toEqual([
    { device: 'lobby', command: 'reboot', id: 'c1', result: 'ok', detail: 'rebooted', durationMs: 4000 },
  ]);
  expect([...(commands.kinds.get('reboot')?.counts ?? [])]).toEqual([1, 1, 0, 0]);
});

test('the same answer twice, or one for a command of another device, changes nothing', () => {
  const [lobby, hall] = [owner('lobby'), owner('hall')];
  commands.issue(lobby, order('c1'), 0);
  commands.acknowledge(hall, [{ id: 'c1', status: 'ok', detail: null }], 10);
  expect(commands.pending).toBe(1);
  const failed = { id: 'c1', status: 'failed', detail: 'no' } as const;
  commands.acknowledge(lobby, [failed, failed], 20);
  commands.acknowledge(lobby, [failed], 30);
  expect(ended).toEqual([['failed', 'no']]);
});

test('a command that nobody answers expires, and says whether it was delivered', () => {
  const lobby = owner();
  commands.issue(lobby, order('c1'), 0);
  commands.deliver(lobby, 100);
  commands.issue(lobby, order('c2'), 100);
  commands.expire(59_999);
  expect(ended).toEqual([]);
  commands.expire(60_100);
  expect(ended).toEqual([
    ['timeout', 'no answer'],
    ['timeout', 'never delivered'],
  ]);
  expect(commands.deliver(lobby, 60_200)).toEqual([]);
  expect(commands.kinds.get('reboot')?.durations.count).toBe(0);
  expect([commands.pending, lobby.pending.length]).toEqual([0, 0]);
  commands.expire(90_000);
  expect(ended).toHaveLength(2);
});

test('ten go with one answer, and unanswered ones do not keep the rest from being sent', () => {
  const lobby = owner();
  for (let index = 0; index < 25; index += 1) commands.issue(lobby, order(`c${index}`), index);
  const seen = new Set<string>();
  for (let beat = 0; beat < 3; beat += 1) {
    const sent = commands.deliver(lobby, 1000 + beat);
    expect(sent.length).toBeLessThanOrEqual(10);
    for (const { id } of sent) seen.add(id);
  }
  expect(seen.size).toBe(25);
});

test('a device has room for fifty, and names beyond fifty are counted together', () => {
  const lobby = owner();
  for (let index = 0; index < 50; index += 1) expect(commands.issue(lobby, order(`c${index}`), 0)).toHaveProperty('id');
  expect(commands.issue(lobby, order('one-more'), 0)).toHaveProperty('full');
  for (let index = 0; index < 60; index += 1)
    commands.issue(owner(`d${index}`), order(`n${index}`, `name-${index}`), 0);
  expect(commands.kinds.size).toBe(51);
  expect(commands.kinds.get('other')?.counts[0]).toBe(11);
});
