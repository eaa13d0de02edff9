/** Who watches a stream, from a table of the topic `sessions`: the longest watching first. */
import type { DataFrame } from '@grafana/data';
import { readTable } from '../../shared/table-frame.ts';

export interface SessionNow {
  readonly key: string;
  readonly country: string | null;
  readonly deviceClass: string | null;
  readonly network: string | null;
  readonly rendition: string | null;
  readonly watchedMs: number | null;
  readonly bytesPerSecond: number | null;
  readonly lastSeenMs: number | null;
}

export function readSessions(frames: readonly DataFrame[]): SessionNow[] {
  const sessions = frames.flatMap((frame) => {
    const table = readTable(frame, 'sessions');
    if (table === undefined) return [];
    return Array.from({ length: table.length }, (_, row) => ({
      key: table.cell('session', row) ?? String(row),
      country: table.cell('country', row),
      deviceClass: table.cell('device class', row),
      network: table.cell('provider', row) ?? table.cell('network', row),
      rendition: table.cell('rendition', row),
      watchedMs: table.cell('watched', row),
      bytesPerSecond: table.cell('bitrate', row),
      lastSeenMs: table.cell('last seen', row),
    }));
  });
  return sessions.sort((a, b) => (b.watchedMs ?? 0) - (a.watchedMs ?? 0) || (a.key < b.key ? -1 : 1));
}
