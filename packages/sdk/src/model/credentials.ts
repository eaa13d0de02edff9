/**
 * What turns a token into a caller, as live and api see it. Access makes it; nobody else ever looks into a token. A refusal is
 * a code of the protocol, so that every transport can say it in its own way.
 */
import type { Code } from '@tallylight/protocol';
import type { Caller } from './caller.ts';

export interface Credentials {
  /**
   * Who the token stands for: the first frame of a WebSocket, the hello in the body of SSE and poll. Never rejects.
   * @returns `bad-token`, `token-expired`, `too-many-requests` or `forbidden` otherwise
   */
  verify(token: string): Promise<Caller | Code>;
  /**
   * A new token in the middle of a connection. It must stand for the same subject; roles, permissions and scope are those of
   * the new one. Never rejects.
   */
  refresh(caller: Caller, token: string): Promise<Caller | Code>;
}

/** Whether the answer of {@link Credentials} is a caller. */
export function isCaller(answer: Caller | Code): answer is Caller {
  return typeof answer !== 'string';
}
