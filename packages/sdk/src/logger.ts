/**
 * Where the SDK says things: anything with debug, info, warn and error fits (pino as it is, console through a wrapper).
 * Silent by default. A fault that repeats becomes one summary line per interval, never a line a request.
 * No line carries an address, a token or a payload.
 */

/** Fields first, then the message, as pino has it. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

const nothing = (): void => {};

/** Says nothing. */
export const silentLogger: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };

/** Names of the methods that `candidate` lacks to be a logger. */
export function missingLoggerMethods(candidate: unknown): string[] {
  return ['debug', 'info', 'warn', 'error'].filter(
    (method) => typeof (candidate as Record<string, unknown> | null)?.[method] !== 'function',
  );
}

/** A logger that cannot throw into its caller, whatever the host's logger does. */
export function guardedLogger(logger: Logger): Logger {
  const guard =
    (level: keyof Logger) =>
    (fields: object, message: string): void => {
      try {
        logger[level](fields, message);
      } catch {
        // The host's logger is not our path to report on.
      }
    };
  return { debug: guard('debug'), info: guard('info'), warn: guard('warn'), error: guard('error') };
}
