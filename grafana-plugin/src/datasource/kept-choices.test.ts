import { expect, it } from 'vitest';
import { keepChoices } from './kept-choices.ts';

it('a list is asked for once while somebody types, and anew later', async () => {
  let nowMs = 0;
  const asked: string[] = [];
  const find = keepChoices(
    async (pick) => {
      asked.push(pick);
      return [];
    },
    () => nowMs,
  );
  await Promise.all([find('streams'), find('streams'), find('sites')]);
  nowMs = 10_000;
  await find('streams');
  expect(asked).toEqual(['streams', 'sites', 'streams']);
});

it('a list that could not be had is asked for again at once', async () => {
  let tries = 0;
  const find = keepChoices(
    async () => {
      tries += 1;
      throw new Error('502');
    },
    () => 0,
  );
  await expect(find('devices')).rejects.toThrow('502');
  await expect(find('devices')).rejects.toThrow('502');
  expect(tries).toBe(2);
});
