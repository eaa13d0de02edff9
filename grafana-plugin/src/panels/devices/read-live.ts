/**
 * Devices of the frames of Tallylight Live. Ten thousand rows come with each tick and few of them changed, so a row is held
 * against its record of before and the same object is given again: what is the same object is not drawn again.
 */
import type { DataFrame } from '@grafana/data';
import type { DeviceState } from '@tallylight/protocol';
import type { ColumnName } from '../../datasource/tables.ts';
import { type LiveMeta, readLiveMeta } from '../../shared/live-meta.ts';
import { readTable } from '../../shared/table-frame.ts';
import type { Device } from './device.ts';

type Column = readonly unknown[] | undefined;

/** Devices by key, sorted by it; `before` is what was given the last time. `undefined` when no frame holds devices. */
export function readLiveDevices(
  frames: readonly DataFrame[],
  before: readonly Device[],
  ageOf: (meta: LiveMeta) => number,
): readonly Device[] | undefined {
  const tables = frames.flatMap((frame) => {
    const meta = readLiveMeta(frame);
    return meta?.topic === 'devices' ? [{ frame, meta }] : [];
  });
  if (tables.length === 0) return undefined;
  const [first] = tables;
  if (tables.length === 1 && first !== undefined) return readFrame(first.frame, before);
  // Two queries may bring the same device: it is one thing, and the fresher of the two counts.
  const merged = new Map<string, Device>();
  const freshestLast = tables.sort((a, b) => ageOf(b.meta) - ageOf(a.meta));
  for (const { frame } of freshestLast) for (const device of readFrame(frame, before)) merged.set(device.key, device);
  return keepIfSame(
    [...merged.keys()].sort().map((key) => merged.get(key) as Device),
    before,
  );
}

function readFrame(frame: DataFrame, before: readonly Device[]): readonly Device[] {
  const table = readTable(frame, 'devices');
  if (table === undefined || !table.has('device')) return [];
  const columns = new Map<string, Column>(frame.fields.map((field) => [field.name, field.values]));
  const column = (name: ColumnName<'devices'>): Column => columns.get(name);
  const keys = column('device') ?? [];
  const names = column('name');
  const serials = column('serial');
  const sites = column('site');
  const groups = column('group');
  const states = column('state');
  const sinces = column('state since');
  const expecteds = column('expected');
  const seens = column('last seen');
  const intervals = column('heartbeat interval');
  const playings = column('playing');
  const titles = column('now playing');
  const campaigns = column('campaign');
  const screens = column('screen on');
  const syncs = column('content in sync');
  const pendings = column('commands pending');
  let byKey: Map<string, Device> | undefined;
  const beforeOf = (key: string, index: number): Device | undefined => {
    const same = before[index];
    if (same?.key === key || before.length === 0) return same;
    byKey ??= new Map(before.map((device) => [device.key, device]));
    return byKey.get(key);
  };

  const devices: Device[] = new Array(keys.length);
  for (let index = 0; index < keys.length; index += 1) {
    const key = keys[index] as string;
    const name = (names?.[index] ?? null) as string | null;
    const serial = (serials?.[index] ?? null) as string | null;
    const site = (sites?.[index] ?? null) as string | null;
    const group = (groups?.[index] ?? null) as string | null;
    const state = (states?.[index] ?? 'unknown') as DeviceState;
    const stateSinceMs = (sinces?.[index] ?? null) as number | null;
    const expected = (expecteds?.[index] ?? null) as boolean | null;
    const lastSeenMs = (seens?.[index] ?? null) as number | null;
    const heartbeatIntervalMs = (intervals?.[index] ?? null) as number | null;
    const playing = (playings?.[index] ?? null) as boolean | null;
    const title = (titles?.[index] ?? null) as string | null;
    const campaign = (campaigns?.[index] ?? null) as string | null;
    const screenOn = (screens?.[index] ?? null) as boolean | null;
    const syncRatio = (syncs?.[index] ?? null) as number | null;
    const commandsPending = (pendings?.[index] ?? null) as number | null;
    const known = beforeOf(key, index);
    const isSame =
      known !== undefined &&
      known.state === state &&
      known.lastSeenMs === lastSeenMs &&
      known.stateSinceMs === stateSinceMs &&
      known.playing === playing &&
      known.title === title &&
      known.campaign === campaign &&
      known.screenOn === screenOn &&
      known.syncRatio === syncRatio &&
      known.expected === expected &&
      known.commandsPending === commandsPending &&
      known.heartbeatIntervalMs === heartbeatIntervalMs &&
      known.name === (name || key) &&
      known.serial === serial &&
      known.site === site &&
      known.group === group;
    devices[index] = isSame
      ? known
      : {
          key,
          name: name || key,
          serial,
          site,
          group,
          state,
          stateSinceMs,
          expected,
          lastSeenMs,
          heartbeatIntervalMs,
          playing,
          title,
          campaign,
          screenOn,
          syncRatio,
          commandsPending,
        };
  }
  return keepIfSame(devices, before);
}

/** The list of before when nothing in it changed. */
export function keepIfSame(now: readonly Device[], before: readonly Device[]): readonly Device[] {
  if (now.length !== before.length) return now;
  for (let index = 0; index < now.length; index += 1) if (now[index] !== before[index]) return now;
  return before;
}
