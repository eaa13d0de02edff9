import { describe, expect, test } from 'vitest';
import type { LedgerRecord } from '../model/ledger.ts';
import { memoryStore } from './memory.ts';
import { describeStore } from './store-suite.ts';

describe('the memory store', () => {
  describeStore(() => memoryStore({ maxRecords: 1000 }));

  test('refuses what it has no room for, and keeps what it has', async () => {
    const { ledger } = memoryStore({ maxRecords: 1 });
    const record = (eventId: string): LedgerRecord => ({
      eventId,
      transactionId: eventId,
      status: 'completed',
      amountMinor: 1,
      currency: 'EUR',
      kind: 'purchase',
      occurredAtMs: 0,
      recordedAtMs: 0,
    });
    expect(await ledger.append(record('a'))).toBe('recorded');
    await expect(ledger.append(record('b'))).rejects.toMatchObject({ code: 'STORE' });
    expect(await ledger.append(record('a'))).toBe('duplicate');
  });
});
