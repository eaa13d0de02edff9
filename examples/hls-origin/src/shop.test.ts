/** The shop against the demo's own origin: its books and Tallylight's, kept apart, must say the same. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createRandom } from './audience/random.ts';
import { type Origin, startOrigin } from './server.ts';
import { createShop } from './shop.ts';
import { paymentPosts } from './shop-payments.ts';
import { CURRENCIES, TITLES } from './titles.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

describe('the shop', { timeout: 60_000 }, () => {
  let origin: Origin | undefined;

  afterEach(async () => {
    await origin?.close();
    origin = undefined;
  });

  const [title] = TITLES;
  if (title === undefined) throw new Error('there is nothing to sell');
  const payment = {
    id: 'pay-1',
    title,
    currency: 'EUR',
    amountMinor: 1199,
    failed: false,
    refundedMinor: 400,
  } as const;

  it('posts each event of a payment twice, in an order that is chance', () => {
    const orders = new Set<string>();
    for (let seed = 0; seed < 50; seed += 1) {
      const posts = paymentPosts({ ...payment, atMs: 1_700_000_000_000 }, createRandom(seed));
      const types = posts.map(({ type }) => type);
      orders.add(types.join());
      expect(types.toSorted()).toEqual(
        ['payment.created', 'payment.paid', 'payment.refunded'].flatMap((type) => [type, type]),
      );
    }
    expect(orders.size).toBeGreaterThan(20);
    expect([...orders].some((order) => order.indexOf('refunded') < order.indexOf('paid'))).toBe(true);
  });

  it('keeps books that Tallylight agrees with, though it was told twice and in no order', async () => {
    origin = await startOrigin({ port: 0, logger: silent });
    const shop = createShop({ origin: origin.url, seed: 4, everyMs: 5, customers: 300 });
    shop.start();
    const books = await shop.done;
    expect(books.failed).toBeGreaterThan(0);
    expect(books.refunds).toBeGreaterThan(0);
    expect(books.repeated * 2).toBe(books.posts);
    for (const currency of CURRENCIES) {
      const { grossMinor, refundedMinor } = books.money[currency];
      expect(grossMinor, currency).toBeGreaterThan(0);
      // Booked when the last post was answered; the snapshot is of the next tick.
      await vi.waitFor(
        () => {
          const told = origin?.tally.snapshot('revenue').get(currency)?.total;
          expect(told, currency).toBe(String(grossMinor - refundedMinor));
        },
        { timeout: 10_000 },
      );
    }
    expect([...origin.tally.snapshot('revenue').keys()].sort()).toEqual([...CURRENCIES]);
  });

  it('posts again what an origin that was away did not take', async () => {
    const away = createServer((_request, response) => response.writeHead(503).end());
    await once(away.listen(0, '127.0.0.1'), 'listening');
    let asked = 0;
    away.removeAllListeners('request').on('request', (request, response) => {
      request.resume();
      if (request.method === 'GET') response.end('{}');
      else {
        asked += 1;
        response.writeHead(asked <= 2 ? 503 : 200).end('{}');
      }
    });
    const { port } = away.address() as AddressInfo;
    const shop = createShop({ origin: `http://127.0.0.1:${port}`, seed: 4, everyMs: 5, customers: 12 });
    shop.start();
    const books = await shop.done;
    expect(books.paid).toBeGreaterThan(0);
    expect(asked).toBe(books.posts + 2);
    away.closeAllConnections();
    away.close();
  });

  it('is told when a post cannot be read, and nothing is booked', async () => {
    origin = await startOrigin({ port: 0, logger: silent });
    const post = (body: string) =>
      fetch(`${origin?.url}/shop/webhook`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    const answer = await post(JSON.stringify({ id: 'evt-1', type: 'payment.paid', amount: 1.5, currency: 'EUR' }));
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('amountMinor');
    expect((await post('null')).status).toBe(400);
    expect((await post('[')).status).toBe(400);
    expect((await fetch(`${origin.url}/shop/no-such-title`)).status).toBe(404);
    const page = await (await fetch(`${origin.url}/metrics`)).text();
    expect(page).toContain('tallylight_revenue_period_minor_units{currency="EUR",period="total"} 0\n');
  });

  it('stops at once, whatever is under way', async () => {
    const shop = createShop({ origin: 'http://127.0.0.1:9', everyMs: 10 });
    shop.start();
    await shop.stop({ graceful: false });
    expect(shop.books.posts).toBe(0);
  });
});
