/**
 * The person behind a shared token. Grafana says who asks in headers of its own; anybody can write such a header, so it counts
 * only under a token that is shared, that is Grafana's. It is a name for the audit, never a right.
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { Caller } from '../model/caller.ts';
import { toLabelValue } from '../model/labels.ts';

/** A longer one is no identity token of Grafana's. */
const MAX_ID_CHARS = 4096;

export function personOf(caller: Caller, headers: IncomingHttpHeaders): string | null {
  if (!caller.shared) return null;
  const user = headers['x-grafana-user'];
  if (typeof user === 'string' && user !== '') return toLabelValue(user);
  const id = headers['x-grafana-id'];
  return typeof id === 'string' && id !== '' ? nameInToken(id) : null;
}

/** The name in the claims. Not verified: the holder of Grafana's token could say anything in any case. */
function nameInToken(token: string): string | null {
  if (token.length > MAX_ID_CHARS) return null;
  try {
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as unknown;
    const { username, email, sub } = claims as Readonly<Record<string, unknown>>;
    const name = [username, email, sub].find((text) => typeof text === 'string' && text !== '');
    return name === undefined ? null : toLabelValue(name);
  } catch {
    return null;
  }
}
