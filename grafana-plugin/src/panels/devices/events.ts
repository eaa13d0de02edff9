/** What happened to devices lately, of the topic `activity`: for the drawer, and to know at once how a command ended. */
import type { DataFrame } from '@grafana/data';
import { readTable } from '../../shared/table-frame.ts';

export interface DeviceEvent {
  readonly id: string;
  readonly atMs: number;
  readonly text: string;
}

/** Newest first. */
export function readDeviceEvents(frames: readonly DataFrame[], device: string, most: number): readonly DeviceEvent[] {
  const events = new Map<string, DeviceEvent>();
  for (const frame of frames) {
    const table = readTable(frame, 'activity');
    for (let row = 0; row < (table?.length ?? 0); row += 1) {
      const id = table?.cell('id', row) ?? null;
      const atMs = table?.cell('time', row) ?? null;
      if (id === null || atMs === null || table?.cell('device', row) !== device) continue;
      events.set(id, { id, atMs, text: table?.cell('text', row) ?? table?.cell('event', row) ?? '' });
    }
  }
  return [...events.values()].sort((a, b) => b.atMs - a.atMs).slice(0, most);
}

export interface CommandEnd {
  readonly id: string;
  readonly result: string;
  readonly detail: string | null;
}

/** Ends of these commands that the live channel has told. */
export function readCommandEnds(frames: readonly DataFrame[], ids: ReadonlySet<string>): readonly CommandEnd[] {
  if (ids.size === 0) return [];
  return frames.flatMap((frame) => {
    const table = readTable(frame, 'activity');
    const ends: CommandEnd[] = [];
    for (let row = 0; row < (table?.length ?? 0); row += 1) {
      if (table?.cell('event', row) !== 'command-completed') continue;
      const { id, result, detail } = toPayload(table.cell('payload', row));
      if (typeof id !== 'string' || typeof result !== 'string' || !ids.has(id)) continue;
      ends.push({ id, result, detail: typeof detail === 'string' ? detail : null });
    }
    return ends;
  });
}

function toPayload(text: string | null): Readonly<Record<string, unknown>> {
  try {
    const payload: unknown = JSON.parse(text ?? '');
    return typeof payload === 'object' && payload !== null ? (payload as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
