/**
 * A payment as its provider tells of it: some events, each posted twice, in an order that is chance, and again until the
 * origin has taken it.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from './audience/random.ts';
import type { Webhook, WebhookType } from './shop-routes.ts';
import type { Currency, Title } from './titles.ts';

export interface Payment {
  readonly id: string;
  readonly title: Title;
  readonly currency: Currency;
  readonly amountMinor: number;
  readonly failed: boolean;
  /** 0: nothing went back. */
  readonly refundedMinor: number;
  /** When it began, epoch ms. */
  readonly atMs: number;
}

/** Its posts, in the order in which they arrive. */
export function paymentPosts(payment: Payment, random: Random): readonly Webhook[] {
  const created = Math.floor(payment.atMs / 1000);
  const post = (type: WebhookType, amount: number): Webhook => ({
    id: `${payment.id}.${type}`,
    payment: payment.id,
    type,
    amount,
    currency: payment.currency,
    created,
    item: payment.title.id,
  });
  const events = [post('payment.created', payment.amountMinor)];
  events.push(post(payment.failed ? 'payment.failed' : 'payment.paid', payment.amountMinor));
  if (payment.refundedMinor > 0) events.push(post('payment.refunded', payment.refundedMinor));
  return [...events, ...events]
    .map((event) => ({ event, draw: random.next() }))
    .sort((one, other) => one.draw - other.draw)
    .map(({ event }) => event);
}

export interface DeliverOptions {
  /** Gives up at once. */
  readonly cut: AbortSignal;
  readonly retryMs: number;
  /** Where taken posts are counted. */
  readonly books: { posts: number; repeated: number };
}

/** Posts one after the other, each until it was taken. False when it was cut off before the last. Rejects when refused. */
export async function deliver(origin: string, posts: readonly Webhook[], options: DeliverOptions): Promise<boolean> {
  const { cut, retryMs, books } = options;
  const target = new URL('/shop/webhook', origin);
  const taken = new Set<string>();
  for (const post of posts) {
    for (;;) {
      if (cut.aborted) return false;
      const status = await send(target, post, cut);
      if (status === 200) break;
      if (status === 400) throw new Error(`the origin refused ${JSON.stringify(post)}`);
      await delay(retryMs, undefined, { signal: cut }).catch(() => {});
    }
    books.posts += 1;
    if (taken.has(post.id)) books.repeated += 1;
    taken.add(post.id);
  }
  return true;
}

/** Undefined when nobody answered. */
async function send(target: URL, post: Webhook, cut: AbortSignal): Promise<number | undefined> {
  try {
    const answer = await fetch(target, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(post),
      signal: cut,
    });
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return undefined;
  }
}
