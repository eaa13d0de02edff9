/**
 * What the panel asks of the server when somebody opens a device: its last 24 hours, its commands, its proof of play. The
 * shape of an answer is not trusted. Through Grafana's proxy, which adds the viewer's token.
 */
import { getBackendSrv } from '@grafana/runtime';
import type { DeviceState } from '@tallylight/protocol';
import { lastValueFrom } from 'rxjs';
import { API_BELOW_INSTANCE } from '../../../datasource/channel-url.ts';
import { type ActionError, toActionError } from '../../../shared/actions/action-error.ts';
import type { CommandRecord } from '../commands/progress.ts';
import { type Timeline, toTimeline } from './timeline.ts';

export interface DevicePage {
  readonly state: DeviceState | null;
  readonly version: string | null;
  readonly commands: readonly CommandRecord[];
  readonly plays: readonly { readonly campaign: string; readonly playSeconds: number; readonly starts: number }[];
}

export type Asked<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: ActionError };

/** Never rejects. */
export async function fetchTimeline(uid: string, device: string): Promise<Asked<Timeline>> {
  return ask(uid, `/devices/${encodeURIComponent(device)}/timeline`, toTimeline);
}

/** Never rejects. */
export async function fetchDevice(uid: string, device: string): Promise<Asked<DevicePage>> {
  return ask(uid, `/devices/${encodeURIComponent(device)}`, (answer) => {
    const row = toRecord(answer.device);
    return {
      state: (toText(row.state) as DeviceState | null) ?? null,
      version: toText(row.version),
      commands: toList(row.commands).flatMap(toCommand),
      plays: toList(row.proofOfPlay).flatMap(({ campaign, playSeconds, starts }) => {
        const seconds = toNumber(playSeconds);
        return typeof campaign !== 'string' || seconds === null
          ? []
          : [{ campaign, playSeconds: seconds, starts: toNumber(starts) ?? 0 }];
      }),
    };
  });
}

/** Epoch ms of the server; `undefined` when it does not say. */
export async function fetchServerTime(uid: string): Promise<number | undefined> {
  const asked = await ask(uid, '/devices?limit=1', ({ nowMs }) => toNumber(nowMs));
  return asked.ok ? (asked.value ?? undefined) : undefined;
}

async function ask<T>(uid: string, path: string, read: (answer: Row) => T): Promise<Asked<T>> {
  const url = `/api/datasources/proxy/uid/${encodeURIComponent(uid)}${API_BELOW_INSTANCE}${path}`;
  try {
    const { data } = await lastValueFrom(getBackendSrv().fetch<unknown>({ url, showErrorAlert: false }));
    return { ok: true, value: read(toRecord(data)) };
  } catch (error) {
    return { ok: false, error: toActionError(error) };
  }
}

type Row = Readonly<Record<string, unknown>>;

function toCommand({ id, name, status, detail, issuedMs, endedMs }: Row): CommandRecord[] {
  const issued = toNumber(issuedMs);
  if (typeof id !== 'string' || typeof name !== 'string' || typeof status !== 'string' || issued === null) return [];
  return [{ id, name, status, detail: toText(detail), issuedMs: issued, endedMs: toNumber(endedMs) }];
}

function toList(value: unknown): readonly Row[] {
  return Array.isArray(value) ? value.map(toRecord) : [];
}

function toRecord(value: unknown): Row {
  return typeof value === 'object' && value !== null ? (value as Row) : {};
}

function toNumber(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function toText(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
