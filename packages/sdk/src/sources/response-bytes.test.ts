/**
 * How the observer behaves towards the host and its owner. That the numbers are right is the subject of
 * test/integration/byte-matrix.test.ts.
 */
import { createServer, type IncomingMessage, type Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createGzip } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { createResponseObserver, type ResponseObserverOptions, type ResponseSink } from './response-bytes.ts';

type Handler = (req: IncomingMessage, res: ServerResponse) => void;

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function serve(handler: Handler): Promise<string> {
  const server = createServer(handler);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** What a sink was told, one line each. */
function recorder(): ResponseSink & { lines: string[]; bytes: number } {
  return {
    lines: [],
    bytes: 0,
    sent(bytes) {
      this.bytes += bytes;
      this.lines.push(`sent ${bytes}`);
    },
    ended(outcome, statusCode, firstByteMs) {
      this.lines.push(`${outcome} ${statusCode} after ${firstByteMs} ms`);
    },
  };
}

function observerWith(options: Partial<ResponseObserverOptions> = {}): ReturnType<typeof createResponseObserver> & {
  faults: unknown[];
} {
  const faults: unknown[] = [];
  const observer = createResponseObserver({ nowMs: () => 0, onFault: (error) => faults.push(error), ...options });
  return Object.defineProperty(observer, 'faults', { value: faults }) as typeof observer & { faults: unknown[] };
}

async function body(url: string): Promise<string> {
  return (await fetch(url)).text();
}

async function quiet(observer: { open: number }): Promise<void> {
  while (observer.open > 0) await sleep(1);
}

test('the first byte is timed from being observed to the first write of the host', async () => {
  let nowMs = 1000;
  const observer = observerWith({ nowMs: () => nowMs });
  const sink = recorder();
  const url = await serve((req, res) => {
    observer.observe(req, res, sink);
    nowMs += 40;
    res.writeHead(201);
    nowMs += 2.5;
    res.write('first');
    nowMs += 1000;
    res.end('last');
  });
  expect(await body(url)).toBe('firstlast');
  await quiet(observer);
  expect(sink.lines).toEqual(['sent 9', 'completed 201 after 42.5 ms']);
});

test('a host that hangs up without a word has no first byte and sent nothing', async () => {
  const observer = observerWith({ nowMs: () => performance.now() });
  const sink = recorder();
  const url = await serve((req, res) => {
    observer.observe(req, res, sink);
    setImmediate(() => req.socket.destroy());
  });
  await expect(fetch(url)).rejects.toThrow();
  await quiet(observer);
  expect(sink.lines).toEqual(['aborted 200 after 0 ms']);
});

test('a response is counted once, by who came first, and not at all when it is over', async () => {
  const observer = observerWith();
  const [first, second, late] = [recorder(), recorder(), recorder()];
  const url = await serve((req, res) => {
    observer.observe(req, res, first);
    observer.observe(req, res, second);
    observerWith().observe(req, res, second);
    res.end('once');
    observer.observe(req, res, late);
  });
  const lateUrl = await serve((req, res) => {
    res.end('over');
    observer.observe(req, res, late);
  });
  expect([await body(url), await body(lateUrl)]).toEqual(['once', 'over']);
  await quiet(observer);
  expect([first.bytes, second.lines, late.lines]).toEqual([4, [], []]);
});

test('nothing that our side throws reaches the host', async () => {
  const bang = (): never => {
    throw new Error('ours');
  };
  const faults: unknown[] = [];
  const sinks = createResponseObserver({ nowMs: () => 0, onFault: (error) => faults.push(error) });
  const clock = createResponseObserver({ nowMs: bang, onFault: (error) => faults.push(error) });
  const all = createResponseObserver({ nowMs: bang, onFault: bang, onWrapped: bang });
  for (const observer of [sinks, clock, all]) {
    const url = await serve((req, res) => {
      observer.observe(req, res, { sent: bang, ended: bang });
      res.write('un');
      res.end('harmed');
    });
    expect(await body(url)).toBe('unharmed');
    await quiet(observer);
  }
  expect(faults.map(String)).toEqual(['Error: ours', 'Error: ours', 'Error: ours']);
});

test('an end that writes through the public write counts its bytes once', async () => {
  const observer = observerWith();
  const sink = recorder();
  const url = await serve((req, res) => {
    const { end } = res;
    res.end = function endByWriting(this: ServerResponse, chunk: string) {
      this.write(chunk);
      return end.call(this, undefined as unknown as string, 'utf8');
    } as typeof res.end;
    observer.observe(req, res, sink);
    res.end('once and only once');
  });
  expect(await body(url)).toBe('once and only once');
  await quiet(observer);
  expect(sink.bytes).toBe(18);
});

/** What compression middleware does: takes the place of write and end, and sends what comes out of gzip. */
function compress(res: ServerResponse): void {
  const write = res.write.bind(res) as (chunk: Buffer) => boolean;
  const end = res.end.bind(res) as () => ServerResponse;
  const gzip = createGzip();
  res.setHeader('content-encoding', 'gzip');
  gzip.on('data', (chunk: Buffer) => write(chunk));
  gzip.on('end', () => end());
  res.write = ((chunk: string) => gzip.write(chunk)) as typeof res.write;
  res.end = ((chunk: string) => {
    gzip.end(chunk);
    return res;
  }) as typeof res.end;
}

test('compression put after us is counted as compressed; put before us it is told, once', async () => {
  const text = 'again and again '.repeat(5000);
  let told = 0;
  const observer = observerWith({ onWrapped: () => (told += 1) });
  const [after, before] = [recorder(), recorder()];
  const afterUrl = await serve((req, res) => {
    observer.observe(req, res, after);
    compress(res);
    res.end(text);
  });
  expect(await body(afterUrl)).toBe(text);
  await quiet(observer);
  expect([told, after.bytes > 0, after.bytes < text.length / 10]).toEqual([0, true, true]);

  const beforeUrl = await serve((req, res) => {
    compress(res);
    observer.observe(req, res, before);
    res.end(text);
  });
  expect([await body(beforeUrl), await body(beforeUrl)]).toEqual([text, text]);
  await quiet(observer);
  expect([told, before.bytes]).toEqual([1, 2 * text.length]);
});

test('closing tells what was sent, lets go, and the host goes on undisturbed', async () => {
  const observer = observerWith();
  const [plain, wrapped] = [recorder(), recorder()];
  const open: ServerResponse[] = [];
  const url = await serve((req, res) => {
    const sink = req.url === '/wrapped' ? wrapped : plain;
    observer.observe(req, res, sink);
    if (sink === wrapped) {
      const write = res.write.bind(res) as (chunk: string) => boolean;
      res.write = ((chunk: string) => write(chunk.toUpperCase())) as typeof res.write;
    }
    res.write('before,');
    open.push(res);
  });
  const bodies = [body(url), body(`${url}wrapped`)];
  while (open.length < 2 || open.some((res) => res.writableLength > 0)) await sleep(1);
  expect(observer.open).toBe(2);
  observer.close();
  observer.close();
  observer.sample();
  expect(observer.open).toBe(0);
  const { write, end } = ServerResponse.prototype;
  expect(open.filter((res) => res.write === write && res.end === end).map((res) => res.req.url)).toEqual(['/']);
  for (const res of open) {
    expect(res.listenerCount('close')).toBe(new ServerResponse(res.req).listenerCount('close'));
    res.write('after');
    res.end();
  }
  expect(await Promise.all(bodies)).toEqual(['before,after', 'BEFORE,AFTER']);
  expect([plain.lines, wrapped.lines]).toEqual([['sent 7'], ['sent 7']]);

  const late = recorder();
  const lateUrl = await serve((req, res) => {
    observer.observe(req, res, late);
    res.end('unseen');
  });
  expect(await body(lateUrl)).toBe('unseen');
  expect(late.lines).toEqual([]);
});

test('any order of ending leaves the open ones countable', async () => {
  const observer = observerWith();
  const sinks = Array.from({ length: 6 }, recorder);
  const open: ServerResponse[] = [];
  const url = await serve((req, res) => {
    observer.observe(req, res, sinks[Number(req.url?.slice(1))] ?? recorder());
    res.write('x');
    open.push(res);
  });
  const bodies = sinks.map((_, index) => body(`${url}${index}`));
  while (open.length < sinks.length) await sleep(1);
  const order = [3, 0, 5, 1, 4, 2];
  for (const [ended, index] of order.entries()) {
    const res = open[index] as ServerResponse;
    res.end('yz');
    while (!res.closed) await sleep(1);
    observer.sample();
    expect(observer.open).toBe(order.length - ended - 1);
  }
  expect(await Promise.all(bodies)).toEqual(sinks.map(() => 'xyz'));
  expect(sinks.map((sink) => sink.bytes)).toEqual(sinks.map(() => 3));
});

test('while one response stays open for long, those that came and went are not kept in memory', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const observer = observerWith();
  const gone: WeakRef<ServerResponse>[] = [];
  const long: ServerResponse[] = [];
  const url = await serve((req, res) => {
    observer.observe(req, res, recorder());
    if (req.url === '/long') {
      res.write('x');
      long.push(res);
    } else {
      gone.push(new WeakRef(res));
      setTimeout(() => res.end('short'), Number(req.url?.slice(1)));
    }
  });
  const waiting: Promise<string>[] = [];
  for (let round = 0; round < 4; round += 1) {
    waiting.push(body(`${url}long`));
    while (long.length <= round) await sleep(1);
    await Promise.all([4, 1, 9, 0, 6].map((delayMs) => body(`${url}${delayMs}`)));
  }
  while (observer.open > long.length) await sleep(1);
  const isForgotten = (): boolean => gone.every((ref) => ref.deref() === undefined);
  for (let tries = 0; tries < 200 && !isForgotten(); tries += 1) {
    await sleep(5); // what deref() has shown stays alive for the rest of its turn
    collect();
  }
  expect([gone.length, isForgotten(), observer.open]).toEqual([20, true, 4]);
  for (const res of long) res.end();
  await Promise.all(waiting);
  await quiet(observer);
});
