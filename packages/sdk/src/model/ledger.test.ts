import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyRecords, NOON_MS, payment } from '../testing/payments.ts';
import { inOrder, insertInOrder, type LedgerRecord, type Settlement, settle } from './ledger.ts';

const settled = (...records: LedgerRecord[]): Settlement => settle([...records].sort(inOrder));
const refusals = (settlement: Settlement): [string, string][] =>
  [...settlement.refused].map(([record, reason]) => [record.eventId, reason]);
const later = (minutes: number): number => NOON_MS + minutes * 60_000;

describe('a transaction', () => {
  test('is paid once: the first completed event counts, another one is refused', () => {
    const twice = settled(
      payment('b', { occurredAtMs: later(1), amountMinor: 500 }),
      payment('a', { occurredAtMs: later(0), amountMinor: 100 }),
    );
    expect(twice.capture?.eventId).toBe('a');
    expect(refusals(twice)).toEqual([['b', 'already-completed']]);
  });

  test('an attempt may fail before another one succeeds, in whatever order that is told', () => {
    const failed = payment('f', { status: 'failed', occurredAtMs: later(5) });
    expect(settled(failed, payment('c'))).toMatchObject({ state: 'completed', entered: ['completed', 'failed'] });
    expect(settled(failed).state).toBe('failed');
  });

  test('a late pending event does not open what was completed', () => {
    expect(settled(payment('c'), payment('p', { status: 'pending', occurredAtMs: later(9) }))).toMatchObject({
      state: 'completed',
      pendingMinor: 0,
    });
  });

  test('what a provider dates to the same second happened in the order of life', () => {
    expect(settled(payment('z', { status: 'pending' }), payment('a', { status: 'failed' })).state).toBe('failed');
    expect(settled(payment('z'), payment('a', { status: 'refunded' })).state).toBe('refunded');
  });

  test('a refund without its purchase is held, also when the purchase has failed so far', () => {
    const refund = payment('r', { status: 'refunded' });
    expect(settled(refund)).toMatchObject({ state: 'held', held: [refund], refunds: [] });
    expect(settled(refund, payment('f', { status: 'failed' }))).toMatchObject({ state: 'failed', held: [refund] });
    expect(settled(refund, payment('c', { occurredAtMs: later(60) }))).toMatchObject({
      state: 'refunded',
      held: [],
      refundedMinor: 1999,
    });
  });

  test('refunds count while they fit into what was captured; a chargeback is one of them', () => {
    const settlement = settled(
      payment('c', { amountMinor: 1000 }),
      payment('r1', { status: 'refunded', amountMinor: 600, occurredAtMs: later(1) }),
      payment('r2', { status: 'charged_back', amountMinor: 600, occurredAtMs: later(2) }),
      payment('r3', { status: 'charged_back', amountMinor: 400, occurredAtMs: later(3) }),
    );
    expect(settlement.refundedMinor).toBe(1000);
    expect(refusals(settlement)).toEqual([['r2', 'refund-above-captured']]);
  });

  test('the capture decides the currency; events in another are refused, never converted', () => {
    const settlement = settled(
      payment('p', { status: 'pending', currency: 'USD' }),
      payment('c'),
      payment('r', { status: 'refunded', currency: 'USD', amountMinor: 1 }),
    );
    expect(settlement).toMatchObject({ currency: 'EUR', refundedMinor: 0 });
    expect(refusals(settlement)).toEqual([
      ['p', 'other-currency'],
      ['r', 'other-currency'],
    ]);
  });
});

test('every event is the capture, counts, waits, is refused or says how the attempt went: none is lost', () => {
  fc.assert(
    fc.property(anyRecords, (records) => {
      const chain = records.filter((record) => record.transactionId === 't1').sort(inOrder);
      if (chain.length === 0) return;
      const { capture, refunds, held, refused, refundedMinor, currency } = settle(chain);
      const spoken = chain.filter((record) => ['pending', 'failed', 'cancelled'].includes(record.status));
      const told = spoken.filter((record) => !refused.has(record)).length;
      expect(refunds.length + held.length + refused.size + told + (capture === undefined ? 0 : 1)).toBe(chain.length);
      expect(refundedMinor).toBe(refunds.reduce((sum, record) => sum + record.amountMinor, 0));
      expect(refundedMinor).toBeLessThanOrEqual(capture?.amountMinor ?? 0);
      for (const record of [...refunds, ...(capture === undefined ? [] : [capture])]) {
        expect(record.currency).toBe(currency);
      }
    }),
    { numRuns: 500 },
  );
});

test('a record is put where sorting would put it', () => {
  fc.assert(
    fc.property(anyRecords, (records) => {
      const chain: LedgerRecord[] = [];
      for (const record of records) insertInOrder(chain, record);
      expect(chain).toEqual([...records].sort(inOrder));
    }),
  );
});
