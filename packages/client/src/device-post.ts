/**
 * The way of a device without a socket: a heartbeat by POST, whose answer brings its commands. It tells what plays now, what
 * played before that and could not be told, and how commands ended.
 */

import type { DeviceCommand } from './device-commands.ts';
import type { Fact, Playing } from './device-queue.ts';
import { endpoint } from './transport.ts';

export interface HeartbeatAnswer {
  readonly intervalMs: number;
  readonly commands: readonly DeviceCommand[];
}

/** At most so many answers to commands, and so many playbacks, fit into a heartbeat. */
const MOST = 50;

/** What a heartbeat can carry of these facts. It says what plays each time: the server may have forgotten it. */
export function toBody(
  facts: readonly Fact[],
  playing: Playing | undefined,
  nowMs: number,
): { readonly carried: readonly Fact[]; readonly body: object } {
  const acks = facts.filter((fact) => fact.op === 'ack').slice(0, MOST);
  const playbacks = facts.filter((fact) => fact.op === 'playback').slice(0, MOST);
  return {
    carried: [...acks, ...playbacks],
    body: {
      ...(playing !== undefined && { playing }),
      ...(playbacks.length > 0 && {
        playbacks: playbacks.map(({ playing, n, sinceMs }) => ({ playing, n, agoMs: Math.round(nowMs - sinceMs) })),
      }),
      ...(acks.length > 0 && {
        acks: acks.map(({ command, result, detail }) => ({
          id: command,
          status: result === 'ok' ? 'ok' : 'failed',
          detail: result === 'rejected' ? `rejected: ${detail ?? ''}` : (detail ?? null),
        })),
      }),
    },
  };
}

/** Rejects when the server did not take it. */
export async function postHeartbeat(
  baseUrl: URL,
  device: string,
  token: string | undefined,
  body: object,
  signal: AbortSignal,
): Promise<HeartbeatAnswer> {
  const response = await fetch(endpoint(baseUrl, `/devices/${encodeURIComponent(device)}/heartbeat`), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
    signal,
  });
  const answer = (await response.json().catch(() => ({}))) as Partial<HeartbeatAnswer> & { readonly code?: string };
  if (!response.ok) throw Object.assign(new Error(`HTTP ${response.status}`), { code: answer.code ?? 'unreachable' });
  return { intervalMs: Number(answer.intervalMs), commands: answer.commands ?? [] };
}
