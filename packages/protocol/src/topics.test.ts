import { describe, expect, it } from 'vitest';
import { PRIORITIES, resolveTopic, TOPIC_ALIASES, TOPIC_NAMES, TOPICS } from './topics.ts';

describe('topics', () => {
  it('have a code each, of one letter, that no other topic has', () => {
    const codes = TOPIC_NAMES.map((topic) => TOPICS[topic].code);
    expect(new Set(codes).size).toBe(codes.length);
    for (const code of codes) expect(code).toMatch(/^[a-z]$/);
  });

  it('have a priority that exists', () => {
    for (const topic of TOPIC_NAMES) expect(PRIORITIES).toContain(TOPICS[topic].priority);
  });

  it('are found by name and by alias', () => {
    for (const topic of TOPIC_NAMES) expect(resolveTopic(topic)).toBe(topic);
    expect(resolveTopic('monitoring')).toBe('activity');
  });

  it('are not hidden by an alias', () => {
    for (const alias of Object.keys(TOPIC_ALIASES)) expect(TOPIC_NAMES).not.toContain(alias);
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', '', 'Streams', ' streams', 'streams\0'])(
    'do not include %j',
    (name) => {
      expect(resolveTopic(name)).toBeUndefined();
    },
  );

  it.each([undefined, null, 7, ['streams'], { toString: () => 'streams' }])('are not found by %j', (name) => {
    expect(resolveTopic(name)).toBeUndefined();
  });
});
