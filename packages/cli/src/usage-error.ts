/** What the person at the terminal got wrong. Told without a stack, exit code 2. */

export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly code = 'USAGE';
}

/** How a received value is shown. */
export const shown = (value: string | undefined): string => (value === undefined ? 'nothing' : JSON.stringify(value));
