/**
 * From a request to its viewer: address through trusted proxies, country, identity, session. What the last requests of a socket
 * found is kept with the socket and goes with it, so that a player that keeps its connection is looked up once, and so are the
 * players that a proxy sends over one connection in turn. Elsewhere the full address lives for the length of a call.
 */
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Clock } from '../clock.ts';
import type { TrustedProxies } from '../model/address.ts';
import { toNetwork } from '../model/network.ts';
import { cmcdSid, type DeviceClass } from '../model/session-identity.ts';
import type { Countries, Country } from '../state/countries.ts';
import type { Place, Places, PlaceTags } from '../state/places.ts';
import type { Session } from '../state/session.ts';
import type { SessionExtra } from '../state/session-extras.ts';
import type { Sessions } from '../state/sessions.ts';
import type { Stream } from '../state/stream.ts';
import type { SessionKeys } from './session-keys.ts';

/** What is asked of the geo room. */
export type CountryLookup = (address: string) => PlaceTags & { readonly continent: string | null };

export interface Viewers {
  /** The client address, through trusted proxies. To be used and dropped. */
  address(request: IncomingMessage): string;
  /** Where the request comes from. */
  country(request: IncomingMessage): Country;
  /** The session of the request on this stream; opened when `mayOpen`. `undefined` when there is none. */
  session(
    request: IncomingMessage,
    stream: Stream,
    given: string | undefined,
    mayOpen: boolean,
    user?: string,
  ): Session | undefined;
}

export interface ViewersParts {
  readonly clock: Clock;
  readonly trustedProxies: TrustedProxies;
  readonly lookup: CountryLookup;
  readonly keys: SessionKeys;
  readonly countries: Countries;
  readonly places: Pick<Places, 'of'>;
  readonly sessions: Sessions;
  readonly deviceClassOf: (userAgent: string) => DeviceClass;
}

const REMEMBERED: unique symbol = Symbol('tallylight.viewer');

/** A proxy may send anybody over one socket; beyond this it is forgotten who they were. */
const MAX_CLIENTS_A_SOCKET = 256;
/** Players of one client: streams, devices behind one address. */
const MAX_PLAYERS_A_CLIENT = 64;

interface Remembered {
  readonly forwardedFor: string | undefined;
  readonly forwarded: string | undefined;
  readonly country: Country;
  readonly place: Place | undefined;
  /** All clients of the socket, this one too; made for the second. */
  clients: Map<string, Remembered> | undefined;
  // The player that asked last, and the sessions of all, by what tells players apart; made for the second.
  userAgent: string | undefined;
  sid: string | undefined;
  given: string | undefined;
  session: Session | undefined;
  players: Map<string, Session> | undefined;
}

type KnownSocket = Socket & { [REMEMBERED]?: Remembered };

const clientText = (forwardedFor: string | undefined, forwarded: string | undefined): string =>
  forwarded === undefined ? (forwardedFor ?? '') : `${forwardedFor ?? ''}\n${forwarded}`;

/** Each part with its length, so that one cannot run into the next. */
function playerText(
  stream: string,
  userAgent: string | undefined,
  sid: string | undefined,
  given: string | undefined,
): string {
  const session = sid === undefined && given === undefined ? '' : `${sid?.length}:${sid}${given?.length}:${given}`;
  return `${stream.length}:${stream}${session.length}:${session}${userAgent ?? ''}`;
}

/** Adds to a map that must not grow beyond `max`; when it is full it begins anew. */
function keep<T>(map: Map<string, T>, key: string, value: T, max: number): void {
  if (map.size >= max) map.clear();
  map.set(key, value);
}

export function createViewers(parts: ViewersParts): Viewers {
  const { clock, trustedProxies, lookup, keys, countries, places, sessions, deviceClassOf } = parts;

  function address(request: IncomingMessage): string {
    return trustedProxies.clientAddress(request.socket.remoteAddress ?? '', {
      xForwardedFor: single(request.headers['x-forwarded-for']),
      forwarded: single(request.headers.forwarded),
    });
  }

  /** What is known of the socket, as long as the proxy in front speaks for the same client. */
  function remembered(request: IncomingMessage): Remembered {
    const socket = request.socket as KnownSocket;
    const forwardedFor = single(request.headers['x-forwarded-for']);
    const forwarded = single(request.headers.forwarded);
    const known = socket[REMEMBERED];
    if (known !== undefined && known.forwardedFor === forwardedFor && known.forwarded === forwarded) return known;
    const text = known === undefined ? '' : clientText(forwardedFor, forwarded);
    const before = known?.clients?.get(text);
    if (before !== undefined) {
      socket[REMEMBERED] = before;
      return before;
    }
    const found = lookup(address(request));
    const made: Remembered = {
      forwardedFor,
      forwarded,
      country: countries.of(found.country, found.continent),
      place: places.of(found),
      clients: known?.clients,
      userAgent: undefined,
      sid: undefined,
      given: undefined,
      session: undefined,
      players: undefined,
    };
    if (known !== undefined) {
      if (known.clients === undefined) {
        known.clients = new Map([[clientText(known.forwardedFor, known.forwarded), known]]);
        made.clients = known.clients;
      }
      keep(known.clients, text, made, MAX_CLIENTS_A_SOCKET);
    }
    socket[REMEMBERED] = made;
    return made;
  }

  /** Nothing for most, so that their sessions have no columns for it. */
  function extraOf(place: Place | undefined, user: string | undefined): SessionExtra | undefined {
    if (place === undefined && user === undefined) return undefined;
    return { place, user: user === undefined ? undefined : keys.user(user) };
  }

  return {
    address,
    country: (request) => remembered(request).country,
    session(request, stream, given, mayOpen, user) {
      const viewer = remembered(request);
      const userAgent = request.headers['user-agent'];
      const sid = cmcdSid(request.url ?? '', single(request.headers['cmcd-session']));
      const last = viewer.session;
      if (
        last?.open &&
        last.stream === stream &&
        viewer.userAgent === userAgent &&
        viewer.sid === sid &&
        viewer.given === given
      ) {
        return last;
      }
      const text = last === undefined ? '' : playerText(stream.id, userAgent, sid, given);
      const before = viewer.players?.get(text);
      if (before?.open && before.stream === stream) {
        viewer.userAgent = userAgent;
        viewer.sid = sid;
        viewer.given = given;
        viewer.session = before;
        return before;
      }
      const from = address(request);
      const identity = { stream: stream.id, sid, given, address: from, userAgent: userAgent ?? '' };
      const key = keys.key(identity, clock.nowMs());
      const previousKey = keys.previousKey(identity);
      const session =
        sessions.get(key) ??
        (previousKey === undefined ? undefined : sessions.get(previousKey)) ??
        (mayOpen
          ? sessions.open(
              {
                key,
                stream,
                country: viewer.country,
                deviceClass: deviceClassOf(identity.userAgent),
                endsByIdleness: true,
                network: toNetwork(from),
                viewer: keys.viewer(identity),
                extra: extraOf(viewer.place, user),
              },
              clock.monotonicMs(),
            )
          : undefined);
      if (last !== undefined && session !== undefined) {
        viewer.players ??= new Map();
        keep(viewer.players, text, session, MAX_PLAYERS_A_CLIENT);
      }
      viewer.userAgent = userAgent;
      viewer.sid = sid;
      viewer.given = given;
      viewer.session = session;
      return session;
    },
  };
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(', ') : value;
}
