/**
 * `tally.stream()`: get or create on the host's word. One handle per stream; a bad id or a full cap gives an inert handle,
 * one log line and a count, and the host goes on.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../clock.ts';
import { shown } from '../errors.ts';
import type { Faults } from '../faults.ts';
import type { Logger } from '../logger.ts';
import type { CountingSocket } from '../model/counting-socket.ts';
import { isId } from '../model/labels.ts';
import { toNetwork } from '../model/network.ts';
import type { ProbeOptions } from '../model/probe.ts';
import type { Identity } from '../model/session-identity.ts';
import type { Country } from '../state/countries.ts';
import type { Place, PlaceTags } from '../state/places.ts';
import type { SessionExtra } from '../state/session-extras.ts';
import type { State } from '../state/state.ts';
import type { Stream, StreamFacts } from '../state/stream.ts';
import type { DeclaredStream, OpenSessionOptions } from './api.ts';
import { createSessionHandles, inertSession, type SessionHandle } from './session-handle.ts';
import { createStreamHandle, inertStream } from './stream-handle.ts';

export interface StreamFaceParts {
  readonly state: State;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly faults: Faults;
  /** Where an address is; counted. */
  readonly locate: (address: string) => PlaceTags & { readonly continent: string | null };
  /** The hash of a user. */
  readonly userOf: (user: string) => number;
  readonly sessionKey: (identity: Identity) => string;
  readonly viewerOf: (identity: Identity) => number;
  /** The continent of a country; `undefined` for what is none. */
  readonly continentOf: (country: string) => string | undefined;
  /** The client address of a request, through trusted proxies. */
  readonly addressOf: (request: IncomingMessage) => string;
  /** Counts what a socket sends until it closes; returns stop. */
  readonly follow: (
    socket: CountingSocket,
    told: { bytes(count: number): void; closed(reason: 'left' | 'aborted'): void },
  ) => () => void;
  /** Probes a stream from now on. Throws `CONFIG`. */
  readonly startProbe: (stream: Stream, options: ProbeOptions) => () => void;
  readonly stopProbe: (id: string) => void;
}

export function inertDeclaredStream(id: unknown): DeclaredStream {
  return { ...inertStream(String(id)), openSession: () => inertSession };
}

/** Makes `tally.stream`. */
export function createStreamFace(parts: StreamFaceParts): (id: string, facts?: StreamFacts) => DeclaredStream {
  const { state, clock, logger, faults } = parts;
  const handles = new WeakMap<Stream, DeclaredStream>();
  const guard = (task: () => void): void => faults.guard('handle', task);
  const OpenSession = createSessionHandles({ state, clock, onFault: (error) => faults.report('handle', error) });

  /** Town and network of the address that was looked up last. */
  let placeFound: Place | undefined;

  /** The country that the host knows, as far as it is one; else that of the address. */
  function countryOf(given: string | undefined, address: string): Country {
    placeFound = undefined;
    if (given !== undefined) {
      const known = state.countries.all.get(given);
      if (known !== undefined) return known;
      const continent = parts.continentOf(given);
      if (continent !== undefined) return state.countries.of(given, continent);
    }
    const tags = parts.locate(address);
    placeFound = state.places.of(tags);
    return state.countries.of(tags.country, tags.continent);
  }

  function extraOf(place: Place | undefined, user: string | undefined): SessionExtra | undefined {
    if (place === undefined && user === undefined) return undefined;
    return { place, user: user === undefined ? undefined : parts.userOf(user) };
  }

  function openSession(stream: Stream, options: OpenSessionOptions): SessionHandle {
    const { id, req, res } = options;
    const address = options.address ?? (req === undefined ? '' : parts.addressOf(req));
    const userAgent = options.userAgent ?? req?.headers['user-agent'] ?? '';
    const socket = options.socket ?? (req === undefined || res === undefined ? undefined : answering(req, res));
    const identity = { stream: stream.id, sid: undefined, given: id, address, userAgent };
    const country = countryOf(options.country, address);
    const session = state.sessions.open(
      {
        key: id === undefined ? undefined : parts.sessionKey(identity),
        stream,
        country,
        deviceClass: state.deviceClassOf(userAgent),
        endsByIdleness: false,
        network: toNetwork(address),
        // Of a session without address and name nobody can say whose it is.
        viewer: id === undefined && address === '' ? 0 : parts.viewerOf(identity),
        extra: extraOf(placeFound, options.user),
      },
      clock.monotonicMs(),
      OpenSession,
    );
    if (session === undefined) return inertSession;
    if (socket !== undefined) {
      parts.follow(socket, {
        bytes: (count) => session.sent(count),
        closed: (reason) => state.sessions.close(session, reason, clock.monotonicMs()),
      });
    }
    return session;
  }

  /** A schedule of the host that throws is a fault, and the stream is meant to be on. */
  function guarded(facts: StreamFacts): StreamFacts {
    const { expected } = facts;
    if (typeof expected !== 'function') return facts;
    return {
      ...facts,
      expected(nowMs) {
        try {
          return expected(nowMs) !== false;
        } catch (error) {
          faults.report('expected', error);
          return true;
        }
      },
    };
  }

  function createHandle(stream: Stream): DeclaredStream {
    const handle = createStreamHandle(stream, state, clock, guard);
    return {
      ...handle,
      remove() {
        parts.stopProbe(stream.id);
        handle.remove();
      },
      openSession(options = {}) {
        if (stream.removed) return inertSession;
        try {
          return openSession(stream, options);
        } catch (error) {
          faults.report('handle', error);
          return inertSession;
        }
      },
    };
  }

  /** Each fact is read once; what throws when it is read says nothing. */
  function readFacts(given: StreamFacts): StreamFacts {
    try {
      return { ...given };
    } catch (error) {
      faults.report('handle', error);
      return {};
    }
  }

  return (id, given = {}) => {
    if (!isId(id)) {
      state.readings.badIds += 1;
      logger.warn(
        { part: 'streams' },
        `stream(id) must be given a text of 1 to 128 bytes without control characters, received ${shown(id)}`,
      );
      return inertDeclaredStream(id);
    }
    const facts = readFacts(given);
    const stream = state.streams.declare(id, guarded(facts), clock.monotonicMs());
    if (stream === undefined) {
      logger.warn(
        { part: 'streams' },
        `streams.maxStreams (${state.options.maxStreams}) is reached; ${shown(id)} is counted under other`,
      );
      return inertDeclaredStream(id);
    }
    const handle = handles.get(stream) ?? createHandle(stream);
    handles.set(stream, handle);
    const { probe } = facts;
    if (probe !== undefined) faults.guard('probe', () => void parts.startProbe(stream, probe));
    return handle;
  };
}

/** A socket for the length of one answer, which on a connection that is kept is not the socket's own. */
function answering(request: IncomingMessage, response: ServerResponse): CountingSocket {
  const { socket } = request;
  return {
    get bytesWritten() {
      return socket.bytesWritten;
    },
    get errored() {
      return socket.errored;
    },
    once: (event, listener) => response.once(event, () => listener()),
    removeListener: (event, listener) => response.removeListener(event, listener),
  };
}
