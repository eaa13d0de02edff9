/** Whose request it is, as far as the network says: the client behind trusted proxies, and the keys that limits know it by. */
import type { IncomingMessage } from 'node:http';
import { clientKey, type TrustedProxies } from '../model/address.ts';
import type { Caller } from '../model/caller.ts';
import { createKeyedDigest } from './keyed-digest.ts';
import { isForwarded, single } from './local-only.ts';
import { ANONYMOUS } from './resolve-access.ts';

export interface Clients {
  addressOf(request: IncomingMessage): string;
  /** Whether that is surely the client: nobody stands in between who could say anything. */
  isKnown(request: IncomingMessage, address: string): boolean;
  /** A client by its address, as a keyed digest: no table holds an address. */
  keyOf(address: string): string;
  /** Nobody in particular is limited by address, everybody else by name. */
  subjectKey(caller: Caller, addressKey: string): string;
}

export function createClients(trustedProxies: TrustedProxies): Clients {
  const digest = createKeyedDigest();
  return {
    addressOf({ socket, headers }) {
      const forwarded = { xForwardedFor: single(headers['x-forwarded-for']), forwarded: single(headers.forwarded) };
      return trustedProxies.clientAddress(socket.remoteAddress ?? '', forwarded);
    },
    isKnown({ socket, headers }, address) {
      return !isForwarded(headers) || address !== trustedProxies.clientAddress(socket.remoteAddress ?? '', {});
    },
    keyOf: (address) => digest(clientKey(address)),
    subjectKey: (caller, addressKey) => (caller.subject === ANONYMOUS ? addressKey : `subject ${caller.subject}`),
  };
}
