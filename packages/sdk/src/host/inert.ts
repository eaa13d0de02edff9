/** What a host gets that switched the SDK off: the same faces, which do nothing. */
import { TallylightError } from '../errors.ts';
import type { Tallylight } from './api.ts';
import { inertDeclaredStream } from './streams.ts';

/** `enabled: false`: takes every call, does nothing, serves nothing. */
export function createInert(): Tallylight {
  return {
    ready: Promise.resolve(),
    attach: () => () => {},
    listen: () => Promise.reject(new TallylightError('LISTEN', 'listen() needs enabled to be true, received false')),
    media: () => (_request, _response, next) => next(),
    observe: () => {},
    stream: inertDeclaredStream,
    on: () => () => {},
    snapshot: () => new Map(),
    close: () => Promise.resolve(),
  };
}
