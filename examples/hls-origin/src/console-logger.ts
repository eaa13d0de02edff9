/**
 * Prints what the SDK says, one line each; anything with debug, info, warn and error can stand in its place (pino, say).
 * Debug lines are left out: the demo's terminal is for people.
 */
export interface ConsoleLogger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export const consoleLogger: ConsoleLogger = {
  debug: () => {},
  info: (fields, message) => console.info(line(fields, message)),
  warn: (fields, message) => console.warn(line(fields, message)),
  error: (fields, message) => console.error(line(fields, message)),
};

function line(fields: object, message: string): string {
  const pairs = Object.entries(fields).map(([name, value]) => ` ${name}=${toText(value)}`);
  return message + pairs.join('');
}

function toText(value: unknown): string {
  return value instanceof Error ? JSON.stringify(value.message) : String(JSON.stringify(value));
}
