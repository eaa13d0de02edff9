/** The time range of the page lives in its address (`?from=now-5m&to=now`), so that a reload and a link keep it. */
import { type DateTime, rangeUtil, type TimeOption, type TimeRange } from '@grafana/data';
import { locationService } from '@grafana/runtime';
import { useMemo } from 'react';
import { useLocation } from 'react-router-dom-v5-compat';

const DEFAULT_FROM = 'now-2m';
const DEFAULT_TO = 'now';

/** Ranges that suit a live page, shortest first. */
export const QUICK_RANGES: TimeOption[] = [
  { from: 'now-2m', to: 'now', display: 'Last 2 minutes' },
  { from: 'now-5m', to: 'now', display: 'Last 5 minutes' },
  { from: 'now-15m', to: 'now', display: 'Last 15 minutes' },
  { from: 'now-1h', to: 'now', display: 'Last 1 hour' },
  { from: 'now-6h', to: 'now', display: 'Last 6 hours' },
];

/** The range of the address. A relative one is as of when it was chosen; who asks for data computes it anew. */
export function useTimeRange(): TimeRange {
  const { search } = useLocation();
  return useMemo(() => {
    const params = new URLSearchParams(search);
    const raw = { from: params.get('from') ?? DEFAULT_FROM, to: params.get('to') ?? DEFAULT_TO };
    return rangeUtil.convertRawToRange(raw);
  }, [search]);
}

/** Puts a range into the address. */
export function chooseTimeRange({ raw }: Pick<TimeRange, 'raw'>): void {
  locationService.partial({ from: toText(raw.from), to: toText(raw.to) });
}

/** The range moved by half of its span, into the past (-1) or the future (+1). */
export function moved(range: TimeRange, direction: -1 | 1): Pick<TimeRange, 'raw'> {
  const byMs = (direction * spanMsOf(range)) / 2;
  return between(range.from.valueOf() + byMs, range.to.valueOf() + byMs);
}

/** The range with twice its span, around the same middle. */
export function zoomedOut(range: TimeRange): Pick<TimeRange, 'raw'> {
  const byMs = spanMsOf(range) / 2;
  return between(range.from.valueOf() - byMs, range.to.valueOf() + byMs);
}

function between(fromMs: number, toMs: number): Pick<TimeRange, 'raw'> {
  return { raw: { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() } };
}

function spanMsOf(range: TimeRange): number {
  return range.to.valueOf() - range.from.valueOf();
}

function toText(value: DateTime | string): string {
  return typeof value === 'string' ? value : value.toISOString();
}
