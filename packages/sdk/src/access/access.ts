/**
 * Who is let in: the order in which a request is looked at. First what costs nothing and needs no credential (rate of the
 * address, origin, a token in the wrong place), then the credential, then the rate of whoever it is. Nothing here throws.
 * What a caller may do once in is said by the caller, and held by api and live.
 */
import type { IncomingMessage } from 'node:http';
import type { Clock } from '../clock.ts';
import type { Faults } from '../faults.ts';
import type { Logger } from '../logger.ts';
import { type TrustedProxies, truncateAddress } from '../model/address.ts';
import type { Caller } from '../model/caller.ts';
import type { Credentials } from '../model/credentials.ts';
import type { Admitted } from './admitted.ts';
import { type Audit, createAudit } from './audit.ts';
import { type BucketTable, createBucketTable, type Rate } from './bucket-table.ts';
import { createCaller, LOCAL } from './caller.ts';
import { type Carrier, createCarriers } from './carriers.ts';
import { createClients } from './clients.ts';
import { createKeyedDigest } from './keyed-digest.ts';
import { createLocalOnly } from './local-only.ts';
import { isAllowedOrigin } from './origins.ts';
import { personOf } from './person.ts';
import { type RefusalReason, type Refused, refusedFor } from './refusals.ts';
import { resolveAccess } from './resolve-access.ts';
import type { Places } from './scope.ts';
import { createSignIn } from './sign-in.ts';
import { createSignInGuard } from './sign-in-guard.ts';
import { createTickets, TICKET_MS } from './tickets.ts';
import { bearerToken, hasTokenInQuery } from './token-place.ts';

/**
 * What is asked for: `open` needs nobody in particular, `metrics-port` is a port that the host opened for scrapers alone, and
 * at `live` the first message may still say who it is.
 */
export type Door = 'rest' | 'open' | 'metrics' | 'metrics-port' | 'live';

export interface Access {
  admit(request: IncomingMessage, query: string, door: Door): Promise<Admitted | Refused>;
  /** Gives an admitted live connection a place; `request` is the one that it came with. */
  carry(request: IncomingMessage, admitted: Admitted): Carrier | Refused;
  /** A ticket for somebody who can send no header next time. */
  ticket(caller: Caller): { readonly ticket: string; readonly expiresInMs: number };
  /** Counts and notes that a caller asked for what it may not have. */
  denied(admitted: Admitted, what: string, target: string | null): Refused;
  /** Counts and notes what was done. */
  done(kind: 'command' | 'action' | 'export', admitted: Admitted, how: Done): void;
  readonly audit: Audit;
  /** Signs resume tokens; `undefined`: the store or the process has one. */
  readonly resumeKey: Uint8Array | undefined;
}

export interface Done {
  readonly what: string;
  readonly target: string | null;
  readonly result: string;
}

/** Rows of clients that limits remember; the one quiet longest is forgotten first. */
const MAX_CLIENTS = 10_000;
/** A heartbeat each second and what a player says besides. */
const DEVICE_RATE: Rate = { perMinute: 120, burst: 30 };
const SCRAPER_GRANT = { subject: 'metrics-network', roles: ['scraper'] } as const;

export function createAccess(parts: {
  readonly option: unknown;
  readonly places: Places;
  readonly trustedProxies: TrustedProxies;
  readonly hasTrustedProxies: boolean;
  readonly production: boolean;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly faults: Pick<Faults, 'report' | 'guard'>;
  readonly onRefusal: (reason: RefusalReason) => void;
}): Access {
  const { places, clock, logger, faults } = parts;
  const settings = resolveAccess(parts.option);
  const { limits } = settings;
  const monotonicMs = (): number => clock.monotonicMs();
  const local = createLocalOnly(parts);
  const clients = createClients(parts.trustedProxies);
  const table = (): BucketTable => createBucketTable({ maxKeys: MAX_CLIENTS, monotonicMs });
  const addresses = table();
  const subjects = table();
  const guard = createSignInGuard(table(), createKeyedDigest());
  const tickets = createTickets(monotonicMs);
  const { signIn } = createSignIn({ settings, places, clock, faults });
  const scraper = createCaller(SCRAPER_GRANT, places);
  const anonymous = settings.anonymous && createCaller(settings.anonymous, places);
  const audit = createAudit({ nowMs: () => clock.nowMs(), monotonicMs, sink: settings.audit, faults });
  const addressRate = rateOf(limits.addressRequestsPerMinute);
  const said = new Set<RefusalReason>();

  const rateFor = (caller: Caller): Rate => {
    if (caller.shared) return rateOf(limits.sharedRequestsPerMinute);
    return caller.has('device') ? DEVICE_RATE : rateOf(limits.requestsPerMinute);
  };
  function refuse(refused: Refused, address: string, subject: string | null = null): Refused {
    const { reason, detail } = refused;
    parts.onRefusal(reason);
    audit.noteStranger({
      kind: reason === 'role' && subject !== null ? 'denied' : 'sign-in',
      subject,
      person: null,
      network: truncateAddress(address),
      what: reason,
      target: null,
      result: refused.code,
    });
    // Of the rule of this machine that rule itself has told.
    if (settings.isOpen && !said.has(reason)) {
      said.add(reason);
      logger.warn({ part: 'access', reason }, `refused a request (${reason}): ${detail}`);
    }
    return refused;
  }

  /** Tries a token of this address, slowed where many have failed. */
  async function attempt(request: IncomingMessage, addressKey: string, token: string): Promise<Caller | Refused> {
    const waitMs = guard.waitMs(addressKey, token);
    if (waitMs > 0) return refusedFor('rate', waitMs);
    const found = await signIn(request, token);
    if (!('reason' in found)) guard.succeeded(token);
    else if (found.reason === 'bad-token') guard.failed(addressKey);
    return found;
  }

  async function identify(
    request: IncomingMessage,
    query: string,
    door: Door,
    address: string,
    addressKey: string,
  ): Promise<Caller | Refused | undefined> {
    const { headers } = request;
    if (door === 'metrics' && settings.metricsNetworks?.(address) && clients.isKnown(request, address)) return scraper;
    const ticket = door === 'live' ? new URLSearchParams(query).get('ticket') : null;
    if (ticket !== null) {
      const caller = tickets.redeem(ticket.slice(0, 128));
      if (caller === undefined) guard.failed(addressKey);
      return caller ?? refusedFor('bad-token');
    }
    const token = bearerToken(headers);
    if (token === null) return refusedFor('bad-token');
    if (token !== undefined) return attempt(request, addressKey, token);
    const found = settings.authenticate === undefined ? refusedFor('no-token') : await signIn(request, undefined);
    if (!('reason' in found) || found.reason !== 'no-token') return found;
    return anonymous ?? (door === 'live' || door === 'open' ? undefined : found);
  }

  async function admit(request: IncomingMessage, query: string, door: Door): Promise<Admitted | Refused> {
    const { headers, socket } = request;
    const address = clients.addressOf(request);
    const origin = headers.origin;
    if (!settings.isOpen) {
      if (door === 'metrics' && settings.metricsNetworks?.(address) && clients.isKnown(request, address)) {
        return { caller: scraper, address, person: null, actor: null, origin: undefined };
      }
      const reason = local.refusal({ peer: socket.remoteAddress, headers });
      if (reason !== undefined) return refuse(refusedFor(reason), address);
      return { caller: LOCAL, address, person: null, actor: null, origin };
    }
    const addressKey = clients.keyOf(address);
    const waitMs = addresses.take(addressKey, addressRate);
    if (waitMs > 0) return refuse(refusedFor('rate', waitMs), address);
    if (origin !== undefined && !isAllowedOrigin(origin, headers.host, settings.origins)) {
      return refuse(refusedFor('origin'), address);
    }
    if (door === 'metrics-port') return { caller: scraper, address, person: null, actor: null, origin: undefined };
    if (hasTokenInQuery(query)) return refuse(refusedFor('token-in-url'), address);
    const found = await identify(request, query, door, address, addressKey);
    if (found === undefined) return { caller: undefined, address, person: null, actor: null, origin };
    if ('reason' in found) return refuse(found, address);
    const subjectWaitMs = subjects.take(clients.subjectKey(found, addressKey), rateFor(found));
    if (subjectWaitMs > 0) return refuse(refusedFor('rate', subjectWaitMs), address, found.subject);
    const person = personOf(found, headers);
    return { caller: found, address, person, actor: found.shared ? person : found.subject, origin };
  }

  const carriers = createCarriers({ limits, clients, attempt, refuse });

  audit.note({
    kind: 'configuration',
    subject: null,
    person: null,
    network: null,
    what: 'access',
    target: settings.isOpen ? describe(settings) : 'this machine only',
    result: 'ok',
  });

  return {
    admit,
    carry: (request, admitted) =>
      settings.isOpen ? carriers.carry(request, admitted) : { ...admitted, credentials: ANYBODY, leave() {} },
    ticket: (caller) => ({ ticket: tickets.issue(caller), expiresInMs: TICKET_MS }),
    denied(admitted, what, target) {
      const refused = refusedFor('role');
      parts.onRefusal('role');
      audit.noteStranger({ kind: 'denied', ...who(admitted), what, target, result: refused.code });
      return refused;
    },
    done: (kind, admitted, how) => audit.note({ kind, ...who(admitted), ...how }),
    audit,
    resumeKey: settings.resumeKey,
  };
}

/** Where nobody signs in, a token says nothing. */
const ANYBODY: Credentials = {
  verify: () => Promise.resolve(LOCAL),
  refresh: (caller) => Promise.resolve(caller),
};

function who({ caller, person, address }: Admitted): {
  readonly subject: string | null;
  readonly person: string | null;
  readonly network: string;
} {
  return { subject: caller?.subject ?? null, person, network: truncateAddress(address) };
}

/** A tenth of a minute at once. */
function rateOf(perMinute: number): Rate {
  return { perMinute, burst: Math.max(1, Math.ceil(perMinute / 10)) };
}

/** Which ways in there are, without what opens them. */
function describe(settings: ReturnType<typeof resolveAccess>): string {
  const ways = [
    settings.tokens.length > 0 ? `${settings.tokens.length} tokens` : '',
    settings.jwt === undefined ? '' : 'jwt',
    settings.authenticate === undefined ? '' : 'authenticate',
    settings.anonymous === undefined ? '' : `anonymous ${settings.anonymous.roles.join(', ')}`,
  ];
  return ways.filter((way) => way !== '').join(', ');
}
