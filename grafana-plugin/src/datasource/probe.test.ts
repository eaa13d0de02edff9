import { describe, expect, it } from 'vitest';
import { createFakeClient, createManualClock } from '../testing/fake-live-client.ts';
import { probe } from './probe.ts';

const healthy = async () => ({ status: 'ok' });

function clientThatIs(status: Parameters<ReturnType<typeof createFakeClient>['become']>[0]) {
  const client = createFakeClient(createManualClock());
  client.become(status);
  return client;
}

/** Both ways end in the same client. */
const both = (connect: () => ReturnType<typeof clientThatIs>) => ({
  connectWebSocket: connect,
  connectAnyhow: connect,
});

describe('save and test', () => {
  it('succeeds when HTTP and WebSocket work, and closes its connection', async () => {
    const client = clientThatIs({ phase: 'open' });
    expect(await probe({ getHealth: healthy, ...both(() => client) })).toMatchObject({ status: 'success' });
    expect(client.isClosed).toBe(true);
  });

  it('waits for a connection that is being made', async () => {
    const client = clientThatIs({ phase: 'connecting' });
    const result = probe({ getHealth: healthy, ...both(() => client) });
    setTimeout(() => client.become({ phase: 'open' }), 5);
    expect(await result).toMatchObject({ status: 'success' });
  });

  it('blames HTTP, with what the proxy said, and does not try the WebSocket', async () => {
    let tries = 0;
    const result = await probe({
      getHealth: () => Promise.reject({ status: 502, data: { message: 'Bad Gateway' } }),
      ...both(() => {
        tries += 1;
        return clientThatIs({ phase: 'open' });
      }),
    });
    expect(result).toMatchObject({
      status: 'error',
      message: expect.stringContaining('HTTP does not work: 502 Bad Gateway'),
    });
    expect(tries).toBe(0);
  });

  it('passes on what the server itself says is wrong', async () => {
    const data = { title: 'Forbidden', detail: 'Not from here.' };
    const getHealth = () => Promise.reject({ status: 403, statusText: 'Forbidden', data });
    const result = await probe({ getHealth, ...both(() => clientThatIs({ phase: 'open' })) });
    expect(result.message).toContain('403 Not from here. Check');
  });

  it('blames the WebSocket alone when HTTP works', async () => {
    const client = clientThatIs({ phase: 'waiting', lastError: { message: 'No connection came about (1006).' } });
    const { status, message } = await probe({ getHealth: healthy, ...both(() => client) });
    expect(status).toBe('error');
    expect(message).toContain('HTTP works, but the WebSocket does not open: No connection came about (1006)');
    expect(client.isClosed).toBe(true);
  });

  it('succeeds over another way, and says which and what stands in the way of the WebSocket', async () => {
    const result = await probe({
      getHealth: healthy,
      connectWebSocket: () => clientThatIs({ phase: 'waiting', lastError: { message: 'No connection came about.' } }),
      connectAnyhow: () => clientThatIs({ phase: 'open', transport: 'sse' }),
    });
    expect(result.status).toBe('success');
    expect(result.message).toMatch(
      /^HTTP works, and live data comes over SSE, but the WebSocket does not open: No conn/,
    );
    expect(result.message).toContain('must forward upgrades');
  });

  it('gives up on a WebSocket that never answers', async () => {
    const client = clientThatIs({ phase: 'connecting' });
    const result = await probe({ getHealth: healthy, ...both(() => client), patienceMs: 5 });
    expect(result.message).toContain('no answer');
  });

  it('does not take another server for Tallylight', async () => {
    const result = await probe({ getHealth: async () => '<html>', ...both(() => clientThatIs({ phase: 'open' })) });
    expect(result).toMatchObject({ status: 'error', message: expect.stringContaining('not Tallylight') });
  });
});
