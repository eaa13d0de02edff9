import { expect, test } from 'vitest';
import { createInventory } from './inventory.ts';

const counts = (given: Record<string, number>): Map<string, number> => new Map(Object.entries(given));

test('the last word of the host stands, and a state that it no longer names is gone', () => {
  const inventory = createInventory();
  inventory.set('lines', counts({ active: 120, expired: 4 }));
  inventory.set('lines', counts({ active: 121, trial: 9 }));
  expect(inventory.entries.map(({ labels, count }) => [...labels, count])).toEqual([
    ['lines', 'active', 121],
    ['lines', 'trial', 9],
  ]);
});

test('items and states beyond their caps are left out and counted', () => {
  const inventory = createInventory();
  for (let item = 0; item < 50; item += 1) expect(inventory.set(`item${item}`, counts({ on: 1 }))).toBe(true);
  expect(inventory.set('one-more', counts({ on: 1 }))).toBe(false);
  const many = Object.fromEntries(Array.from({ length: 22 }, (_, index) => [`state${index}`, index]));
  expect(inventory.set('item0', counts(many))).toBe(false);
  expect([inventory.items.get('item0')?.size, inventory.items.size, inventory.refused]).toEqual([20, 50, 3]);
});
