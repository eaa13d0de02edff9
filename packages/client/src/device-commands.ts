/**
 * Commands, each done once: they come at least once, by either way, and the same id is the same command. One that came again
 * is answered as before, without being done again.
 */
import type { AckMessage } from '@tallylight/protocol';

export interface DeviceCommand {
  readonly id: string;
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** Time left to begin, ms. */
  readonly expiresInMs: number;
}

/** How it ended; nothing is `ok`. `rejected`: the device does not know it or will not do it. */
export type CommandOutcome =
  | AckMessage['result']
  | { readonly result: AckMessage['result']; readonly detail?: string }
  | undefined;

export type CommandHandler = (command: DeviceCommand) => CommandOutcome | Promise<CommandOutcome>;

/** Commands that are remembered; an older one that comes again would be done again. */
const REMEMBERED = 500;

export function createCommandDesk(
  handler: CommandHandler | undefined,
  answer: (ack: AckMessage) => void,
): (command: DeviceCommand) => void {
  /** What was answered; `undefined` while it is under way. */
  const known = new Map<string, AckMessage | undefined>();

  async function run(command: DeviceCommand): Promise<void> {
    const ack: AckMessage = { op: 'ack', command: command.id, ...(await outcomeOf(command)) };
    known.set(command.id, ack);
    answer(ack);
  }

  /** Never rejects. */
  async function outcomeOf(command: DeviceCommand): Promise<Pick<AckMessage, 'result' | 'detail'>> {
    if (handler === undefined) return { result: 'rejected', detail: 'this device takes no commands' };
    if (command.expiresInMs <= 0) return { result: 'rejected', detail: 'it came too late' };
    try {
      const outcome = (await handler(command)) ?? 'ok';
      return typeof outcome === 'string' ? { result: outcome } : outcome;
    } catch (error) {
      return { result: 'failed', detail: `${error}` };
    }
  }

  return (command) => {
    if (known.has(command.id)) {
      const before = known.get(command.id);
      if (before !== undefined) answer(before);
      return;
    }
    known.set(command.id, undefined);
    for (const id of known.keys()) {
      if (known.size <= REMEMBERED) break;
      known.delete(id);
    }
    void run(command);
  };
}
