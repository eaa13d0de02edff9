/**
 * The one error class of the SDK. Test `code`, not `instanceof`: an ESM and a CJS copy may be loaded side by side.
 * A message says path, expectation, value received: `tickMs must be an integer from 100 to 60000, received "5s"`.
 */

/** `CONFIG`: an option or argument is wrong. `CLOSED`: used after close(). `STORE`: the store cannot keep what it was given. */
export type ErrorCode = 'CONFIG' | 'CLOSED' | 'STORE' | 'GEO' | 'LISTEN';

export class TallylightError extends Error {
  override readonly name = 'TallylightError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** How a received value is shown in an error: short, on one line, never an object's contents. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object';
  return String(value);
}
