import { describe, expect, it } from 'vitest';
import { type NoticeWords, toAbsentNotice, toBareNotice, toErrorNotice } from './notice.ts';

const words: NoticeWords = {
  absent: { sentence: 'There are no devices in this data.', next: 'Choose the topic Devices.' },
  bare: { sentence: 'No device has been heard of yet.', next: 'Send a heartbeat.' },
};

describe('a panel without a frame for it', () => {
  it('waits while the query runs, and then says what to choose', () => {
    expect(toAbsentNotice({ state: 'Loading', errorMessage: undefined }, words).kind).toBe('loading');
    expect(toAbsentNotice({ state: 'Done', errorMessage: undefined }, words)).toEqual({
      kind: 'empty',
      ...words.absent,
    });
  });

  it('says what went wrong', () => {
    expect(toAbsentNotice({ state: 'Error', errorMessage: 'Boom.' }, words)).toMatchObject({
      kind: 'error',
      sentence: 'Boom.',
    });
  });
});

describe('a live panel without rows', () => {
  it('tells connecting, not reaching, and nothing there apart', () => {
    const of = (phase: 'loading' | 'live' | 'error', problem?: string) => toBareNotice({ phase, problem }, words);
    expect(of('loading')).toMatchObject({ kind: 'loading', next: '' });
    expect(of('loading', 'Reconnecting, attempt 2.')).toMatchObject({ sentence: 'Reconnecting, attempt 2.' });
    expect(of('live')).toEqual({ kind: 'empty', ...words.bare });
    expect(of('error', 'The server failed.').kind).toBe('error');
  });
});

it('a refusal is no error to try again, but a permission to be given', () => {
  expect(toErrorNotice('The server refused: The caller may not do this.').kind).toBe('no-permission');
  expect(toErrorNotice('The live channel is closed: The token is not valid.').kind).toBe('no-permission');
  expect(toErrorNotice('The connection ended (1006).').kind).toBe('error');
});
