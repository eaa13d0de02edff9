/**
 * Which alerts deserve a toast: what was not there before, or got worse, since the page looks. What is already wrong when
 * somebody opens a page is on the page; many at once are one toast.
 */
import type { AlertSeverity } from '@tallylight/protocol';

export interface ToastAlert {
  readonly key: string;
  readonly severity: AlertSeverity;
  readonly summary: string;
}

export interface Toast {
  readonly severity: AlertSeverity | 'success';
  readonly title: string;
  readonly text: string;
}

const RANK: Readonly<Record<AlertSeverity, number>> = { info: 0, warning: 1, error: 2 };

/** More than this many at once are told together. */
const MOST_AT_ONCE = 3;

/** `before` is undefined at the first look. */
export function toAlertToasts(before: readonly ToastAlert[] | undefined, now: readonly ToastAlert[]): Toast[] {
  if (before === undefined) return [];
  const known = new Map(before.map((alert) => [alert.key, RANK[alert.severity]]));
  const news = now.filter(({ key, severity }) => RANK[severity] > (known.get(key) ?? -1));
  if (news.length <= MOST_AT_ONCE) {
    return news.map(({ severity, summary }) => ({ severity, title: summary, text: '' }));
  }
  const worst = news.reduce((a, b) => (RANK[b.severity] > RANK[a.severity] ? b : a));
  const text = news
    .slice(0, MOST_AT_ONCE)
    .map(({ summary }) => summary)
    .join('; ');
  return [{ severity: worst.severity, title: `${news.length} new alerts`, text: `${text}; …` }];
}
