/** The life of a connection, against a real server with a clock that only the test moves. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { isOpen, isWaiting, later, putAway, start, startClient, startServer } from '../testing/live-setup.ts';
import { OFFERED, until } from '../testing/protocol-server.ts';
import { createLiveClient } from './live-client.ts';
import type { LiveStatus } from './status.ts';
import type { TransportCallbacks } from './transport.ts';

afterEach(async () => {
  vi.unstubAllGlobals();
  await putAway();
});

describe('greeting', () => {
  it('offers the versioned subprotocol below the base, says hello, and asks for rows only once it is welcome', async () => {
    const server = await startServer();
    server.greets = false;
    const { live } = startClient(`${server.url}/?org=1`, { client: { name: 'wall', version: '1.2.3' } });
    live.subscribe('geo');
    await until(() => server.peers[0]?.received.length === 1);
    expect(server.requests).toEqual([`/tallylight/v1/live?org=1 ${OFFERED}`]);
    expect(server.peer.received).toEqual([{ op: 'hello', v: 1, client: { name: 'wall', version: '1.2.3' } }]);
    expect(live.status.phase).toBe('connecting');

    server.peer.send({ op: 'welcome', v: 1, sid: 's', e: 'e1', node: 'n1', tickMs: 1_000, pingMs: 30_000 });
    await until(() => server.peer.of('sub').length === 1);
    expect(live.status).toEqual({
      phase: 'open',
      attempt: 0,
      transport: 'websocket',
      tickMs: 1_000,
      epoch: 'e1',
      node: 'n1',
    });
  });

  it('is told through onStatus until it is stopped', async () => {
    const { live } = await start();
    const phases: string[] = [];
    const stop = live.onStatus((status) => phases.push(status.phase));
    await isOpen(live);
    stop();
    live.close();
    expect(phases).toEqual(['open']);
  });

  it('that does not come within ten seconds of the opening is a failed try', async () => {
    const server = await startServer();
    server.greets = false;
    const { live, clock } = startClient(server.url);
    await until(() => server.peers[0]?.of('hello').length === 1);
    clock.advance(9_999);
    expect(live.status.phase).toBe('connecting');
    clock.advance(1);
    expect(live.status).toMatchObject({ phase: 'waiting', attempt: 1, lastError: { code: 'no-welcome' } });
    await until(() => !server.peer.isOpen);
  });

  it.each(['http', 'ws'])('works for a base that begins with %s', async (scheme) => {
    const server = await startServer();
    const { live } = startClient(server.url.replace('http', scheme));
    await isOpen(live);
  });
});

describe('a ping', () => {
  it('is answered', async () => {
    const { live, server } = await start();
    await isOpen(live);
    server.peer.send({ op: 'ping', n: 42 });
    await until(() => server.peer.of('pong').length === 1);
    expect(server.peer.of('pong')).toEqual([{ op: 'pong', n: 42 }]);
  });
});

describe('the end of a connection', () => {
  it('is followed by tries whose waits grow, and none of them reads a wall clock', async () => {
    const server = await startServer();
    const { live, clock } = startClient(server.url);
    await isOpen(live);
    await server.close();
    const waits: (number | undefined)[] = [];
    for (let failed = 1; failed <= 8; failed += 1) {
      await until(() => live.status.phase === 'waiting' && live.status.attempt === failed, `failed try ${failed}`);
      waits.push(live.status.retryInMs);
      expect(clock.pending).toEqual([live.status.retryInMs]);
      clock.advance(live.status.retryInMs ?? 0);
    }
    expect(waits).toEqual([750, 1_250, 2_250, 4_250, 8_250, 15_250, 15_250, 15_250]);
    expect(live.status.lastError?.code).toBe('unreachable');
  });

  it('keeps a Node process alive while it waits, and only then', async () => {
    const { live, clock, server } = await start();
    await isOpen(live);
    expect(clock.held).toBe(0);
    server.peer.terminate();
    await isWaiting(live);
    expect(clock.held).toBe(1);
  });

  it('counts as the first failure again only after thirty seconds of stable life', async () => {
    const { live, clock, server } = await start();
    for (const attempt of [1, 2, 3]) {
      await isOpen(live);
      clock.advance(29_999);
      server.peer.terminate();
      await isWaiting(live);
      expect(live.status).toMatchObject({ attempt, lastError: { code: 'lost' } });
      clock.advance(live.status.retryInMs ?? 0);
    }
    await isOpen(live);
    clock.advance(30_000);
    server.peer.terminate();
    await isWaiting(live);
    expect(live.status.attempt).toBe(1);
  });

  it('is found by silence: no word within the ping interval, no answer in ten seconds more', async () => {
    const { live, clock, server } = await start();
    server.hears = false;
    await isOpen(live);
    clock.advance(29_000);
    server.peer.send({ op: 'ping', n: 1 });
    await until(() => server.peer.of('pong').length === 1);
    clock.advance(39_999);
    expect(live.status.phase).toBe('open');
    clock.advance(1);
    expect(live.status).toMatchObject({ phase: 'waiting', lastError: { code: 'silent' } });
  });

  it('is not taken for granted when the server has nothing to say but answers', async () => {
    const { live, clock, server } = await start();
    await isOpen(live);
    for (let asked = 1; asked <= 3; asked += 1) {
      clock.advance(30_000);
      await until(() => server.peer.of('ping').length === asked);
      // The answer is on its way before this one is, so both have arrived once the client has answered.
      server.peer.send({ op: 'ping', n: asked });
      await until(() => server.peer.of('pong').length === asked);
    }
    expect(live.status.phase).toBe('open');
    expect(server.peers).toHaveLength(1);
  });

  it('announced by bye comes back when the server asked for', async () => {
    const { live, clock, server } = await start();
    await isOpen(live);
    server.peer.send({ op: 'bye', code: 'draining', retryMs: 7_000, jitterMs: 2_000 });
    server.peer.close(4503);
    await isWaiting(live);
    expect(live.status).toMatchObject({ retryInMs: 8_000, lastError: { code: 'draining' } });
    clock.advance(7_999);
    expect(live.status.phase).toBe('waiting');
    clock.advance(1);
    await isOpen(live);
    expect(live.status.lastError).toBeUndefined();
  });

  it.each([
    [4403, 'forbidden'],
    [4440, 'bad-token'],
    [4406, 'version'],
  ])('with the final code %d closes the client until somebody asks to try again', async (closeCode, code) => {
    const { live, clock, server } = await start();
    await isOpen(live);
    server.peer.close(closeCode, code);
    await until(() => live.status.phase === 'closed');
    expect(live.status.lastError?.code).toBe(code);
    expect(live.status.lastError?.message).not.toBe('');
    expect(clock.pending).toEqual([]);
    live.reconnect();
    await isOpen(live);
    expect(server.peers).toHaveLength(2);
  });

  it.each([1000, 1001, 1011, 3000, 4000, 4500, 4503, 4590, 4999])('with the code %d does not', async (closeCode) => {
    const { live, server } = await start();
    await isOpen(live);
    server.peer.close(closeCode);
    await isWaiting(live);
  });

  it('is explained by the words that the server sent with the same code, not by older ones', async () => {
    const { live, server } = await start();
    for (const [closeCode, message] of [
      [4529, 'at most 20 a second'],
      [1006, 'It ended: 1006 '],
    ] as const) {
      live.reconnect();
      await isOpen(live);
      server.peer.send({ op: 'err', code: 'too-many-requests', message: 'at most 20 a second' });
      await until(() => live.status.lastError !== undefined);
      if (closeCode === 1006) server.peer.terminate();
      else server.peer.close(closeCode, 'too-many-requests');
      await isWaiting(live);
      expect(live.status.lastError?.message).toBe(message);
    }
  });

  it('after a refusal says what the server said', async () => {
    const server = await startServer();
    server.greets = false;
    const { live } = startClient(server.url);
    await until(() => server.peers[0]?.of('hello').length === 1);
    server.peer.send({ op: 'err', code: 'version', message: 'spoken here: 2' });
    server.peer.close(4406);
    await until(() => live.status.phase === 'closed');
    expect(live.status.lastError).toEqual({ code: 'version', message: 'spoken here: 2' });
  });
});

describe('trying early', () => {
  /** The globals of a browser page, and how many listeners they have. */
  function stubPage() {
    const counts = { listeners: 0 };
    class Counted extends EventTarget {
      visibilityState = 'hidden';
      override addEventListener = (type: string, listener: EventListener, how: AddEventListenerOptions): void => {
        counts.listeners += 1;
        how.signal?.addEventListener('abort', () => {
          counts.listeners -= 1;
        });
        super.addEventListener(type, listener, how);
      };
    }
    const page = new Counted();
    const world = new Counted();
    vi.stubGlobal('document', page);
    vi.stubGlobal('addEventListener', world.addEventListener);
    return { page, world, counts };
  }

  it('happens when the network is back', async () => {
    const { world } = stubPage();
    const { live, server } = await start();
    await isOpen(live);
    server.peer.terminate();
    await isWaiting(live);
    world.dispatchEvent(new Event('online'));
    await isOpen(live);
  });

  it('happens when somebody looks at the page, not when they look away', async () => {
    const { page } = stubPage();
    const { live, server } = await start();
    await isOpen(live);
    server.peer.terminate();
    await isWaiting(live);
    page.dispatchEvent(new Event('visibilitychange'));
    expect(live.status.phase).toBe('waiting');
    page.visibilityState = 'visible';
    page.dispatchEvent(new Event('visibilitychange'));
    await isOpen(live);
  });

  it('does not cut short a wait that the server asked for; reconnect() does', async () => {
    const { world } = stubPage();
    const { live, server } = await start();
    await isOpen(live);
    server.peer.send({ op: 'bye', code: 'draining', retryMs: 60_000, jitterMs: 0 });
    server.peer.close(4503);
    await isWaiting(live);
    world.dispatchEvent(new Event('online'));
    expect(live.status.phase).toBe('waiting');
    live.reconnect();
    await isOpen(live);
  });

  it('asks an open connection for a sign of life, and gives up on it after ten seconds', async () => {
    const { world } = stubPage();
    const { live, clock, server } = await start();
    await isOpen(live);
    world.dispatchEvent(new Event('online'));
    await until(() => server.peer.of('ping').length === 1);
    server.peer.send({ op: 'ping', n: 9 });
    await until(() => server.peer.of('pong').length === 1);
    clock.advance(10_000);
    expect(live.status.phase).toBe('open');
    server.hears = false;
    world.dispatchEvent(new Event('online'));
    clock.advance(6_000);
    world.dispatchEvent(new Event('online'));
    clock.advance(4_000);
    expect(live.status).toMatchObject({ phase: 'waiting', lastError: { code: 'silent' } });
  });

  it('no longer happens once the client is closed', async () => {
    const { world, counts } = stubPage();
    const { live, server } = await start();
    await isOpen(live);
    expect(counts.listeners).toBe(2);
    live.close();
    expect(counts.listeners).toBe(0);
    world.dispatchEvent(new Event('online'));
    live.reconnect();
    expect(live.status.phase).toBe('closed');
    await until(() => !server.peer.isOpen);
    expect(server.peers).toHaveLength(1);
  });
});

describe('one client', () => {
  it('has one socket, however often it is asked to reconnect', async () => {
    const { live, server } = await start();
    for (let time = 0; time < 5; time += 1) live.reconnect();
    await isOpen(live);
    for (let time = 0; time < 5; time += 1) live.reconnect();
    await isOpen(live);
    await until(() => server.peers.filter((peer) => peer.isOpen).length === 1);
    expect(server.peer.isOpen).toBe(true);
  });

  it('leaves no timer and no socket behind when it is closed, twice without harm', async () => {
    const { live, clock, server } = await start();
    live.subscribe('geo');
    await isOpen(live);
    live.close();
    live.close();
    expect(clock.pending).toEqual([]);
    expect(live.status.phase).toBe('closed');
    await until(() => server.peers.every((peer) => !peer.isOpen));
  });

  it('does not listen to a link that it has left', async () => {
    const links: TransportCallbacks[] = [];
    const transport = {
      name: 'paper',
      connect(_: URL, callbacks: TransportCallbacks) {
        links.push(callbacks);
        return { send() {}, close() {} };
      },
    };
    const { live } = startClient('http://paper.test/v1', { transports: [transport] });
    const statuses: LiveStatus[] = [];
    live.reconnect();
    live.onStatus((status) => statuses.push(status));
    links[0]?.hello();
    links[0]?.message('{"op":"welcome","v":1,"e":"x","node":"n","tickMs":1,"pingMs":1}');
    links[0]?.close(4403, '');
    expect(statuses).toEqual([]);
    expect(live.status.phase).toBe('connecting');
  });
});

describe('an odd frame', () => {
  it.each([
    ['not JSON', '{"op":'],
    ['a number', '17'],
    ['a list with something else in it', '[{"op":"ping","n":1}, 3]'],
    ['a set without rows', '{"op":"set","ch":1,"p":0,"o":1}'],
    ['an offset that is none', '{"op":"pos","ch":1,"p":0,"o":"x"}'],
  ])('is counted and passed over: %s', async (_, text) => {
    const { live, server } = await start();
    const sub = live.subscribe('geo');
    await until(() => sub.status.phase === 'live');
    server.peer.sendText(text);
    await until(() => live.malformedFrames === 1);
    expect(live.status.phase).toBe('open');
  });

  it('of bytes is one too', async () => {
    const { live, server } = await start();
    await isOpen(live);
    server.peer.sendBinary(new Uint8Array([123, 125]));
    await until(() => live.malformedFrames === 1);
  });

  it('of a kind or for a channel that is not known is no mistake', async () => {
    const { live, server } = await start();
    await isOpen(live);
    server.peer.send([{ op: 'fanfare', ch: 1 }, {}, { op: 'set', ch: 99, p: 0, o: 1, rows: [] }, { op: 'ping', n: 5 }]);
    await until(() => server.peer.of('pong').length === 1);
    expect(live.malformedFrames).toBe(0);
  });

  it('instead of a welcome does not make the connection open', async () => {
    const server = await startServer();
    server.welcome = { tickMs: 'soon' as unknown as number };
    const { live } = startClient(server.url);
    await until(() => live.malformedFrames === 1);
    expect(live.status.phase).toBe('connecting');
  });
});

describe('the base URL', () => {
  const elsewhere = { name: 'paper', connect: (url: URL) => ({ send() {}, close() {}, url }) };
  function resolved(url: string): string {
    let seen = '';
    const transport = {
      ...elsewhere,
      connect(base: URL) {
        seen = base.href;
        return elsewhere.connect(base);
      },
    };
    const live = createLiveClient({ url, transports: [transport] });
    later(live.close);
    return seen;
  }

  it('may be relative to the page', () => {
    vi.stubGlobal('location', { href: 'https://tv.test/wall/index.html' });
    expect(resolved('/tallylight/v1')).toBe('https://tv.test/tallylight/v1');
    expect(resolved('api')).toBe('https://tv.test/wall/api');
    expect(resolved('wss://other.test/v1#x')).toBe('https://other.test/v1');
  });

  it.each(['/tallylight/v1', 'ftp://host/v1', 'http://', 'file:///v1'])('that cannot be used is refused: %s', (url) => {
    expect(() => createLiveClient({ url })).toThrow(expect.objectContaining({ code: 'bad-option' }));
    expect(() => createLiveClient({ url })).toThrow(/^url: expected .* received /);
  });
});
