/**
 * `tally.stream()`: get or create on the host's word. One handle per stream; a bad id or a full cap gives an inert handle,
 * one log line and a count, and the host goes on.
 */
import type { Clock } from '../clock.ts';
import { shown } from '../errors.ts';
import type { Faults } from '../faults.ts';
import type { Logger } from '../logger.ts';
import { isId } from '../model/labels.ts';
import { deviceClass, type Identity } from '../model/session-identity.ts';
import type { State } from '../state/state.ts';
import type { Stream, StreamFacts } from '../state/stream.ts';
import type { DeclaredStream, OpenSessionOptions } from './api.ts';
import { createSessionHandle, inertSession, type SessionHandle } from './session-handle.ts';
import { createStreamHandle, inertStream } from './stream-handle.ts';

export interface StreamFaceParts {
  readonly state: State;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly faults: Faults;
  /** Where an address is; counted. */
  readonly locate: (address: string) => { readonly country: string; readonly continent: string | null };
  readonly sessionKey: (identity: Identity) => string;
  readonly newId: () => string;
}

export function inertDeclaredStream(id: unknown): DeclaredStream {
  return { ...inertStream(String(id)), openSession: () => inertSession };
}

/** Makes `tally.stream`. */
export function createStreamFace(parts: StreamFaceParts): (id: string, facts?: StreamFacts) => DeclaredStream {
  const { state, clock, logger, faults } = parts;
  const handles = new WeakMap<Stream, DeclaredStream>();
  const guard = (task: () => void): void => faults.guard('handle', task);

  function openSession(stream: Stream, { address = '', userAgent = '', id }: OpenSessionOptions): SessionHandle {
    const place = parts.locate(address);
    const identity = { stream: stream.id, sid: undefined, given: id, address, userAgent };
    const session = state.sessions.open(
      {
        key: id === undefined ? parts.newId() : parts.sessionKey(identity),
        stream,
        country: state.countries.of(place.country, place.continent),
        deviceClass: deviceClass(userAgent),
        endsByIdleness: false,
      },
      clock.monotonicMs(),
    );
    return session === undefined ? inertSession : createSessionHandle(session, state, clock, guard);
  }

  function createHandle(stream: Stream): DeclaredStream {
    return {
      ...createStreamHandle(stream, state, clock, guard),
      openSession(options = {}) {
        let handle = inertSession;
        guard(() => {
          if (!stream.removed) handle = openSession(stream, options);
        });
        return handle;
      },
    };
  }

  return (id, facts = {}) => {
    if (!isId(id)) {
      state.readings.badIds += 1;
      logger.warn(
        { part: 'streams' },
        `stream(id) must be given a text of 1 to 128 bytes without control characters, received ${shown(id)}`,
      );
      return inertDeclaredStream(id);
    }
    const stream = state.streams.declare(id, facts, clock.monotonicMs());
    if (stream === undefined) {
      logger.warn(
        { part: 'streams' },
        `streams.maxStreams (${state.options.maxStreams}) is reached; ${shown(id)} is counted under other`,
      );
      return inertDeclaredStream(id);
    }
    const handle = handles.get(stream) ?? createHandle(stream);
    handles.set(stream, handle);
    return handle;
  };
}
