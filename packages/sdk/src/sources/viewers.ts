/**
 * From a request to its viewer: address through trusted proxies, country, identity, session. The full address lives in here
 * for the length of a call. What the last request of a socket found is kept with the socket, so a player that keeps its
 * connection is looked up once.
 */
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Clock } from '../clock.ts';
import type { TrustedProxies } from '../model/address.ts';
import { toNetwork } from '../model/network.ts';
import { cmcdSid, type DeviceClass } from '../model/session-identity.ts';
import type { Countries, Country } from '../state/countries.ts';
import type { Session } from '../state/session.ts';
import type { Sessions } from '../state/sessions.ts';
import type { Stream } from '../state/stream.ts';
import type { SessionKeys } from './session-keys.ts';

/** What is asked of the geo room. */
export type CountryLookup = (address: string) => { readonly country: string; readonly continent: string | null };

export interface Viewers {
  /** The client address, through trusted proxies. To be used and dropped. */
  address(request: IncomingMessage): string;
  /** Where the request comes from. */
  country(request: IncomingMessage): Country;
  /** The session of the request on this stream; opened when `mayOpen`. `undefined` when there is none. */
  session(request: IncomingMessage, stream: Stream, given: string | undefined, mayOpen: boolean): Session | undefined;
}

export interface ViewersParts {
  readonly clock: Clock;
  readonly trustedProxies: TrustedProxies;
  readonly lookup: CountryLookup;
  readonly keys: SessionKeys;
  readonly countries: Countries;
  readonly sessions: Sessions;
  readonly deviceClassOf: (userAgent: string) => DeviceClass;
}

const REMEMBERED: unique symbol = Symbol('tallylight.viewer');

interface Remembered {
  readonly forwardedFor: string | undefined;
  readonly forwarded: string | undefined;
  readonly country: Country;
  userAgent: string | undefined;
  sid: string | undefined;
  given: string | undefined;
  session: Session | undefined;
}

type KnownSocket = Socket & { [REMEMBERED]?: Remembered };

export function createViewers(parts: ViewersParts): Viewers {
  const { clock, trustedProxies, lookup, keys, countries, sessions, deviceClassOf } = parts;

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
    const found = lookup(address(request));
    const made: Remembered = {
      forwardedFor,
      forwarded,
      country: countries.of(found.country, found.continent),
      userAgent: undefined,
      sid: undefined,
      given: undefined,
      session: undefined,
    };
    socket[REMEMBERED] = made;
    return made;
  }

  return {
    address,
    country: (request) => remembered(request).country,
    session(request, stream, given, mayOpen) {
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
              },
              clock.monotonicMs(),
            )
          : undefined);
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
