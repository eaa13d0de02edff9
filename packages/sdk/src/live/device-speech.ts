/**
 * The part of a conversation that only devices have: whether this reader may speak for the device it names, what it says of
 * itself, and the commands that go to it. Over a WebSocket alone, because its end is what a lease begins with.
 */
import type { HelloMessage, WelcomeMessage } from '@tallylight/protocol';
import type { Caller } from '../model/caller.ts';
import {
  DEVICE_OPS,
  type DeviceDoor,
  type DeviceLine,
  type DeviceMessage,
  type DeviceTalk,
  maySpeakFor,
  type Refusal,
} from '../model/device-door.ts';
import type { TransportName } from './session.ts';

export interface DeviceSpeech {
  /** Which device speaks here. */
  readonly device: string | undefined;
  /** Whether this caller may go on as the device it named. */
  admits(caller: Caller | undefined, device: string | undefined): boolean;
  /** Begins as the device that the hello names, if any: what welcome says of it. */
  open(hello: HelloMessage): Pick<WelcomeMessage, 'device' | 'heartbeatMs'>;
  begin(): void;
  take(message: DeviceMessage): Refusal | undefined;
  closed(): void;
}

export function createDeviceSpeech(
  door: DeviceDoor | undefined,
  transport: TransportName,
  line: DeviceLine,
): DeviceSpeech {
  let talk: DeviceTalk | undefined;
  return {
    get device() {
      return talk?.device;
    },
    admits: (caller, device) => device === undefined || caller === undefined || maySpeakFor(caller, device),
    open({ device }) {
      if (device === undefined || transport !== 'websocket') return {};
      talk = door?.open(device, line);
      return talk === undefined ? {} : { device: talk.device, heartbeatMs: talk.heartbeatMs };
    },
    begin: () => talk?.begin(),
    take(message) {
      if (talk !== undefined) return talk.take(message);
      return { code: 'forbidden', message: 'no device speaks here: its hello must name it', isFinal: false };
    },
    closed() {
      talk?.closed();
      talk = undefined;
    },
  };
}

/** Whether only a device says such a thing. */
export function isDeviceMessage(value: unknown): value is DeviceMessage {
  const op = (value as { readonly op?: unknown } | null)?.op;
  return (DEVICE_OPS as readonly unknown[]).includes(op);
}
