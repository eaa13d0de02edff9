/**
 * Where what devices say comes in, by POST, by socket or by the host's call: decoded, counted, given to state, and a POST
 * answered with what waits for the device. A device that nobody declared is born here, as long as strangers have room.
 */
import type { Clock } from '../clock.ts';
import type { DeviceMessage } from '../model/device-door.ts';
import { isId } from '../model/labels.ts';
import type { Device } from '../state/device.ts';
import { HEARTBEAT_RESULTS } from '../state/devices.ts';
import type { State } from '../state/state.ts';
import { type DecodedHeartbeat, decodeAck, decodeHeartbeat, decodeHeartbeatBody, decodePlayback } from './device.ts';

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

export type HeartbeatOutcome = { readonly answer: HeartbeatAnswer } | HeartbeatRefusal;

export interface HeartbeatRefusal {
  readonly refused: 'malformed' | 'bad-id' | 'full';
  readonly detail: string;
}

export interface DeviceIntake {
  /** A heartbeat by HTTP; its acknowledgements may come alone. */
  post(id: string, body: Uint8Array): HeartbeatOutcome;
  /** A heartbeat by the host's call. */
  call(device: Device, input: unknown): void;
  /** The device of an id that came over the wire, born if need be. */
  known(id: string): Device | HeartbeatRefusal;
  /** A message over the socket that the device has now; what is wrong with it, if anything. */
  line(device: Device, message: DeviceMessage): string | undefined;
}

export function createDeviceIntake({ state, clock }: { state: State; clock: Clock }): DeviceIntake {
  const { devices } = state;
  const count = (result: (typeof HEARTBEAT_RESULTS)[number]): void => {
    const slot = HEARTBEAT_RESULTS.indexOf(result);
    devices.heartbeats[slot] = (devices.heartbeats[slot] as number) + 1;
  };

  function take(device: Device, decoded: DecodedHeartbeat, byLine = false): string | undefined {
    if ('malformed' in decoded) {
      count('malformed');
      return decoded.malformed;
    }
    count(decoded.ignored.length === 0 ? 'ok' : 'partial');
    devices.beat(device, decoded.beat, clock.monotonicMs(), clock.nowMs(), byLine);
    return undefined;
  }

  const isFine = (id: string): boolean => {
    if (isId(id)) return true;
    state.readings.badIds += 1;
    return false;
  };

  function known(id: string): Device | HeartbeatRefusal {
    if (!isFine(id)) return BAD_ID;
    const device = devices.born(id, clock.monotonicMs());
    if (device !== undefined) return device;
    count('refused');
    return { refused: 'full', detail: 'devices that nobody declared have no room left: declare this one' };
  }

  return {
    post(id, body) {
      if (!isFine(id)) return BAD_ID;
      // Decoded first, so that nonsense gives birth to nothing.
      const decoded = decodeHeartbeatBody(body);
      if ('malformed' in decoded) {
        count('malformed');
        return { refused: 'malformed', detail: decoded.malformed };
      }
      const device = known(id);
      if ('refused' in device) return device;
      const nowMs = clock.monotonicMs();
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
    call(device, input) {
      take(device, decodeHeartbeat(input));
    },
    known,
    line(device, message) {
      const nowMs = clock.monotonicMs();
      const epochMs = clock.nowMs();
      if (message.op === 'hb') {
        const { seq, body = {} } = message;
        const whole =
          typeof body === 'object' && body !== null && !Array.isArray(body)
            ? { ...body, ...(seq === undefined ? {} : { seq }) }
            : body;
        return take(device, decodeHeartbeat(whole), true);
      }
      if (message.op === 'playback') {
        const word = decodePlayback(message);
        if (word === undefined) return 'playing must be { title, campaign?, contentId? } or null';
        devices.told(device, word, nowMs, epochMs);
        return undefined;
      }
      const ack = decodeAck(message);
      if (ack === undefined) return "an ack must have command and result: 'ok', 'failed' or 'rejected'";
      devices.acked(device, ack, nowMs, epochMs);
      return undefined;
    },
  };
}

const BAD_ID: HeartbeatRefusal = {
  refused: 'bad-id',
  detail: 'a device id must be 1 to 128 bytes of text without control characters',
};
