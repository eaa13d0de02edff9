/**
 * Commands to devices. One is delivered with each heartbeat answer until the device says that it took it, or it expires: at
 * least once, so a device knows a command by its id. In memory: a restart forgets what is pending.
 */
import type { CommandResult } from '@tallylight/protocol';
import type { CommandAck } from '../model/device-rules.ts';
import { Histogram, RESPONSE_BOUNDS_SECONDS } from '../model/histogram.ts';
import { OTHER } from '../model/labels.ts';
import type { Emit } from './streams.ts';

/** What is counted of each command name: entries into these. */
export const COMMAND_RESULTS = ['queued', 'ok', 'failed', 'timeout'] as const;

/** Commands of one name, as metrics see them. */
export interface CommandKind {
  readonly labels: readonly string[];
  /** By {@link COMMAND_RESULTS}. */
  readonly counts: Float64Array;
  /** Issue to end, seconds. */
  readonly durations: Histogram;
}

export interface CommandOrder {
  readonly id: string;
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly expiresInMs: number;
  /** Called once, at its end. */
  readonly onEnd?: ((result: CommandResult, detail: string | null) => void) | undefined;
}

/** Whom commands are for. */
export interface CommandOwner {
  readonly id: string;
  readonly pending: Command[];
  readonly ended: Command[];
  /** Takes what is due to the device at once; null while it has no socket and comes for it. */
  courier: (() => void) | null;
}

export interface Command extends CommandOrder {
  readonly device: CommandOwner;
  readonly issuedMs: number;
  readonly expiresMs: number;
  /** How often it was sent, and when last. */
  deliveries: number;
  sentMs: number;
  /** The device has it; it is sent no more. */
  accepted: boolean;
  result: CommandResult | null;
  detail: string | null;
  endedMs: number | null;
}

/** In one heartbeat answer; a device that was away gets the rest with the next. */
export const MAX_DELIVERED = 10;
const MAX_PENDING_OF_DEVICE = 50;
const MAX_PENDING = 10_000;
/** A command that a device does not answer over its socket is sent there again after this. */
export const SENT_AGAIN_MS = 10_000;
/** Ended ones that a device page can show. */
const MAX_ENDED_OF_DEVICE = 20;
/** Names with a series of their own; a host has a handful. */
const MAX_NAMES = 50;

export interface Commands {
  /** Queues it; the reason when there is no room. */
  issue(device: CommandOwner, order: CommandOrder, nowMs: number): Command | { readonly full: string };
  /**
   * What goes to this device now, of what has no answer: all, for it asks; over a socket only what was not sent within
   * `againAfterMs`.
   */
  deliver(device: CommandOwner, nowMs: number, againAfterMs?: number): readonly Command[];
  /** Takes what a device says of its commands; ids it does not have are passed over. */
  acknowledge(device: CommandOwner, acks: readonly CommandAck[], nowMs: number): void;
  /** Ends what nobody answered in time; what may have been lost on a socket is sent again. */
  expire(nowMs: number): void;
  /** Ends all of a device that goes. */
  drop(device: CommandOwner, nowMs: number): void;
  readonly kinds: ReadonlyMap<string, CommandKind>;
  readonly pending: number;
}

export function createCommands(emit: Emit, onChange: (deviceId: string) => void): Commands {
  const kinds = new Map<string, CommandKind>();
  const pending = new Set<Command>();

  function kindOf(name: string): CommandKind {
    const key = kinds.has(name) || kinds.size < MAX_NAMES ? name : OTHER;
    let kind = kinds.get(key);
    if (kind === undefined) {
      kind = {
        labels: [key],
        counts: new Float64Array(COMMAND_RESULTS.length),
        durations: new Histogram(RESPONSE_BOUNDS_SECONDS),
      };
      kinds.set(key, kind);
    }
    return kind;
  }

  function count(kind: CommandKind, result: (typeof COMMAND_RESULTS)[number]): void {
    const slot = COMMAND_RESULTS.indexOf(result);
    kind.counts[slot] = (kind.counts[slot] as number) + 1;
  }

  function end(command: Command, result: CommandResult, detail: string | null, nowMs: number): void {
    const { device } = command;
    pending.delete(command);
    const at = device.pending.indexOf(command);
    if (at !== -1) device.pending.splice(at, 1);
    command.result = result;
    command.detail = detail;
    command.endedMs = nowMs;
    device.ended.push(command);
    if (device.ended.length > MAX_ENDED_OF_DEVICE) device.ended.shift();
    const kind = kindOf(command.name);
    count(kind, result);
    const durationMs = nowMs - command.issuedMs;
    // A command that nobody answered has no duration, only an end.
    if (result !== 'timeout') kind.durations.observe(durationMs / 1000);
    onChange(device.id);
    emit('command-completed', nowMs, {
      device: device.id,
      command: command.name,
      id: command.id,
      result,
      detail,
      durationMs: Math.round(durationMs),
    });
    command.onEnd?.(result, detail);
  }

  return {
    issue(device, order, nowMs) {
      if (device.pending.length >= MAX_PENDING_OF_DEVICE) {
        return { full: `the device has ${MAX_PENDING_OF_DEVICE} commands without an end` };
      }
      if (pending.size >= MAX_PENDING) return { full: `${MAX_PENDING} commands are without an end` };
      const command: Command = {
        ...order,
        device,
        issuedMs: nowMs,
        expiresMs: nowMs + order.expiresInMs,
        deliveries: 0,
        sentMs: Number.NEGATIVE_INFINITY,
        accepted: false,
        result: null,
        detail: null,
        endedMs: null,
      };
      pending.add(command);
      device.pending.push(command);
      count(kindOf(command.name), 'queued');
      onChange(device.id);
      device.courier?.();
      return command;
    },
    deliver(device, nowMs, againAfterMs = 0) {
      if (device.pending.length === 0) return [];
      // Least often sent first, so that ten unanswered ones do not keep the eleventh from ever being sent.
      const due = device.pending
        .filter((one) => !one.accepted && one.expiresMs > nowMs && nowMs - one.sentMs >= againAfterMs)
        .sort((a, b) => a.deliveries - b.deliveries)
        .slice(0, MAX_DELIVERED);
      for (const command of due) {
        command.deliveries += 1;
        command.sentMs = nowMs;
      }
      return due;
    },
    acknowledge(device, acks, nowMs) {
      for (const { id, status, detail } of acks) {
        const command = device.pending.find((candidate) => candidate.id === id);
        if (command === undefined) continue;
        if (status === 'accepted') command.accepted = true;
        else end(command, status, detail, nowMs);
      }
    },
    expire(nowMs) {
      for (const command of pending) {
        if (command.expiresMs > nowMs) {
          if (nowMs - command.sentMs >= SENT_AGAIN_MS) command.device.courier?.();
          continue;
        }
        end(command, 'timeout', command.deliveries === 0 ? 'never delivered' : 'no answer', nowMs);
      }
    },
    drop(device, nowMs) {
      for (const command of [...device.pending]) end(command, 'failed', 'the device was removed', nowMs);
    },
    kinds,
    get pending() {
      return pending.size;
    },
  };
}
