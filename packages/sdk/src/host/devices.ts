/**
 * `tally.device()` and `tally.site()`: get or create on the host's word, one handle each. A bad id or a full cap gives an inert
 * handle, one log line and a count; a fact that cannot be is passed over and counted, and the host goes on.
 */
import type { CommandResult } from '@tallylight/protocol';
import type { Clock } from '../clock.ts';
import { shown } from '../errors.ts';
import type { Faults } from '../faults.ts';
import type { Logger } from '../logger.ts';
import { isId, toLabelValue } from '../model/labels.ts';
import { hours, type Schedule } from '../model/schedule.ts';
import type { Device, DeviceFacts } from '../state/device.ts';
import type { Site, SiteFacts } from '../state/sites.ts';
import type { State } from '../state/state.ts';

/** What a device tells of itself. What is left out stays as it was; null is "cannot tell". Ranges: docs/devices.md. */
export interface HeartbeatFacts {
  /** What it shows; null: nothing. */
  readonly playing?:
    | {
        readonly title: string;
        readonly campaign?: string | null | undefined;
        readonly contentId?: string | null | undefined;
      }
    | null
    | undefined;
  readonly version?: string | null | undefined;
  readonly cpuRatio?: number | null | undefined;
  readonly memoryBytes?: number | null | undefined;
  readonly diskFreeBytes?: number | null | undefined;
  readonly temperatureCelsius?: number | null | undefined;
  /** Counters of the device since its start. */
  readonly receivedBytes?: number | null | undefined;
  readonly sentBytes?: number | null | undefined;
  readonly screenOn?: boolean | null | undefined;
  /** Whether its content is there and current, or which share of it. */
  readonly contentInSync?: boolean | number | null | undefined;
  readonly localTimeMs?: number | null | undefined;
  readonly seq?: number | null | undefined;
  /** What it played since it could last say so, oldest first; `n` grows by one with each. */
  readonly playbacks?:
    | readonly { readonly playing: HeartbeatFacts['playing']; readonly agoMs?: number; readonly n?: number | null }[]
    | undefined;
  readonly acks?:
    | readonly { readonly id: string; readonly status: 'accepted' | 'ok' | 'failed'; readonly detail?: string | null }[]
    | undefined;
}

export interface CommandTicket {
  readonly id: string;
  /** Settles at the end of the command; never rejects. `refused`: it was not even queued. */
  readonly end: Promise<{ readonly result: CommandResult | 'refused'; readonly detail: string | null }>;
}

export interface DeviceHandle {
  readonly id: string;
  heartbeat(facts?: HeartbeatFacts): void;
  /** Queues a command: over its socket at once, else with its next heartbeat answer. `expiresInMs`: 1 000 to a day. @default 300000 */
  command(
    name: string,
    args?: Readonly<Record<string, unknown>>,
    how?: { readonly expiresInMs?: number },
  ): CommandTicket;
  /** Ends its series; what it received and sent stays in `other`. */
  remove(): void;
}

export interface SiteHandle {
  readonly id: string;
  /** Its devices stay, without a site. */
  remove(): void;
}

const refusedTicket = (detail: string): CommandTicket => ({
  id: '',
  end: Promise.resolve({ result: 'refused', detail }),
});

export function inertDevice(id: unknown): DeviceHandle {
  return { id: String(id), heartbeat() {}, command: () => refusedTicket('the device is inert'), remove() {} };
}

export const inertSite = (id: unknown): SiteHandle => ({ id: String(id), remove() {} });

export interface DeviceFaceParts {
  readonly state: State;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly faults: Faults;
  /** Decodes and takes a heartbeat. */
  readonly beat: (device: Device, input: unknown) => void;
  readonly newId: () => string;
}

export interface DeviceFace {
  device(id: string, facts?: DeviceFacts): DeviceHandle;
  site(id: string, facts?: SiteFacts): SiteHandle;
}

const DEFAULT_EXPIRES_IN_MS = 300_000;
const MIN_EXPIRES_IN_MS = 1000;
const MAX_EXPIRES_IN_MS = 86_400_000;

/** How long a command may wait, within bounds. */
export function expiresWithin(expiresInMs: unknown): number {
  if (typeof expiresInMs !== 'number' || !Number.isFinite(expiresInMs)) return DEFAULT_EXPIRES_IN_MS;
  return Math.min(MAX_EXPIRES_IN_MS, Math.max(MIN_EXPIRES_IN_MS, expiresInMs));
}

export function createDeviceFace(parts: DeviceFaceParts): DeviceFace {
  const { state, clock, logger, faults } = parts;
  const { devices, sites } = state;
  const handles = new WeakMap<Device, DeviceHandle>();
  const siteHandles = new WeakMap<Site, SiteHandle>();
  const guard = (task: () => void): void => faults.guard('handle', task);

  function createHandle(device: Device): DeviceHandle {
    return {
      id: device.id,
      heartbeat: (facts = {}) => guard(() => parts.beat(device, facts)),
      command(name, args = {}, { expiresInMs } = {}) {
        if (device.removed) return refusedTicket('the device was removed');
        let ticket = refusedTicket('the command could not be queued');
        guard(() => {
          const id = parts.newId();
          let tell: (end: { result: CommandResult; detail: string | null }) => void = () => {};
          const end = new Promise<{ result: CommandResult; detail: string | null }>((resolve) => {
            tell = resolve;
          });
          const order = {
            id,
            name: toLabelValue(name),
            args,
            expiresInMs: expiresWithin(expiresInMs),
            onEnd: (result: CommandResult, detail: string | null) => tell({ result, detail }),
          };
          const issued = devices.commands.issue(device, order, clock.monotonicMs());
          ticket = 'full' in issued ? refusedTicket(issued.full) : { id, end };
        });
        return ticket;
      },
      remove: () => guard(() => devices.remove(device, clock.monotonicMs())),
    };
  }

  function refuse(what: 'device' | 'site', id: unknown): void {
    state.readings.badIds += 1;
    logger.warn(
      { part: 'devices' },
      `${what}(id) must be given a text of 1 to 128 bytes without control characters, received ${shown(id)}`,
    );
  }

  function declareDevice(id: string, given: DeviceFacts): DeviceHandle {
    const device = devices.declare(id, possible(given), clock.monotonicMs(), clock.nowMs());
    if (device === undefined) {
      logger.warn(
        { part: 'devices' },
        `devices.maxDevices (${devices.cap.max}) is reached; ${shown(id)} is not watched`,
      );
      return inertDevice(id);
    }
    const handle = handles.get(device) ?? createHandle(device);
    handles.set(device, handle);
    return handle;
  }

  /** The facts that can be; the rest is counted as a fault, once said. */
  function possible(given: DeviceFacts): DeviceFacts {
    const { name, serial, model, site, group, heartbeatIntervalMs, expected, lastSeenMs } = given;
    const wrong = (path: string, rule: string, value: unknown): undefined => {
      faults.report('devices.facts', new Error(`device.${path} must be ${rule}, received ${shown(value)}`));
      return undefined;
    };
    const idOrNull = (path: string, value: string | null | undefined): string | null | undefined =>
      value === undefined || value === null || isId(value) ? value : wrong(path, 'an id or null', value);
    const between = (path: string, value: number | undefined, min: number, max: number): number | undefined =>
      value === undefined || (value >= min && value <= max) ? value : wrong(path, `from ${min} to ${max}`, value);
    return {
      name: text(name),
      serial: text(serial),
      model: text(model),
      site: idOrNull('site', site),
      group: idOrNull('group', group),
      heartbeatIntervalMs: between('heartbeatIntervalMs', heartbeatIntervalMs, 1000, 86_400_000),
      expected:
        expected === undefined || typeof expected === 'boolean' || typeof expected === 'function'
          ? expected
          : wrong('expected', 'true, false or a schedule', expected),
      lastSeenMs: between('lastSeenMs', lastSeenMs, 0, 8.64e15),
    };
  }

  function declareSite(id: string, facts: SiteFacts): SiteHandle {
    const site = sites.declare(id);
    if (site === undefined) {
      logger.warn({ part: 'devices' }, `devices.maxSites (${sites.cap.max}) is reached; ${shown(id)} is not watched`);
      return inertSite(id);
    }
    guard(() => takeFacts(site, facts));
    const handle = siteHandles.get(site) ?? { id, remove: () => guard(() => devices.removeSite(site)) };
    siteHandles.set(site, handle);
    return handle;
  }

  function takeFacts(site: Site, facts: SiteFacts): void {
    for (const fact of ['title', 'zone', 'location', 'contact', 'tenant'] as const) {
      const said = text(facts[fact]);
      if (said !== undefined) site[fact] = said;
    }
    if (typeof facts.hours === 'string') site.hoursText = facts.hours;
    else if (facts.hours !== undefined) site.hoursText = null;
    site.changed = true;
    // A zone that comes later moves hours that were given as a text.
    if (site.hoursText !== null) site.open = hours({ zone: site.zone ?? 'UTC', open: site.hoursText });
    else if (typeof facts.hours === 'boolean' || typeof facts.hours === 'function') site.open = facts.hours as Schedule;
    sites.advance(clock.nowMs());
  }

  return {
    device(id, facts = {}) {
      let handle: DeviceHandle | undefined;
      if (isId(id)) {
        guard(() => {
          handle = declareDevice(id, facts);
        });
      } else refuse('device', id);
      return handle ?? inertDevice(id);
    },
    site(id, facts = {}) {
      let handle: SiteHandle | undefined;
      if (isId(id)) {
        guard(() => {
          handle = declareSite(id, facts);
        });
      } else refuse('site', id);
      return handle ?? inertSite(id);
    },
  };
}

const MAX_TEXT_CHARS = 256;

function text(value: string | undefined): string | undefined {
  return value === undefined ? undefined : String(value).slice(0, MAX_TEXT_CHARS);
}
