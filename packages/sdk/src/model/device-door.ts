/**
 * Where the live channel hands devices on. Live knows connections and callers, sources knows devices: this is the contract
 * between them. What a device says passes here as it came from the wire; sources has the one decoder.
 */
import type { Code } from '@tallylight/protocol';
import type { Caller } from './caller.ts';
import { isNarrowed } from './row-scope.ts';

/** What a device may say beside what every reader may. */
export const DEVICE_OPS = ['hb', 'playback', 'ack'] as const;
export type DeviceOp = (typeof DEVICE_OPS)[number];

/** A message of a device, not looked at yet but for its `op`. */
export type DeviceMessage = { readonly op: DeviceOp } & Readonly<Record<string, unknown>>;

/** What a device is to do, as it goes over the line. */
export interface DeviceOrder {
  readonly command: string;
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly expiresInMs: number;
}

/** The connection of a device, as sources sees it. */
export interface DeviceLine {
  /** False when the socket takes nothing now: tried again later. */
  send(order: DeviceOrder): boolean;
  end(code: Code, message: string): void;
}

export interface Refusal {
  readonly code: Code;
  readonly message: string;
  /** The connection is to end. */
  readonly isFinal: boolean;
}

/** What a device says and is told, as long as its connection lasts. */
export interface DeviceTalk {
  readonly device: string;
  /** How often it is to be heard, ms. */
  readonly heartbeatMs: number;
  /** The device was greeted: what waits for it may be sent. */
  begin(): void;
  take(message: DeviceMessage): Refusal | undefined;
  /** The connection is gone. More than once does no harm. */
  closed(): void;
}

export interface DeviceDoor {
  /** Opens the talk of a device; an earlier one of the same device ends. `undefined`: no such device can be. */
  open(id: string, line: DeviceLine): DeviceTalk | undefined;
}

/** Whether a caller may speak for a device: the device itself, and an operator whose rows nothing narrows. */
export function maySpeakFor(caller: Caller, id: string): boolean {
  return (caller.has('device') && caller.subject === id) || (caller.has('operator') && !isNarrowed(caller.scope));
}
