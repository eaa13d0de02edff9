/**
 * Devices that hold a socket. One talk for each device: a newer one ends the older, whose late words and late end change
 * nothing any more. Commands go out at once and again until they are answered or expire; a socket that closes leaves the
 * device a short lease, so that a reconnect is no absence.
 */
import type { Clock } from '../clock.ts';
import type { DeviceDoor, DeviceLine, DeviceTalk } from '../model/device-door.ts';
import { SENT_AGAIN_MS } from '../state/commands.ts';
import type { Device } from '../state/device.ts';
import type { State } from '../state/state.ts';
import type { DeviceIntake } from './device-intake.ts';

/** What a device may say in a second, and at once: a queue of an hour without a line, whatever connection it comes over. */
export const DEVICE_PACE = { perSecond: 10, burst: 300 } as const;

export interface DeviceLinesParts {
  readonly state: State;
  readonly clock: Clock;
  readonly intake: DeviceIntake;
  /** Makes what counts the messages of one device, by {@link DEVICE_PACE}. */
  readonly createAllowance: () => Allowance;
}

export interface Allowance {
  take(): boolean;
}

export function createDeviceLines({ state, clock, intake, createAllowance }: DeviceLinesParts): DeviceDoor {
  const { devices } = state;
  const lines = new WeakMap<Device, DeviceLine>();
  /** As long as the device lives, so that a new connection is no new allowance. */
  const allowances = new WeakMap<Device, Allowance>();

  function push(device: Device, line: DeviceLine, againAfterMs: number): void {
    const nowMs = clock.monotonicMs();
    for (const { id: command, name, args, expiresMs } of devices.commands.deliver(device, nowMs, againAfterMs)) {
      line.send({ command, name, args, expiresInMs: Math.max(0, Math.round(expiresMs - nowMs)) });
    }
  }

  function allowanceOf(device: Device): Allowance {
    const known = allowances.get(device) ?? createAllowance();
    allowances.set(device, known);
    return known;
  }

  return {
    open(id, line) {
      const found = intake.known(id);
      if ('refused' in found) return undefined;
      let device = found;
      let session = 0;

      function hold(next: Device): void {
        device = next;
        const before = lines.get(device);
        lines.set(device, line);
        before?.end('taken-over', 'the device has a newer connection');
        session = devices.connected(device, clock.monotonicMs(), clock.nowMs());
        device.courier = () => push(device, line, SENT_AGAIN_MS);
      }

      /** A host may forget a device that is there; it is born again, as by a heartbeat. */
      function isThere(): boolean {
        if (!device.removed) return lines.get(device) === line;
        const again = intake.known(id);
        if ('refused' in again) return false;
        hold(again);
        return true;
      }

      hold(device);
      const talk: DeviceTalk = {
        device: id,
        heartbeatMs: device.intervalMs,
        begin: () => push(device, line, 0),
        take(message) {
          if (!isThere()) return { code: 'taken-over', message: 'the device is not here any more', isFinal: true };
          if (!allowanceOf(device).take()) {
            const { perSecond, burst } = DEVICE_PACE;
            const most = `a device may say ${perSecond} messages a second, ${burst} at once`;
            return { code: 'too-many-requests', message: most, isFinal: true };
          }
          const fault = intake.line(device, message);
          session = device.session;
          if (fault !== undefined) return { code: 'bad-frame', message: fault, isFinal: false };
          if (message.op === 'ack') push(device, line, SENT_AGAIN_MS);
          return undefined;
        },
        closed() {
          if (lines.get(device) !== line) return;
          lines.delete(device);
          device.courier = null;
          devices.disconnected(device, session, clock.monotonicMs());
        },
      };
      return talk;
    },
  };
}
