/** How often things are asked whether they are well, where they do not say it themselves. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createTallylight, type Tallylight, type TallylightOptions } from '../index.ts';
import { type ManualClock, manualClock } from '../testing/manual-clock.ts';

let tally: Tallylight;
let clock: ManualClock;
let server: Server | undefined;

function begin(options: TallylightOptions = {}): void {
  clock = manualClock();
  tally = createTallylight({ clock, tickMs: 1000, ...options });
}
afterEach(async () => {
  await tally?.close();
  server?.closeAllConnections();
  server?.close();
});

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** How often a dependency was asked after this time, all in all. */
async function checks(afterMs: number, options: { intervalMs?: number } = {}): Promise<number> {
  let count = 0;
  tally.dependency('redis').check(() => {
    count += 1;
  }, options);
  await settled();
  for (let passed = 0; passed < afterMs; passed += 1000) {
    clock.advance(1000);
    await settled();
  }
  return count;
}

test('a check runs at once, and then once a minute unless the host says otherwise', async () => {
  begin();
  expect(await checks(180_000)).toBe(4);
});

test('the option sets it for all, and a check its own', async () => {
  begin({ health: { checkIntervalMs: 30_000 } });
  expect(await checks(60_000)).toBe(3);
  expect(await checks(60_000, { intervalMs: 10_000 })).toBe(7);
});

test('a probe of a stream asks as often', async () => {
  let asked = 0;
  server = createServer((_request, response) => {
    asked += 1;
    response.end('fine');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  begin({ health: { checkIntervalMs: 20_000 } });
  tally.stream('news', { probe: { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` } });
  const until = async (count: number): Promise<void> => {
    for (let turn = 0; turn < 2000 && asked < count; turn += 1) await new Promise((done) => setTimeout(done, 5));
    // The answer has to be taken before the next one is asked for.
    for (let turn = 0; turn < 2000 && tally.snapshot('streams').get('news')?.state === 'unknown'; turn += 1)
      await new Promise((done) => setTimeout(done, 5));
    await new Promise((done) => setTimeout(done, 20));
    expect(asked).toBe(count);
  };
  await until(1);
  clock.advance(19_000);
  await until(1);
  clock.advance(1000);
  await until(2);
});
