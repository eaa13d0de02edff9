/**
 * The device class of a user agent, remembered: players come back with the same few hundred texts, and the words of the
 * rule are dear to look for. Bounded; when it is full it begins anew, so that a stranger's made-up agents cost no memory.
 */
import { type DeviceClass, deviceClass } from '../model/session-identity.ts';

const MAX_AGENTS = 1024;
/** A longer text is judged each time rather than kept. */
const MAX_AGENT_CHARS = 512;

export function createDeviceClasses(): (userAgent: string) => DeviceClass {
  const known = new Map<string, DeviceClass>();
  return (userAgent) => {
    const before = known.get(userAgent);
    if (before !== undefined) return before;
    const found = deviceClass(userAgent);
    if (userAgent.length > MAX_AGENT_CHARS) return found;
    if (known.size >= MAX_AGENTS) known.clear();
    known.set(userAgent, found);
    return found;
  };
}
