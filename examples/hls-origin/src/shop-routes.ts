/**
 * The shop's part of the origin: a page for each title, and the address to which the payment provider posts. The provider has
 * words of its own, which are translated here and nowhere else; that it posts twice and out of order is Tallylight's matter.
 * A real shop checks the provider's signature first.
 */
import type { PaymentEvent, Tallylight } from '@tallylight/sdk';
import express, { type Request, type Response, Router } from 'express';
import { TITLES } from './titles.ts';

/** One post of the provider. */
export interface Webhook {
  /** Of this post's event; the same one when it is posted again. */
  readonly id: string;
  readonly payment: string;
  readonly type: WebhookType;
  /** Minor units. */
  readonly amount: number;
  readonly currency: string;
  /** Unix seconds. */
  readonly created: number;
  /** Id of the title. */
  readonly item: string;
}

export type WebhookType = 'payment.created' | 'payment.paid' | 'payment.failed' | 'payment.refunded';

const STATUSES: Readonly<Record<WebhookType, PaymentEvent['status']>> = {
  'payment.created': 'pending',
  'payment.paid': 'completed',
  'payment.failed': 'failed',
  'payment.refunded': 'refunded',
};

/** Router for `/shop`. */
export function createShopRoutes(tally: Tallylight): Router {
  const routes = Router();
  const titles = new Map(TITLES.map((title) => [title.id, title]));

  routes.get('/:item', (request, response, next) => {
    const title = titles.get(request.params.item);
    if (title === undefined) return next();
    const customer = request.get('x-customer');
    if (customer !== undefined) tally.audience.seen(customer);
    tally.content.viewed(title.id, { kind: title.kind });
    response.json({ ...title });
  });

  routes.post('/webhook', express.json({ limit: '16kb' }), (request, response) => take(request, response));

  async function take(request: Request, response: Response): Promise<void> {
    try {
      response.json(await tally.revenue.record(toPaymentEvent(request.body as Webhook)));
    } catch (error) {
      // What can never be read is refused for good; with anything else the provider tries again later.
      const isWrong = (error as { readonly code?: unknown }).code === 'CONFIG';
      response.status(isWrong ? 400 : 503).json({ error: error instanceof Error ? error.message : String(error) });
    }
  }

  function toPaymentEvent(webhook: Webhook): PaymentEvent {
    const { id, payment, type, amount, currency, created, item } = webhook ?? {};
    const title = titles.get(item);
    return {
      eventId: id,
      transactionId: payment,
      status: STATUSES[type],
      amountMinor: amount,
      currency,
      kind: title?.sale ?? 'other',
      contentId: item,
      ...(title === undefined ? {} : { contentKind: title.kind }),
      occurredAtMs: created * 1000,
    };
  }

  return routes;
}
