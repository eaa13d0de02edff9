/** What our paths need of access, and how a refusal of it is said over HTTP. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Code } from '@tallylight/protocol';
import type { Caller } from '../model/caller.ts';
import type { Credentials } from '../model/credentials.ts';
import { problemOf, sendProblem } from './problem.ts';

/** Who was let in. */
export interface Visitor {
  /** `undefined`: nobody yet. */
  readonly caller: Caller | undefined;
  readonly person: string | null;
  readonly address: string;
  /** Who it is for the record; null: whoever it says. */
  readonly actor: string | null;
  /** The page that may read the answer, if a page asks. */
  readonly origin: string | undefined;
}

/** A live connection that was let in. */
export interface LiveCarrier extends Visitor {
  /** For the first frame, whose token counts before `caller`, and for new tokens later. */
  readonly credentials: Credentials;
  leave(): void;
}

export interface Turned {
  readonly code: Code;
  readonly detail: string;
  /** How long to wait before it is worth asking again, ms. */
  readonly retryMs?: number;
}

export interface Gate {
  admit(
    request: IncomingMessage,
    query: string,
    door: 'rest' | 'open' | 'metrics' | 'metrics-port' | 'live',
  ): Promise<Visitor | Turned>;
  carry(request: IncomingMessage, visitor: Visitor): LiveCarrier | Turned;
  denied(visitor: Visitor, what: string, target: string | null): Turned;
  done(
    kind: 'command' | 'action' | 'export',
    visitor: Visitor,
    how: { readonly what: string; readonly target: string | null; readonly result: string },
  ): void;
}

/** A request of the live channel over plain HTTP: who it is so far, and a place for the connection when it makes one. */
export interface LiveVisit {
  readonly visitor: Visitor;
  /** A place for as long as the answer is open; a refusal is the transport's to send. */
  carry(): LiveCarrier | Turned;
}

export function visitOf(gate: Gate, request: IncomingMessage, response: ServerResponse, visitor: Visitor): LiveVisit {
  return {
    visitor,
    carry() {
      const carrier = gate.carry(request, visitor);
      if ('code' in carrier) return carrier;
      if (response.destroyed) carrier.leave();
      else response.once('close', () => carrier.leave());
      return carrier;
    },
  };
}

/** One that time mends says when. */
export function sendTurned(response: ServerResponse, { code, detail, retryMs }: Turned): void {
  const headers = retryMs === undefined ? {} : { 'retry-after': String(Math.ceil(retryMs / 1000)) };
  sendProblem(response, problemOf(code, detail), headers);
}
