/**
 * Columns of the topic `streams`. Scores are 0–100, parts and ratios 0–1. Of a score there are its parts (`part …`), how much
 * each counts (`weight …`) and what it was made of (`raw …`); parts that a host added follow under their own names.
 */
import type { StreamRow } from '@tallylight/protocol';
import { type Column, columnsOf } from './column.ts';

export const STREAM_COLUMNS = columnsOf<StreamRow>()(
  { name: 'stream', type: 'string', read: (_, key) => key },
  { name: 'title', type: 'string', read: (row) => row.title },
  { name: 'protocol', type: 'string', read: (row) => row.protocol },
  { name: 'kind', type: 'string', read: (row) => row.kind },
  { name: 'state', type: 'string', read: (row) => row.state },
  { name: 'state since', type: 'time', read: (row) => row.stateSinceMs },
  { name: 'reason', type: 'string', read: (row) => row.reason },
  { name: 'expected', type: 'boolean', read: (row) => row.expected },
  { name: 'sessions', type: 'number', read: (row) => row.sessions },
  { name: 'egress', type: 'number', unit: 'Bps', read: (row) => row.egressBytesPerSecond },
  { name: 'ingress', type: 'number', unit: 'Bps', read: (row) => row.ingressBytesPerSecond },
  { name: 'egress total', type: 'number', unit: 'decbytes', read: (row) => row.egressBytes },
  { name: 'health', type: 'number', read: (row) => row.health?.score },
  { name: 'health band', type: 'string', read: (row) => row.health?.band },
  { name: 'health reason', type: 'string', read: (row) => row.health?.reason },
  { name: 'part uptime', type: 'number', unit: 'percentunit', read: (row) => row.health?.parts.uptime },
  { name: 'part errors', type: 'number', unit: 'percentunit', read: (row) => row.health?.parts.errors },
  { name: 'part response', type: 'number', unit: 'percentunit', read: (row) => row.health?.parts.response },
  { name: 'weight uptime', type: 'number', read: (row) => row.health?.weights.uptime },
  { name: 'weight errors', type: 'number', read: (row) => row.health?.weights.errors },
  { name: 'weight response', type: 'number', read: (row) => row.health?.weights.response },
  { name: 'raw uptime', type: 'number', unit: 'percentunit', read: (row) => row.health?.raw.uptime },
  { name: 'raw error ratio', type: 'number', unit: 'percentunit', read: (row) => row.health?.raw.errorRatio },
  { name: 'raw response', type: 'number', unit: 'ms', read: (row) => row.health?.raw.responseMs },
  { name: 'raw requests', type: 'number', read: (row) => row.health?.raw.requests },
  { name: 'raw observed', type: 'number', unit: 'ms', read: (row) => row.health?.raw.observedMs },
  { name: 'raw stall ratio', type: 'number', unit: 'percentunit', read: (row) => row.health?.raw.stallRatio },
  { name: 'raw startup', type: 'number', unit: 'ms', read: (row) => row.health?.raw.startupMs },
  { name: 'raw bitrate share', type: 'number', unit: 'percentunit', read: (row) => row.health?.raw.bitrateShare },
  { name: 'raw restarts', type: 'number', read: (row) => row.health?.raw.restarts },
  { name: 'health coverage', type: 'number', unit: 'percentunit', read: (row) => row.health?.coverage },
  { name: 'health window', type: 'number', unit: 'ms', read: (row) => row.health?.windowMs },
  { name: 'last checked', type: 'time', read: (row) => row.health?.lastCheckedMs },
  { name: 'playlist age', type: 'number', unit: 'ms', read: (row) => row.playlistAgeMs },
  { name: 'last activity', type: 'time', read: (row) => row.lastActivityMs },
  { name: 'players', type: 'number', read: (row) => row.players?.now },
  { name: 'player stalls', type: 'number', read: (row) => row.players?.stalls },
  { name: 'player stall ratio', type: 'number', unit: 'percentunit', read: (row) => row.players?.stallRatio },
  { name: 'player startup', type: 'number', unit: 'ms', read: (row) => row.players?.startupMs },
  { name: 'player bitrate', type: 'number', unit: 'Bps', read: (row) => row.players?.bitrateBytesPerSecond },
  { name: 'player buffer', type: 'number', unit: 'ms', read: (row) => row.players?.bufferMs },
  { name: 'player latency', type: 'number', unit: 'ms', read: (row) => row.players?.liveLatencyMs },
);

const OWN_PARTS: ReadonlySet<string> = new Set(['uptime', 'errors', 'response']);

/** `part <name>` and `weight <name>` of each health part beyond the three that every server has. */
export function toAddedHealthColumns(rows: Iterable<StreamRow>): Column<StreamRow>[] {
  const added = new Set<string>();
  for (const { health } of rows) {
    for (const part of Object.keys(health?.parts ?? {})) if (!OWN_PARTS.has(part)) added.add(part);
  }
  return [...added].sort().flatMap((part): Column<StreamRow>[] => [
    { name: `part ${part}`, type: 'number', unit: 'percentunit', read: (row) => row.health?.parts[part] },
    { name: `weight ${part}`, type: 'number', read: (row) => row.health?.weights[part] },
  ]);
}
