/** Why there is no connection, in the best words there are. */
import { CODES, type Code } from '@tallylight/protocol';
import type { LiveError, LiveErrorCode } from './status.ts';

export function problem(code: LiveErrorCode, message: string): LiveError {
  return { code, message };
}

/** A code that the server named. One of a newer server has no words here. */
export function problemOf(code: Code): LiveError {
  return problem(code, CODES[code]?.meaning ?? code);
}

/**
 * Why a link ended: what the server said before, if that is why; what the close code stands for; or that nobody knows.
 * An `err` explains the end of a link that was never welcomed, or one that ended with the code of that `err`.
 */
export function problemOfClose(
  closeCode: number,
  reason: string,
  wasWelcomed: boolean,
  refusal: LiveError | undefined,
): LiveError {
  const known = (Object.keys(CODES) as Code[]).find((code) => CODES[code].close === closeCode);
  if (refusal !== undefined && (!wasWelcomed || refusal.code === known)) return refusal;
  if (known !== undefined) return problemOf(known);
  const end = `${closeCode} ${reason}`.trim();
  return wasWelcomed
    ? problem('lost', `The connection ended: ${end}.`)
    : problem('unreachable', `No connection came about: ${end}.`);
}
