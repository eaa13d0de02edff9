import { describe, expect, it } from 'vitest';
import { toInstanceLine, toReadyLine, toSetUpLine } from './checks.ts';

const demo = { uid: 'live/1', name: 'Demo' };

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
    expect(toInstanceLine(demo, undefined).lamp).toBe('unknown');
  });

  it('gives the reason and the way to the settings when a test fails', () => {
    const line = toInstanceLine(demo, { status: 'error', message: 'HTTP does not work: 502.' });
    expect(line).toMatchObject({ lamp: 'down', sentence: 'HTTP does not work: 502.' });
    expect(line.next?.href).toBe('/connections/datasources/edit/live%2F1');
  });

  it('invites to a dashboard only when every lamp is lit', () => {
    const good = toInstanceLine(demo, { status: 'success', message: 'HTTP and WebSocket work.' });
    expect(toReadyLine([toSetUpLine([demo]), good]).next?.href).toBe('/dashboard/new');
    expect(toReadyLine([toSetUpLine([demo]), toInstanceLine(demo, undefined)]).next).toBeUndefined();
    expect(toReadyLine([toSetUpLine([])]).lamp).toBe('unknown');
  });
});
