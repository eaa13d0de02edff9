import { TOPIC_NAMES } from '@tallylight/protocol';
import { expect, test } from 'vitest';
import { PERMISSIONS, ROLES, type Role } from '../model/caller.ts';
import { createCaller, LOCAL } from './caller.ts';
import type { Grant } from './grant.ts';

const nowhere = { siteOf: () => undefined, tenantOf: () => undefined, alertSubject: () => undefined };
const caller = (grant: Partial<Grant>) => createCaller({ subject: 'x', roles: ['viewer'], ...grant }, nowhere);

test('the matrix of roles: what each one includes', () => {
  const included = (role: Role): string[] => ROLES.filter((one) => caller({ roles: [role] }).has(one));
  expect(Object.fromEntries(ROLES.map((role) => [role, included(role)]))).toEqual({
    viewer: ['viewer'],
    operator: ['viewer', 'operator'],
    admin: ['viewer', 'operator', 'admin'],
    device: ['device'],
    reporter: ['reporter'],
    scraper: ['scraper'],
  });
});

test('the matrix of topics: people read, machines do not, and money needs a word of its own', () => {
  const all = TOPIC_NAMES.filter((topic) => topic !== 'revenue');
  const readable = (grant: Partial<Grant>): string[] => TOPIC_NAMES.filter((topic) => caller(grant).mayRead(topic));
  for (const role of ['viewer', 'operator', 'admin'] as const) {
    expect(readable({ roles: [role] })).toEqual(all);
    expect(readable({ roles: [role], permissions: ['revenue'] })).toEqual([...TOPIC_NAMES]);
  }
  for (const role of ['device', 'reporter', 'scraper'] as const) {
    expect(readable({ roles: [role], permissions: [...PERMISSIONS] })).toEqual([]);
  }
});

test('the money card of the dashboard is a row like any other: hidden without the permission', () => {
  const sees = (grant: Partial<Grant>): boolean => caller(grant).sees('dashboard', 'revenue', { values: {} });
  expect([sees({}), sees({ permissions: ['revenue'] })]).toEqual([false, true]);
});

test('callers who see the same rows share a channel, others do not', () => {
  const key = (grant: Partial<Grant>): string => caller(grant).scopeKey;
  expect(key({ subject: 'a', scope: { sites: ['b', 'a'] } })).toBe(
    key({ subject: 'b', scope: { sites: ['a', 'b', 'a'] } }),
  );
  expect(key({ roles: ['admin'] })).toBe(key({}));
  const keys = [{}, { permissions: ['revenue'] as const }, { scope: { sites: ['a'] } }, { scope: { streams: ['a'] } }];
  expect(new Set(keys.map(key)).size).toBe(keys.length);
});

test('this machine may do everything but be a device', () => {
  expect(ROLES.filter((role) => !LOCAL.has(role))).toEqual(['device']);
  expect(TOPIC_NAMES.every((topic) => LOCAL.mayRead(topic) && LOCAL.sees(topic, 'x', undefined))).toBe(true);
});
