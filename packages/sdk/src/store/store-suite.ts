/** What every store must do, whatever it keeps things in. Each kind of store runs this suite in its own test file. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LedgerRecord } from '../model/ledger.ts';
import type { Store } from './store.ts';

const record = (eventId: string, more: Partial<LedgerRecord> = {}): LedgerRecord => ({
  eventId,
  transactionId: eventId,
  status: 'completed',
  amountMinor: 1999,
  currency: 'EUR',
  kind: 'purchase',
  occurredAtMs: 1_800_000_000_000,
  recordedAtMs: 1_800_000_000_500,
  ...more,
});

async function all(store: Store): Promise<LedgerRecord[]> {
  const found: LedgerRecord[] = [];
  await store.ledger.read((entry) => found.push(entry));
  return found.sort((a, b) => (a.eventId < b.eventId ? -1 : 1));
}

/** Runs the suite against a kind of store; `open` gives a new, empty one. */
export function describeStore(open: () => Store | Promise<Store>): void {
  let store: Store;
  beforeEach(async () => {
    store = await open();
  });
  afterEach(() => store.close());

  test('a record is kept as it was given, optional fields included', async () => {
    const given = [record('a', { contentId: 'film-7' }), record('b', { status: 'refunded', transactionId: 'a' })];
    for (const entry of given) expect(await store.ledger.append(entry)).toBe('recorded');
    expect(await all(store)).toEqual(given);
  });

  test('the same id again is a duplicate and changes nothing', async () => {
    await store.ledger.append(record('a'));
    expect(await store.ledger.append(record('a', { amountMinor: 5 }))).toBe('duplicate');
    expect(await all(store)).toEqual([record('a')]);
  });

  test('of many appends of one id at the same time exactly one is recorded', async () => {
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => store.ledger.append(record('a'))));
    expect(outcomes.filter((outcome) => outcome === 'recorded')).toHaveLength(1);
    expect(await all(store)).toHaveLength(1);
  });

  test('any text is an id', async () => {
    const ids = ['__proto__', 'constructor', "'; drop table ledger; --", 'ÄÖ 😀', ' a ', 'A', 'a'];
    for (const id of ids) expect(await store.ledger.append(record(id))).toBe('recorded');
    expect((await all(store)).map((entry) => entry.eventId).sort()).toEqual([...ids].sort());
  });

  test('amounts and times keep every digit', async () => {
    const given = record('a', { amountMinor: Number.MAX_SAFE_INTEGER, occurredAtMs: 4_102_444_799_999 });
    await store.ledger.append(given);
    expect(await all(store)).toEqual([given]);
  });

  test('a secret is the first candidate, for ever', async () => {
    const first = new Uint8Array([1, 2, 3]);
    expect([...(await store.secret('salt', first))]).toEqual([1, 2, 3]);
    expect([...(await store.secret('salt', new Uint8Array([9])))]).toEqual([1, 2, 3]);
    expect([...(await store.secret('other', new Uint8Array([9])))]).toEqual([9]);
  });

  test('a closed store refuses, and may be closed twice', async () => {
    await store.close();
    await store.close();
    await expect(store.ledger.append(record('a'))).rejects.toMatchObject({ code: 'CLOSED' });
  });
}
