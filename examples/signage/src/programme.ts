/** What the screens show: a loop of clips of three campaigns, and house information between them. */
export interface Item {
  readonly id: string;
  readonly title: string;
  readonly campaign: string;
  readonly durationMs: number;
  readonly sizeBytes: number;
}

export const PROGRAMME: readonly Item[] = [
  { id: 'spring-1', title: 'Spring sale', campaign: 'spring-sale', durationMs: 15_000, sizeBytes: 9_000_000 },
  { id: 'menu', title: 'Menu of the day', campaign: 'house', durationMs: 20_000, sizeBytes: 1_200_000 },
  { id: 'city-run', title: 'City run, register now', campaign: 'city-run', durationMs: 10_000, sizeBytes: 6_500_000 },
  {
    id: 'spring-2',
    title: 'Spring sale, last days',
    campaign: 'spring-sale',
    durationMs: 15_000,
    sizeBytes: 8_200_000,
  },
  { id: 'coffee', title: 'Second coffee free', campaign: 'coffee', durationMs: 12_000, sizeBytes: 5_100_000 },
];

/** What is on after so much time, for a screen whose loop is turned by `shift` items. */
export function itemAt(sinceMs: number, shift: number): Item {
  let left = Math.max(0, sinceMs) % PROGRAMME.reduce((sum, { durationMs }) => sum + durationMs, 0);
  for (let index = 0; ; index += 1) {
    const item = PROGRAMME[(index + shift) % PROGRAMME.length] as Item;
    if (left < item.durationMs) return item;
    left -= item.durationMs;
  }
}
