/** Why there is no connection, in the best words there are. */
import type { Code } from '@tallylight/protocol';
import type { LiveError, LiveErrorCode } from './status.ts';

export function problem(code: LiveErrorCode, message: string): LiveError {
  return { code, message };
}

/** A code that the server named without words of its own. */
export function problemOf(code: Code): LiveError {
  return problem(code, `The server says ${code}.`);
}

/**
 * Why a link ended: what the server said before, if that is why; the code that it gave as the reason of the close; or that
 * nobody knows. An `err` explains the end of a link that was never welcomed, or one that ended with the code of that `err`.
 */
export function problemOfClose(
  closeCode: number,
  reason: string,
  wasWelcomed: boolean,
  refusal: LiveError | undefined,
): LiveError {
  if (refusal !== undefined && (!wasWelcomed || refusal.code === reason)) return refusal;
  if (closeCode >= 4400 && closeCode < 4600 && reason !== '') return problemOf(reason as Code);
  return problem(wasWelcomed ? 'lost' : 'unreachable', `It ended: ${closeCode} ${reason}`);
}
