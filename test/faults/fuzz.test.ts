/** F17: whatever arrives, nothing is thrown out, nothing grows, and the answer is a refusal and no failure. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CODES, parseCursor, parseFrame } from '@tallylight/protocol';
import { createTallylight } from '@tallylight/sdk';
import * as fc from 'fast-check';
import { expect } from 'vitest';
import { createTokenTable, sha256 } from '../../packages/sdk/src/access/tokens.ts';
import { createResumeTokens } from '../../packages/sdk/src/live/resume-token.ts';
import {
  addressClass,
  clientKey,
  createTrustedProxies,
  truncateAddress,
} from '../../packages/sdk/src/model/address.ts';
import { MAX_LABEL_BYTES, toLabelValue, utf8Length } from '../../packages/sdk/src/model/labels.ts';
import { decodeHeaders, decodeJson, decodeLines, decodeQuery } from '../../packages/sdk/src/sources/cmcd-decode.ts';
import { testLive } from '../../packages/sdk/src/testing/live-reader.ts';
import { fault } from './parts/fault.ts';
import { count } from './parts/seed.ts';

const OPS = ['hello', 'sub', 'unsub', 'auth', 'pong', 'ping', 'fetch', 'hb', 'playback', 'ack', 'nonsense'];
const odd = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.string({ maxLength: 40, unit: 'binary' }),
  fc.constantFrom(null, true, -1, 2 ** 53, '__proto__', 'streams', 'activity', 'e1', {}, [], [[]]),
);
const message = fc.record(
  {
    op: fc.constantFrom(...OPS),
    v: fc.oneof(fc.constant(1), odd),
    id: fc.oneof(fc.nat(20), odd),
    topic: fc.oneof(fc.constantFrom('streams', 'activity', 'alerts', 'geo', 'nowhere'), odd),
    filter: fc.oneof(fc.constant({ where: { state: 'up' } }), fc.dictionary(fc.string(), odd, { maxKeys: 4 }), odd),
    cursor: fc.oneof(fc.record({ e: fc.constantFrom('e1', 'e0'), o: odd }), odd),
    minMs: odd,
    from: odd,
    to: odd,
    n: odd,
    token: odd,
    resume: odd,
    seq: odd,
    body: odd,
    playing: odd,
    command: odd,
  },
  { requiredKeys: ['op'] },
);
const frame = fc.oneof(
  { weight: 6, arbitrary: fc.array(message, { maxLength: 3 }).map((list) => JSON.stringify(list)) },
  { weight: 4, arbitrary: message.map((one) => JSON.stringify(one)) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
  { weight: 1, arbitrary: fc.json({ maxDepth: 6 }) },
  {
    weight: 2,
    arbitrary: fc.tuple(message, fc.nat(200)).map(([one, at]) => JSON.stringify(one).slice(0, at)),
  },
  { weight: 1, arbitrary: fc.nat(300).map((depth) => '['.repeat(depth) + ']'.repeat(depth)) },
);

fault('F17', 'hostile frames, CMCD, heartbeats, bodies, addresses, labels, tokens', async ({ seed, after }) => {
  let cases = 0;
  const assert = <T>(arbitrary: fc.Arbitrary<T>, numRuns: number, check: (value: T) => void): void => {
    cases += numRuns;
    fc.assert(fc.property(arbitrary, check), { seed, numRuns });
  };
  const many = (short: number): number => count(short, 10 * short);

  // Frames: of a conversation that has begun, and as the first word.
  const live = testLive();
  let reader = live.greeted();
  let closed = 0;
  assert(fc.tuple(frame, fc.boolean()), many(30_000), ([text, isFirst]) => {
    if (reader.isGone || isFirst) {
      reader.leave();
      reader = isFirst ? live.connect() : live.greeted();
    }
    reader.session.receive(text);
    for (const code of reader.closes) expect(CODES[code].status).toBeLessThan(500);
    if (reader.closes.length > 0) closed += 1;
    live.clock.advance(60);
    live.settle();
  });
  reader.leave();
  live.clock.advance(300_000);
  live.tick();
  expect(closed).toBeGreaterThan(100);
  expect(live.sessions.size).toBe(0);
  expect(live.hub.channels).toBeLessThanOrEqual(100);

  const text = fc.string({ maxLength: 120, unit: 'binary' });
  const pairs = fc
    .array(fc.tuple(fc.constantFrom('br', 'bl', 'sid', 'cid', 'bs', 'sta', 'x', '__proto__'), text), { maxLength: 5 })
    .map((list) => list.map(([key, value]) => `${key}=${value}`).join(','));
  const cmcd = fc.oneof(text, pairs);
  assert(cmcd, many(12_000), (value) => void decodeQuery(value));
  assert(cmcd, many(6_000), (value) => void decodeHeaders(value));
  assert(cmcd, many(6_000), (value) => void decodeLines(Buffer.from(value, 'latin1')));
  assert(fc.oneof(text, fc.json()), many(6_000), (value) => void decodeJson(Buffer.from(value)));
  expect(({} as Record<string, unknown>).br).toBeUndefined();

  const address = fc.oneof(
    text,
    fc.ipV4(),
    fc.ipV6(),
    fc.tuple(fc.ipV4(), text).map(([ip, more]) => `${ip}, ${more}`),
    fc.ipV6().map((ip) => `[${ip}]:80`),
  );
  const proxies = createTrustedProxies(['10.0.0.0/8', '127.0.0.0/8']);
  assert(fc.tuple(address, address), many(12_000), ([one, other]) => {
    expect(['public', 'private', 'loopback', 'invalid']).toContain(addressClass(one));
    truncateAddress(one);
    clientKey(one);
    proxies.clientAddress('127.0.0.1', { xForwardedFor: one, forwarded: undefined });
    proxies.clientAddress('10.1.1.1', { xForwardedFor: undefined, forwarded: `for=${other}` });
  });
  assert(fc.oneof(text, fc.string({ minLength: 100, maxLength: 400, unit: 'binary' })), many(12_000), (value) => {
    const label = toLabelValue(value);
    expect(utf8Length(label)).toBeLessThanOrEqual(MAX_LABEL_BYTES);
    expect(/[\r\n\0]/.test(label)).toBe(false);
  });

  const tokens = createResumeTokens(Buffer.alloc(32, 7), () => 0);
  const table = createTokenTable([{ sha256: sha256('the right one'), grant: { subject: 'ana', roles: ['viewer'] } }]);
  const good = tokens.issue({ sid: 's', subject: 'ana', view: '*', wanted: [] });
  const forged = fc.tuple(fc.nat(good.length), fc.string({ minLength: 1, maxLength: 3 })).map(([at, put]) => {
    const made = good.slice(0, at) + put + good.slice(at + put.length);
    return made;
  });
  const signed = good.split('.')[0] ?? '';
  assert(fc.oneof(text, forged), many(10_000), (token) => {
    const found = tokens.read(token);
    // Base64 has characters that decode alike; what was signed must be what was issued.
    if (found !== undefined) expect(token.split('.')[0]).toBe(signed);
    expect(table.find(token)).toBeUndefined();
    parseCursor(token);
    parseFrame(token);
  });

  // Through the host's own calls and over HTTP.
  const tally = createTallylight({ tickMs: 60_000, historyMs: 240_000 });
  after(() => tally.close());
  const screen = tally.device('screen');
  const beat = fc.oneof(
    fc.anything(),
    fc.record(
      {
        playing: fc.oneof(fc.record({ title: odd, campaign: odd, contentId: odd }), odd),
        cpuRatio: odd,
        memoryBytes: odd,
        temperatureCelsius: odd,
        localTimeMs: odd,
        acks: fc.array(fc.anything(), { maxLength: 3 }),
        playbacks: fc.array(fc.anything(), { maxLength: 3 }),
        seq: odd,
      },
      { requiredKeys: [] },
    ),
  );
  assert(beat, many(8_000), (body) => void screen.heartbeat(body as object));
  expect(tally.snapshot('devices').size).toBe(1);

  const server = createServer((_request, response) => response.writeHead(404).end());
  tally.attach(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  after(() => server.close());
  after(() => server.closeAllConnections());
  const api = `http://127.0.0.1:${(server.address() as AddressInfo).port}/tallylight/v1`;
  const statuses = new Map<number, number>();
  const bodies = fc.sample(
    fc.oneof(
      fc.json(),
      text,
      beat.map((body) => `${JSON.stringify(body) ?? ''}`),
    ),
    {
      seed,
      numRuns: many(300),
    },
  );
  for (const [index, body] of bodies.entries()) {
    const path = ['devices/screen/heartbeat', 'live/poll', 'live/sse', 'cmcd'][index % 4];
    const answer = await fetch(`${api}/${path}`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
      signal: AbortSignal.timeout(30_000),
    });
    await answer.body?.cancel();
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
  }
  cases += bodies.length;
  const failures = [...statuses].filter(([status]) => status >= 500);
  expect(failures).toEqual([]);
  expect(cases).toBeGreaterThanOrEqual(100_000);
  return { cases, 'refused frames': closed, thrown: 0, 'answers above 499': failures.length };
});
