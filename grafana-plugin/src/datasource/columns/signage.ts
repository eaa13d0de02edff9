/**
 * Columns of screens and their sites. The levels of truth of a screen stand side by side: `expected` (meant to be on), `state`
 * (heard of), `playing` (the player runs), `screen on` (the panel is lit), `content in sync`; null where it does not say.
 */
import type { DeviceRow, SiteRow } from '@tallylight/protocol';
import { columnsOf } from './column.ts';

export const DEVICE_COLUMNS = columnsOf<DeviceRow>()(
  { name: 'device', type: 'string', read: (_, key) => key },
  { name: 'name', type: 'string', read: (row) => row.name },
  { name: 'serial', type: 'string', read: (row) => row.serial },
  { name: 'site', type: 'string', read: (row) => row.site },
  { name: 'group', type: 'string', read: (row) => row.group },
  { name: 'model', type: 'string', read: (row) => row.model },
  { name: 'firmware', type: 'string', read: (row) => row.version },
  { name: 'state', type: 'string', read: (row) => row.state },
  { name: 'state since', type: 'time', read: (row) => row.stateSinceMs },
  { name: 'expected', type: 'boolean', read: (row) => row.expected },
  { name: 'last seen', type: 'time', read: (row) => row.lastSeenMs },
  { name: 'heartbeat interval', type: 'number', unit: 'ms', read: (row) => row.heartbeatIntervalMs },
  { name: 'playing', type: 'boolean', read: (row) => row.playing },
  { name: 'now playing', type: 'string', read: (row) => row.nowPlaying?.title },
  { name: 'campaign', type: 'string', read: (row) => row.nowPlaying?.campaign },
  { name: 'content', type: 'string', read: (row) => row.nowPlaying?.contentId },
  { name: 'playing since', type: 'time', read: (row) => row.nowPlaying?.sinceMs },
  { name: 'screen on', type: 'boolean', read: (row) => row.screenOn },
  { name: 'content in sync', type: 'number', unit: 'percentunit', read: (row) => row.contentSyncRatio },
  { name: 'clock skew', type: 'number', unit: 'ms', read: (row) => row.clockSkewMs },
  { name: 'cpu', type: 'number', unit: 'percentunit', read: (row) => row.cpuRatio },
  { name: 'memory', type: 'number', unit: 'decbytes', read: (row) => row.memoryBytes },
  { name: 'disk free', type: 'number', unit: 'decbytes', read: (row) => row.diskFreeBytes },
  { name: 'temperature', type: 'number', unit: 'celsius', read: (row) => row.temperatureCelsius },
  { name: 'received', type: 'number', unit: 'decbytes', read: (row) => row.receivedBytes },
  { name: 'sent', type: 'number', unit: 'decbytes', read: (row) => row.sentBytes },
  { name: 'commands pending', type: 'number', read: (row) => row.commandsPending },
);

export const SITE_COLUMNS = columnsOf<SiteRow>()(
  { name: 'site', type: 'string', read: (_, key) => key },
  { name: 'title', type: 'string', read: (row) => row.title },
  { name: 'zone', type: 'string', read: (row) => row.zone },
  { name: 'location', type: 'string', read: (row) => row.location },
  { name: 'contact', type: 'string', read: (row) => row.contact },
  { name: 'tenant', type: 'string', read: (row) => row.tenant },
  { name: 'expected', type: 'boolean', read: (row) => row.expected },
  { name: 'devices', type: 'number', read: (row) => row.total },
  { name: 'online', type: 'number', read: (row) => row.online },
  { name: 'playing', type: 'number', read: (row) => row.playing },
  { name: 'offline', type: 'number', read: (row) => row.offline },
  { name: 'unknown', type: 'number', read: (row) => row.unknown },
  { name: 'lost', type: 'number', read: (row) => row.lost },
);
