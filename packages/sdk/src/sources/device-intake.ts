/**
 * Where heartbeats come in: decoded, counted, given to state, and answered with what waits for the device. A device that
 * nobody declared is born here, as long as strangers have room.
 */
import type { Clock } from '../clock.ts';
import { isId } from '../model/labels.ts';
import type { Device } from '../state/device.ts';
import { HEARTBEAT_RESULTS } from '../state/devices.ts';
import type { State } from '../state/state.ts';
import { type DecodedHeartbeat, decodeHeartbeat, decodeHeartbeatBody } from './device.ts';

/** What a device gets back. Durations, not dates: its clock may be wrong. */
export interface HeartbeatAnswer {
  readonly ok: true;
  /** How often this server expects to be told. */
  readonly intervalMs: number;
  readonly nowMs: number;
  /** Fields that were dropped. */
  readonly ignored: readonly string[];
  readonly commands: readonly {
    readonly id: string;
    readonly name: string;
    readonly args: Readonly<Record<string, unknown>>;
    readonly expiresInMs: number;
  }[];
}

export type HeartbeatOutcome =
  | { readonly answer: HeartbeatAnswer }
  | { readonly refused: 'malformed' | 'bad-id' | 'full'; readonly detail: string };

export interface DeviceIntake {
  /** A heartbeat by HTTP; its acknowledgements may come alone. */
  post(id: string, body: Uint8Array): HeartbeatOutcome;
  /** A heartbeat by the host's call. */
  call(device: Device, input: unknown): void;
}

export function createDeviceIntake({ state, clock }: { state: State; clock: Clock }): DeviceIntake {
  const { devices } = state;
  const count = (result: (typeof HEARTBEAT_RESULTS)[number]): void => {
    const slot = HEARTBEAT_RESULTS.indexOf(result);
    devices.heartbeats[slot] = (devices.heartbeats[slot] as number) + 1;
  };

  function take(device: Device, decoded: DecodedHeartbeat): void {
    if ('malformed' in decoded) {
      count('malformed');
      return;
    }
    count(decoded.ignored.length === 0 ? 'ok' : 'partial');
    devices.beat(device, decoded.beat, clock.monotonicMs(), clock.nowMs());
  }

  return {
    post(id, body) {
      if (!isId(id)) {
        state.readings.badIds += 1;
        return { refused: 'bad-id', detail: 'a device id must be 1 to 128 bytes of text without control characters' };
      }
      // Decoded first, so that nonsense gives birth to nothing.
      const decoded = decodeHeartbeatBody(body);
      if ('malformed' in decoded) {
        count('malformed');
        return { refused: 'malformed', detail: decoded.malformed };
      }
      const nowMs = clock.monotonicMs();
      const device = devices.born(id, nowMs);
      if (device === undefined) {
        count('refused');
        return { refused: 'full', detail: 'devices that nobody declared have no room left: declare this one' };
      }
      take(device, decoded);
      const commands = devices.commands.deliver(device, nowMs).map((command) => ({
        id: command.id,
        name: command.name,
        args: command.args,
        expiresInMs: Math.max(0, Math.round(command.expiresMs - nowMs)),
      }));
      return {
        answer: {
          ok: true,
          intervalMs: device.intervalMs,
          nowMs: Math.round(clock.nowMs()),
          ignored: decoded.ignored,
          commands,
        },
      };
    },
    call: (device, input) => take(device, decodeHeartbeat(input)),
  };
}
