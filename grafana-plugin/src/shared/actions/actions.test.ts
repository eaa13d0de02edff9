import { describe, expect, it } from 'vitest';
import { toActionError } from './action-error.ts';
import { toActionRequest } from './action-path.ts';

describe('the request of an action', () => {
  it('names its thing in the path, whatever is in the name', () => {
    expect(toActionRequest({ kind: 'stream', verb: 'restart', stream: 'news/hd 1' })).toEqual({
      path: '/streams/news%2Fhd%201/restart',
      body: {},
    });
    expect(toActionRequest({ kind: 'acknowledge', alert: 'stream-down:news', by: 'ana', note: '' })).toEqual({
      path: '/alerts/stream-down%3Anews/ack',
      body: { by: 'ana' },
    });
  });

  it('carries what the server asks for', () => {
    expect(toActionRequest({ kind: 'command', device: 'lobby', name: 'reboot', args: { soft: true } })).toEqual({
      path: '/devices/lobby/commands',
      body: { name: 'reboot', args: { soft: true } },
    });
    expect(toActionRequest({ kind: 'mute', target: { site: 'paris' }, untilMs: 5, reason: 'works' })).toEqual({
      path: '/mute',
      body: { target: { site: 'paris' }, untilMs: 5, reason: 'works' },
    });
  });
});

describe('a refused action', () => {
  const sentence = (error: unknown) => toActionError(error).sentence;

  it('tells the role that Grafana misses from the permission that the token misses', () => {
    expect(sentence({ status: 403, data: { message: 'Access denied' } })).toMatch(/role Editor/);
    expect(sentence({ status: 403, data: { code: 'forbidden', title: 'Forbidden' } })).toMatch(/may not do this/);
  });

  it('knows a wrong token behind the bare 400 that the proxy makes of a 401', () => {
    expect(sentence({ status: 400, data: { message: 'Authentication to data source failed' } })).toMatch(
      /did not accept the operator token/,
    );
    expect(sentence({ status: 403, data: { code: 'bad-token' } })).toMatch(/did not accept the operator token/);
  });

  it('says who could not: the host, the server that is away, or the line', () => {
    expect(sentence({ status: 502, data: { code: 'action-failed', detail: 'The encoder is gone.' } })).toBe(
      'The encoder is gone.',
    );
    expect(sentence({ status: 502, data: { message: '' } })).toMatch(/does not reach the server/);
    expect(sentence({ status: 501, data: { code: 'action-unavailable' } })).toMatch(/no function/);
    expect(sentence(new Error('Failed to fetch'))).toBe('Failed to fetch');
  });

  it('always has a next step', () => {
    for (const status of [400, 401, 403, 404, 409, 422, 429, 500, 501, 502, undefined]) {
      expect(toActionError({ status }).next).not.toBe('');
    }
  });
});
