/** What a host can let operators do: functions of its own, checked where options are. */

export type StreamVerb = 'start' | 'stop' | 'restart';

export const VERBS: readonly StreamVerb[] = ['start', 'stop', 'restart'];

/** What the host can do for an operator. Without a function the API answers 501. */
export interface HostActions {
  readonly stream?: Readonly<Partial<Record<StreamVerb, (stream: string) => unknown>>> | undefined;
  readonly device?:
    | {
        /** `true` lets operators command devices; a function is asked first, and what it throws refuses the command. */
        readonly command?: true | ((order: DeviceOrder) => unknown) | undefined;
      }
    | undefined;
}

export interface DeviceOrder {
  readonly device: string;
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** Whether a value of the option `actions` can be one. */
export function isActions(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { stream, device, ...rest } = value as HostActions;
  if (Object.keys(rest).length > 0) return false;
  const streamFits = Object.entries(stream ?? {}).every(
    ([verb, act]) => VERBS.includes(verb as StreamVerb) && (act === undefined || typeof act === 'function'),
  );
  const deviceFits = Object.entries(device ?? {}).every(
    ([verb, act]) => verb === 'command' && (act === undefined || act === true || typeof act === 'function'),
  );
  return streamFits && deviceFits;
}
