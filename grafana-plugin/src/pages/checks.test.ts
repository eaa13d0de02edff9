import { describe, expect, it } from 'vitest';
import { ALL_WORKS, HTTP_WORKS } from '../datasource/probe.ts';
import { toReadyLine, toServerLine, toSetUpLine, toSocketLine } from './checks.ts';

const demo = { uid: 'live/1', name: 'Demo' };
const good = { status: 'success', message: ALL_WORKS };
const slow = { status: 'success', message: `${HTTP_WORKS} and live data comes over SSE, but …` };
const mute = { status: 'error', message: `${HTTP_WORKS} but the WebSocket does not open: closed.` };
const dead = { status: 'error', message: 'HTTP does not work: 502.' };

describe('the set-up checklist', () => {
  it('asks for a data source while there is none', () => {
    expect(toSetUpLine([])).toMatchObject({
      lamp: 'off',
      next: { href: expect.stringContaining('tallylight-live-datasource') },
    });
  });

  it('names the data sources that are there', () => {
    expect(toSetUpLine([demo])).toMatchObject({ lamp: 'live', sentence: 'Set up: Demo.' });
  });

  it('knows nothing of a data source before its test is over', () => {
    expect([toServerLine(demo, undefined).lamp, toSocketLine(demo, undefined).lamp]).toEqual(['unknown', 'unknown']);
  });

  it('gives the reason and the way to the settings when the server does not answer', () => {
    const line = toServerLine(demo, dead);
    expect(line).toMatchObject({ lamp: 'down', sentence: 'HTTP does not work: 502.' });
    expect(line.next?.href).toBe('/connections/datasources/edit/live%2F1');
  });

  it('does not blame the WebSocket for a server that does not answer', () => {
    expect(toSocketLine(demo, dead).lamp).toBe('unknown');
  });

  it('has the lines for nginx ready when upgrades do not come through, amber while another way works', () => {
    expect([good, slow, mute].map((result) => toServerLine(demo, result).lamp)).toEqual(['live', 'live', 'live']);
    expect([good, slow, mute].map((result) => toSocketLine(demo, result).lamp)).toEqual(['live', 'stale', 'down']);
    expect(toSocketLine(demo, mute).next?.command).toContain('Upgrade');
  });

  it('invites to a dashboard only when every lamp that live panels need is lit', () => {
    const set = toSetUpLine([demo]);
    const beside = { id: 'x', subject: 'X', lamp: 'off', sentence: '', isOptional: true } as const;
    expect(toReadyLine([set, toServerLine(demo, good), beside]).next?.href).toBe('/dashboard/new');
    expect(toReadyLine([set, toServerLine(demo, undefined)]).next).toBeUndefined();
    expect(toReadyLine([toSetUpLine([])]).lamp).toBe('unknown');
  });
});
