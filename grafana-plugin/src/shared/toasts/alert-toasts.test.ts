import { describe, expect, it } from 'vitest';
import { type ToastAlert, toAlertToasts } from './alert-toasts.ts';

const alert = (key: string, severity: ToastAlert['severity'] = 'warning'): ToastAlert => ({
  key,
  severity,
  summary: `${key} is wrong`,
});

describe('toasts for alerts', () => {
  it('say nothing of what is wrong when the page is opened', () => {
    expect(toAlertToasts(undefined, [alert('a', 'error')])).toEqual([]);
  });

  it('tell what is new and what got worse, once', () => {
    const before = [alert('a'), alert('b', 'error')];
    const now = [alert('a', 'error'), alert('b'), alert('c', 'info')];
    expect(toAlertToasts(before, now).map(({ title, severity }) => [title, severity])).toEqual([
      ['a is wrong', 'error'],
      ['c is wrong', 'info'],
    ]);
    expect(toAlertToasts(now, now)).toEqual([]);
  });

  it('tell many at once together, as bad as the worst of them', () => {
    const [toast, ...others] = toAlertToasts([], [alert('a'), alert('b'), alert('c', 'error'), alert('d')]);
    expect(others).toEqual([]);
    expect(toast).toEqual({
      severity: 'error',
      title: '4 new alerts',
      text: 'a is wrong; b is wrong; c is wrong; …',
    });
  });
});
