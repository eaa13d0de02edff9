import { afterEach, describe, expect, it, vi } from 'vitest';
import { createListeners } from './listeners.ts';

afterEach(() => vi.unstubAllGlobals());

describe('listeners', () => {
  it('are all told, even when one of them throws; that error is not swallowed', () => {
    const later: (() => void)[] = [];
    vi.stubGlobal('queueMicrotask', (run: () => void) => later.push(run));
    const heard: string[] = [];
    const listeners = createListeners<string>();
    listeners.add(() => {
      throw new Error('a bug of the reader');
    });
    listeners.add((value) => heard.push(value));
    listeners.tell('now');
    expect(heard).toEqual(['now']);
    expect(later).toHaveLength(1);
    expect(() => later[0]?.()).toThrow('a bug of the reader');
  });

  it('may stop in the middle of being told', () => {
    const heard: string[] = [];
    const listeners = createListeners<string>();
    const stop = listeners.add((value) => {
      heard.push(value);
      stop();
    });
    listeners.tell('one');
    listeners.tell('two');
    expect(heard).toEqual(['one']);
  });

  it('that another one has stopped are not told any more', () => {
    const heard: string[] = [];
    const listeners = createListeners<string>();
    listeners.add(() => listeners.clear());
    listeners.add((value) => heard.push(value));
    listeners.tell('one');
    expect(heard).toEqual([]);
  });

  it('added twice are told twice, and stopped one by one', () => {
    const heard: string[] = [];
    const listeners = createListeners<string>();
    const listener = (value: string): number => heard.push(value);
    const stop = listeners.add(listener);
    listeners.add(listener);
    listeners.tell('a');
    stop();
    listeners.tell('b');
    expect(heard).toEqual(['a', 'a', 'b']);
  });
});
