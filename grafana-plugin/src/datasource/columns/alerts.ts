/** Columns of what is wrong now. Minutes are minutes, as people say them; lists are one text, parted by `, `. */
import type { AlertRow } from '@tallylight/protocol';
import { columnsOf } from './column.ts';

export const ALERT_COLUMNS = columnsOf<AlertRow>()(
  { name: 'alert', type: 'string', read: (_, key) => key },
  { name: 'severity', type: 'string', read: (row) => row.severity },
  { name: 'condition', type: 'string', read: (row) => row.condition },
  { name: 'subject', type: 'string', read: (row) => row.subject },
  { name: 'subject kind', type: 'string', read: (row) => row.subjectKind },
  { name: 'summary', type: 'string', read: (row) => row.summary },
  { name: 'state', type: 'string', read: (row) => row.state },
  { name: 'since', type: 'time', read: (row) => row.sinceMs },
  { name: 'raised', type: 'time', read: (row) => row.raisedMs },
  { name: 'sources', type: 'string', read: (row) => row.sources.join(', ') },
  { name: 'team', type: 'string', read: (row) => row.team },
  { name: 'advice', type: 'string', read: (row) => row.advice },
  { name: 'viewers', type: 'number', read: (row) => row.viewers },
  { name: 'viewer minutes lost', type: 'number', read: (row) => row.viewerMinutesLost },
  { name: 'screens', type: 'number', read: (row) => row.screens },
  { name: 'screen minutes lost', type: 'number', read: (row) => row.screenMinutesLost },
  { name: 'acknowledged by', type: 'string', read: (row) => row.acknowledgedBy },
  { name: 'acknowledged note', type: 'string', read: (row) => row.acknowledgedNote },
  { name: 'acknowledged until', type: 'time', read: (row) => row.acknowledgedUntilMs },
  { name: 'children', type: 'string', read: (row) => row.children.join(', ') },
  { name: 'child count', type: 'number', read: (row) => row.childCount },
  { name: 'children open', type: 'number', read: (row) => row.childrenOpen },
);
