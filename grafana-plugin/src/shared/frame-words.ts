/**
 * Values of @grafana/data that the pure files need, without loading the package: its enums are plain strings, and a test of
 * frames should start in milliseconds. The compiler checks them against the package's own types.
 */
import type { FieldType, LoadingState } from '@grafana/data';

type Words<E extends string> = { readonly [K in E as `${K}`]: K };

/** Field types by their own name. */
export const FIELD = {
  time: 'time',
  number: 'number',
  string: 'string',
  boolean: 'boolean',
} as Pick<Words<FieldType>, 'time' | 'number' | 'string' | 'boolean'>;

/** Loading states by their own name. */
export const LOADING = {
  NotStarted: 'NotStarted',
  Loading: 'Loading',
  Streaming: 'Streaming',
  Done: 'Done',
  Error: 'Error',
} as Words<LoadingState>;
