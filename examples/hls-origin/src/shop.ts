/**
 * The demo's shop: customers who look at titles and buy some, and a payment provider that tells the origin of it as
 * providers do: every post twice, not in order, again when the origin was away. It keeps books of its own, by sums as simple
 * as can be, so that what Tallylight says can be held against them. Run: `node src/shop.ts --help`.
 */
import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createRandom, type Random } from './audience/random.ts';
import { runProgram, wholeNumber } from './program.ts';
import { type Books, bookPayment, createBooks } from './shop-books.ts';
import { deliver, type Payment, paymentPosts } from './shop-payments.ts';
import { CURRENCIES, TITLES, type Title } from './titles.ts';

export interface ShopOptions {
  /** Where the origin is, e.g. `http://127.0.0.1:4100`. */
  readonly origin: string;
  /** @default 1 */
  readonly seed?: number;
  /** Mean time from one customer to the next, ms. @default 2000 */
  readonly everyMs?: number;
  /** Closes after so many. @default no limit */
  readonly customers?: number;
}

export interface Shop {
  start(): void;
  /** What was sold; each payment once all of its posts were taken. Goes on changing while the shop is open. */
  readonly books: Readonly<Books>;
  /** Resolves when the last customer has left and all posts were taken, or after `stop`. */
  readonly done: Promise<Readonly<Books>>;
  /** No more customers. Graceful (the default): what was sold is still posted; else all is dropped. */
  stop(options?: { readonly graceful?: boolean }): Promise<Readonly<Books>>;
}

/** People who come again: the same hundred. */
const REGULARS = 100;
const MAX_VIEWS = 4;
/** How a payment goes; the rest is paid and kept. */
export const CHANCE = { buys: 0.4, fails: 0.04, refunded: 0.15, inPart: 0.4 } as const;
const RETRY_MS = 1000;

export function createShop(options: ShopOptions): Shop {
  const { origin, seed = 1, everyMs = 2000, customers = Number.POSITIVE_INFINITY } = options;
  const random = createRandom(seed);
  const books = createBooks();
  const closing = new AbortController();
  const cutting = new AbortController();
  setMaxListeners(0, closing.signal, cutting.signal);
  const run = `${seed.toString(36)}-${Date.now().toString(36)}`;
  const underWay = new Set<Promise<void>>();
  let finish: (books: Readonly<Books>) => void = () => {};
  const done = new Promise<Readonly<Books>>((resolve) => {
    finish = resolve;
  });
  let started = false;

  const open = async (): Promise<void> => {
    for (let served = 0; served < customers && !closing.signal.aborted; served += 1) {
      await delay(random.exponential(everyMs), undefined, { signal: closing.signal }).catch(() => {});
      if (closing.signal.aborted) break;
      const serving = serve(served).catch(() => {});
      underWay.add(serving);
      void serving.finally(() => underWay.delete(serving));
    }
    await Promise.all(underWay);
    finish(books);
  };

  /** One customer, with a chance of its own. */
  const serve = async (number: number): Promise<void> => {
    const own = createRandom(seed * 100_000 + number);
    const customer = `customer-${Math.floor(own.next() * REGULARS)}`;
    let seen: Title | undefined;
    for (let views = 1 + Math.floor(own.next() * MAX_VIEWS); views > 0; views -= 1) {
      const title = own.pick(TITLES);
      if (await look(title, customer)) seen = title;
    }
    if (seen === undefined || !own.chance(CHANCE.buys)) return;
    const payment = invent(seen, `${run}-${number}`, own);
    // Not booked before all is taken: half a payment is in nobody's books.
    if (await deliver(origin, paymentPosts(payment, own), { cut: cutting.signal, retryMs: RETRY_MS, books })) {
      bookPayment(books, payment);
    }
  };

  const look = async (title: Title, customer: string): Promise<boolean> => {
    try {
      const answer = await fetch(new URL(`/shop/${title.id}`, origin), {
        headers: { 'x-customer': customer },
        signal: cutting.signal,
      });
      await answer.arrayBuffer();
      if (!answer.ok) return false;
      books.views[title.kind] = (books.views[title.kind] ?? 0) + 1;
      books.customers.add(customer);
      return true;
    } catch {
      return false;
    }
  };

  return {
    books,
    done,
    start() {
      if (started || closing.signal.aborted) return;
      started = true;
      void open();
    },
    stop({ graceful = true } = {}) {
      closing.abort();
      if (!graceful) cutting.abort();
      if (!started) finish(books);
      return done;
    },
  };
}

function invent(title: Title, id: string, random: Random): Payment {
  const currency = random.pick(CURRENCIES);
  const amountMinor = title.priceMinor[currency];
  const failed = random.chance(CHANCE.fails);
  const refunded = !failed && random.chance(CHANCE.refunded);
  const part = random.chance(CHANCE.inPart) ? Math.ceil(amountMinor / 3) : amountMinor;
  return { id, title, currency, amountMinor, failed, refundedMinor: refunded ? part : 0, atMs: Date.now() };
}

const HELP = `Usage: node src/shop.ts [options]

Customers look at titles and buy some; each payment is posted to the origin twice and out of order.

  --origin <url>    the demo origin (default http://127.0.0.1:4100)
  --every-ms <n>    mean time from one customer to the next (default 2000)
  --seed <n>        the same seed gives the same customers (default: a new one each time, printed)
  --help            this text`;

/** Between two lines on the terminal. */
const REPORT_MS = 30_000;

if (import.meta.main) {
  await runProgram(async () => {
    const { values } = parseArgs({
      options: {
        origin: { type: 'string', default: 'http://127.0.0.1:4100' },
        'every-ms': { type: 'string', default: '2000' },
        seed: { type: 'string', default: String(Date.now() % 100_000) },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) {
      console.info(HELP);
      process.exit(0);
    }
    const everyMs = wholeNumber('--every-ms', values['every-ms'], 10, 3_600_000);
    const seed = wholeNumber('--seed', values.seed, 0, 2 ** 31);
    if (!URL.canParse(values.origin) || !values.origin.startsWith('http://')) {
      throw new Error(`--origin: expected an http:// address, received ${JSON.stringify(values.origin)}.`);
    }
    const shop = createShop({ origin: values.origin, everyMs, seed });
    shop.start();
    console.info(`The shop is open at ${values.origin} (seed ${seed})`);
    const report = setInterval(() => console.info(describe(shop.books)), REPORT_MS);
    return {
      close: () => {
        clearInterval(report);
        return shop.stop({ graceful: false });
      },
    };
  });
}

function describe(books: Readonly<Books>): string {
  const sums = CURRENCIES.map((currency) => {
    const { grossMinor, refundedMinor } = books.money[currency];
    return `${grossMinor} ${currency} minor units (${refundedMinor} refunded)`;
  });
  return `${books.customers.size} customers, ${books.paid} paid, ${books.failed} failed, ${sums.join(', ')}, ${books.posts} posts`;
}
