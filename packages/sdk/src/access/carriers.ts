/** Live connections that were let in: a place for each, and the judge of the tokens that come over it. */
import type { IncomingMessage } from 'node:http';
import type { Code } from '@tallylight/protocol';
import type { Caller } from '../model/caller.ts';
import type { Credentials } from '../model/credentials.ts';
import type { AccessLimits } from './access-options.ts';
import type { Admitted } from './admitted.ts';
import type { Clients } from './clients.ts';
import { type Refused, refusedFor } from './refusals.ts';
import { createSeats } from './seats.ts';
import { MAX_TOKEN_CHARS } from './token-place.ts';

/** A live connection that was let in. */
export interface Carrier extends Admitted {
  /** For the first frame and for new tokens later; they count for the address and the place of this connection. */
  readonly credentials: Credentials;
  /** The connection is gone. */
  leave(): void;
}

/** Sockets that have not said who they are yet. */
const WAITING_PER_ADDRESS = 50;
const WAITING = 1000;

export function createCarriers(parts: {
  readonly limits: AccessLimits;
  readonly clients: Clients;
  attempt(request: IncomingMessage, addressKey: string, token: string): Promise<Caller | Refused>;
  /** Counts and notes a refusal. */
  refuse(refused: Refused, address: string, subject?: string | null): Refused;
}): { carry(request: IncomingMessage, admitted: Admitted): Carrier | Refused } {
  const { limits, clients, refuse } = parts;
  const seats = createSeats({
    perSubject: limits.connections,
    perShared: limits.sharedConnections,
    waitingPerAddress: WAITING_PER_ADDRESS,
    waiting: WAITING,
  });

  return {
    carry(request, admitted) {
      const { address } = admitted;
      const addressKey = clients.keyOf(address);
      const seat = seats.enter(addressKey);
      if (seat === undefined) return refuse(refusedFor('connections'), address);
      const sit = (caller: Caller): boolean => seat.sit(caller, clients.subjectKey(caller, addressKey));
      if (admitted.caller !== undefined && !sit(admitted.caller)) {
        seat.leave();
        return refuse(refusedFor('connections'), address, admitted.caller.subject);
      }
      async function judge(token: string): Promise<Caller | Refused> {
        if (token === '' || token.length > MAX_TOKEN_CHARS) return refusedFor('bad-token');
        return parts.attempt(request, addressKey, token);
      }
      const credentials: Credentials = {
        async verify(token): Promise<Caller | Code> {
          const found = await judge(token);
          if ('reason' in found) return refuse(found, address).code;
          return sit(found) ? found : refuse(refusedFor('connections'), address, found.subject).code;
        },
        async refresh(caller, token): Promise<Caller | Code> {
          const found = await judge(token);
          if ('reason' in found) return refuse(found, address, caller.subject).code;
          // Otherwise whoever holds a connection could hand it on with its queue and its place.
          return found.subject === caller.subject ? found : refuse(refusedFor('role'), address, found.subject).code;
        },
      };
      return { ...admitted, credentials, leave: () => seat.leave() };
    },
  };
}
