import { FIELDS, type Rows } from '@tallylight/protocol';
import { expect, test } from 'vitest';
import type { Caller, Permission } from '../model/caller.ts';
import { type TestReader, testLive } from '../testing/live-reader.ts';

const viewer = (...permissions: Permission[]): Caller => ({
  subject: 'somebody',
  roles: new Set(['viewer']),
  permissions: new Set(permissions),
  scope: {},
  scopeKey: '',
  shared: false,
  expiresAtMs: undefined,
  mayRead: () => true,
  has: (role) => role === 'viewer',
  sees: () => true,
});

const session = (requests: number): Rows['sessions'] => ({
  stream: 'news',
  country: 'DE',
  deviceClass: 'tv',
  network: '192.0.2.0/24',
  rendition: null,
  startedMs: 0,
  lastSeenMs: 0,
  watchMs: 0,
  requests,
  egressBytes: 0,
  city: null,
  asn: null,
  provider: null,
  user: 'hash-of-ada',
});

const users = ({ messages }: TestReader): unknown[] =>
  messages.flatMap((message) =>
    message.op === 'snap' || message.op === 'set'
      ? message.rows.map((row) => row[1 + FIELDS.sessions.indexOf('user')])
      : [],
  );

test('who a session belongs to is told with the permission for persons only, at first and with every change', () => {
  const live = testLive({ topics: ['sessions'] });
  live.rows.set('sessions', 's1', session(1));
  live.tick();
  const follow = (caller: Caller): TestReader => {
    const reader = live.greeted({ caller });
    reader.say({ op: 'sub', id: 1, topic: 'sessions', filter: { where: { stream: 'news' } } });
    return reader;
  };
  const [plain, trusted] = [follow(viewer()), follow(viewer('personal'))];
  live.rows.set('sessions', 's1', session(2));
  live.tick();
  expect(users(plain)).toEqual([null, null]);
  expect(users(trusted)).toEqual(['hash-of-ada', 'hash-of-ada']);
  expect(JSON.stringify(plain.messages)).not.toContain('ada');
});

test('nobody without it may ask for a person, because the answer would tell', () => {
  const live = testLive({ topics: ['sessions'] });
  const ask = (caller: Caller): unknown => {
    const reader = live.greeted({ caller });
    reader.say({ op: 'sub', id: 1, topic: 'sessions', filter: { where: { user: 'hash-of-ada' } } });
    return reader.messages[0];
  };
  expect(ask(viewer())).toMatchObject({ op: 'err', code: 'forbidden' });
  expect(ask(viewer('personal'))).toMatchObject({ op: 'subbed' });
});
