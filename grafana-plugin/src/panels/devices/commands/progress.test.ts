import { describe, expect, it } from 'vitest';
import { isNoticed, toIssued, toProgress, toVerb } from './progress.ts';

const of = (status: string, detail: string | null = null) => toProgress({ status, detail }, 'Lobby', 30_000);

describe('the progress of a command', () => {
  it('goes on with the heartbeats of the device', () => {
    expect(of('queued')).toEqual({
      step: 1,
      end: undefined,
      sentence: 'It goes with the next heartbeat of Lobby, which comes every 30 s.',
    });
    expect([of('delivered').step, of('accepted').step]).toEqual([2, 2]);
  });

  it('ends as the device says, or without its word', () => {
    expect(of('ok', 'rebooted')).toMatchObject({ end: 'ok', sentence: 'Lobby says it is done: rebooted.' });
    expect(of('failed', 'no disk')).toMatchObject({ end: 'failed', sentence: 'Lobby says it failed: no disk.' });
    expect(of('timeout')).toMatchObject({ end: 'timeout', sentence: 'Lobby did not answer in time.' });
  });
});

describe('an answer to a command', () => {
  it('has its id and status', () => {
    expect(toIssued({ device: 'lobby', command: { id: 'c1', status: 'queued' } })).toEqual({
      id: 'c1',
      status: 'queued',
    });
  });

  it('without one is none', () => {
    expect([toIssued(null), toIssued({}), toIssued({ command: { id: 3 } })]).toEqual([undefined, undefined, undefined]);
  });
});

describe('the name of a command', () => {
  it('is said as people say it', () => {
    expect([toVerb('restart-player'), toVerb('screen_off')]).toEqual(['Restart player', 'Screen off']);
  });

  it('that is not known to be harmless is taken for what people notice', () => {
    expect([isNoticed('reboot'), isNoticed('own-thing'), isNoticed('identify')]).toEqual([true, true, false]);
  });
});
