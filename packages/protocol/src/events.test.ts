import { describe, expect, it } from 'vitest';
import { EVENT_NAMES, EVENT_PRIORITIES } from './events.ts';
import { PRIORITIES } from './topics.ts';

describe('events', () => {
  it('are named as facts in kebab-case and have a priority that exists', () => {
    expect(EVENT_NAMES.length).toBeGreaterThan(0);
    for (const name of EVENT_NAMES) {
      expect(name).toMatch(/^[a-z]+(-[a-z]+)+$/);
      expect(PRIORITIES).toContain(EVENT_PRIORITIES[name]);
    }
  });
});
