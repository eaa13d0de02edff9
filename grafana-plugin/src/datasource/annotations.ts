/**
 * Alerts and events as annotations of a chart. An alert is a region from when it broke to when it was over (or still is), an
 * event is a moment. Pure: rows in, one frame out, with the field names that Grafana maps by itself.
 */
import type { DataFrame, Field } from '@grafana/data';
import { FIELD } from '../shared/frame-words.ts';
import { type LiveEvent, toSubjectKind } from './columns/activity.ts';
import { toEventWords } from './columns/event-words.ts';
import type { RestRow } from './rest.ts';

export interface Mark {
  readonly id: string;
  readonly fromMs: number;
  /** Absent for a moment. */
  readonly toMs?: number | undefined;
  readonly title: string;
  readonly text: string;
  readonly tags: readonly string[];
}

export interface MarkRange {
  readonly fromMs: number;
  readonly toMs: number;
}

type Where = Readonly<Record<string, unknown>> | undefined;

/** Open alerts reach to the end of the range: they are not over. A row that is told as open and past counts once. */
export function toAlertMarks(rows: readonly RestRow[], range: MarkRange, where: Where): Mark[] {
  const marks = new Map<string, Mark>();
  for (const row of rows) {
    const { key, sinceMs, resolvedMs } = row;
    if (typeof key !== 'string' || typeof sinceMs !== 'number' || !isWanted(row, where)) continue;
    const toMs = typeof resolvedMs === 'number' ? resolvedMs : range.toMs;
    if (toMs < range.fromMs || sinceMs > range.toMs) continue;
    const [severity, condition, subject, team, summary, advice] = [
      ...['severity', 'condition', 'subject', 'team', 'summary', 'advice'].map((name) => textOf(row, name)),
    ] as [string, string, string, string, string, string];
    marks.set(`${key} ${sinceMs}`, {
      id: `${key} ${sinceMs}`,
      fromMs: sinceMs,
      toMs: Math.max(sinceMs, toMs),
      title: summary || `${condition} ${subject}`,
      text: [severity, advice, seenBy(row)].filter((part) => part !== '').join('. '),
      tags: [severity, condition, team].filter((tag) => tag !== ''),
    });
  }
  return sorted([...marks.values()]);
}

export function toEventMarks(events: Iterable<LiveEvent>, { fromMs, toMs }: MarkRange, where: Where): Mark[] {
  const marks: Mark[] = [];
  for (const event of events) {
    if (event.atMs < fromMs || event.atMs > toMs || !isWanted({ ...event.payload, name: event.name }, where)) continue;
    const kind = toSubjectKind(event);
    marks.push({
      id: event.id,
      fromMs: event.atMs,
      title: toEventWords(event),
      text: '',
      tags: [event.name, ...(kind === undefined ? [] : [kind])],
    });
  }
  return sorted(marks);
}

export function toMarkFrame(marks: readonly Mark[], refId: string): DataFrame {
  const field = (name: string, type: keyof typeof FIELD, values: unknown[]): Field => ({
    name,
    type: FIELD[type],
    config: {},
    values,
  });
  return {
    name: 'annotations',
    refId,
    length: marks.length,
    fields: [
      field(
        'time',
        'time',
        marks.map(({ fromMs }) => fromMs),
      ),
      field(
        'timeEnd',
        'time',
        marks.map(({ toMs }) => toMs ?? null),
      ),
      field(
        'title',
        'string',
        marks.map(({ title }) => title),
      ),
      field(
        'text',
        'string',
        marks.map(({ text }) => text),
      ),
      field(
        'tags',
        'string',
        marks.map(({ tags }) => tags.join(',')),
      ),
      field(
        'id',
        'string',
        marks.map(({ id }) => id),
      ),
    ],
  };
}

function isWanted(row: RestRow, where: Where): boolean {
  return Object.entries(where ?? {}).every(([name, wanted]) => [wanted].flat().includes(row[name]));
}

function seenBy(row: RestRow): string {
  const by = textOf(row, 'acknowledgedBy');
  return by === '' ? '' : `Seen by ${by}`;
}

function textOf(row: RestRow, name: string): string {
  const value = row[name];
  return typeof value === 'string' ? value : '';
}

function sorted(marks: Mark[]): Mark[] {
  return marks.sort((a, b) => a.fromMs - b.fromMs);
}
