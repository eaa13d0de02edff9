/** The checks that the option `access` is read with. Each throws `CONFIG`: path, expectation, value received. */
import { shown, TallylightError } from '../errors.ts';
import { isRecord } from './grant.ts';

const MIN_SECRET_BYTES = 32;

export function fail(path: string, expected: string, received: unknown): never {
  throw new TallylightError('CONFIG', `${path} must be ${expected}, received ${shown(received)}`);
}

export function fieldsOf(value: unknown, path: string, known: readonly string[]): Readonly<Record<string, unknown>> {
  if (!isRecord(value)) return fail(path, `an object of ${known.join(', ')}`, value);
  for (const key of Object.keys(value)) if (!known.includes(key)) fail(path, `an object of ${known.join(', ')}`, key);
  return value;
}

export function functionOr<T>(value: unknown, path: string): T | undefined {
  if (value !== undefined && typeof value !== 'function') fail(path, 'a function', value);
  return value as T | undefined;
}

/** Never shows what it received. */
export function readSecret(value: unknown, path: string): Uint8Array {
  const bytes = typeof value === 'string' ? Buffer.from(value) : value;
  if (!(bytes instanceof Uint8Array) || bytes.length < MIN_SECRET_BYTES) {
    return fail(path, `at least ${MIN_SECRET_BYTES} bytes`, 'something else');
  }
  return Uint8Array.from(bytes);
}
