/** Open alerts about one stream, from a table of the topic `alerts`. */
import type { DataFrame } from '@grafana/data';
import { readTable } from '../../shared/table-frame.ts';
import type { Alerting } from './intents.ts';

export function alertsOf(frames: readonly DataFrame[], stream: string): Alerting[] {
  return frames.flatMap((frame) => {
    const table = readTable(frame, 'alerts');
    if (table === undefined) return [];
    const found: Alerting[] = [];
    for (let row = 0; row < table.length; row += 1) {
      const key = table.cell('alert', row);
      if (key === null || table.cell('subject', row) !== stream || table.cell('subject kind', row) !== 'stream')
        continue;
      found.push({
        key,
        summary: table.cell('summary', row) ?? key,
        acknowledgedBy: table.cell('acknowledged by', row),
      });
    }
    return found;
  });
}
