/**
 * The rule until somebody configures access: only a direct request from this machine is served. A loopback peer that names a
 * loopback host, from a loopback page, with no sign of a proxy in between. In production nothing is served at all.
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { Logger } from '../logger.ts';
import { isLoopback, type TrustedProxies } from '../model/address.ts';

/** Why it refuses. */
export type LocalRefusal = 'production' | 'peer' | 'forwarded' | 'host' | 'origin';

export interface PeerRequest {
  readonly peer: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

export interface LocalOnly {
  /** Why this request may not be served; `undefined` when it may. */
  refusal(request: PeerRequest): LocalRefusal | undefined;
}

/** Room for a dozen hops; a longer list is not a short way from this machine. */
const MAX_HOPS_CHARS = 512;

const HOW_TO_OPEN =
  'the SDK serves only direct requests from this machine until the option access says who may come in; ask through 127.0.0.1, or list the proxy in trustedProxies';

export function createLocalOnly(parts: {
  trustedProxies: TrustedProxies;
  hasTrustedProxies: boolean;
  production: boolean;
  logger: Logger;
}): LocalOnly {
  const { trustedProxies, hasTrustedProxies, production, logger } = parts;
  const said = new Set<LocalRefusal>();

  function judge({ peer, headers }: PeerRequest): LocalRefusal | undefined {
    if (production) return 'production';
    if (peer === undefined || !isLoopback(peer)) return 'peer';
    if (isForwarded(headers) && !(hasTrustedProxies && comesFromHere(peer, headers))) return 'forwarded';
    if (!isLoopbackHost(headers.host)) return 'host';
    const { origin } = headers;
    return origin === undefined || isLoopbackOrigin(origin) ? undefined : 'origin';
  }

  /** Through trusted proxies only, and every hop named is this machine: what cannot be read is not from here. */
  function comesFromHere(peer: string, headers: IncomingHttpHeaders): boolean {
    const xForwardedFor = single(headers['x-forwarded-for']);
    if (headers.forwarded !== undefined || xForwardedFor === undefined) return false;
    if (xForwardedFor.length > MAX_HOPS_CHARS) return false;
    if (!xForwardedFor.split(',').every((hop) => isLoopback(hop.trim()))) return false;
    return isLoopback(trustedProxies.clientAddress(peer, { xForwardedFor }));
  }

  return {
    refusal(request) {
      const reason = judge(request);
      if (reason === undefined) return undefined;
      if (!said.has(reason)) {
        said.add(reason);
        logger.warn({ part: 'access', reason }, `refused a request (${reason}): ${HOW_TO_OPEN}`);
      }
      return reason;
    },
  };
}

export function isForwarded(headers: IncomingHttpHeaders): boolean {
  for (const name in headers) {
    if (name === 'forwarded' || name === 'via' || name.startsWith('x-forwarded-')) return true;
  }
  return false;
}

/** A header that came several times is joined, as a proxy would have it. */
export function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(', ') : value;
}

/** `localhost`, 127.x and [::1], with or without a port. */
export function isLoopbackHost(host: string | undefined): boolean {
  if (host === undefined) return false;
  const match = /^(\[[0-9a-f:.]+\]|[^:\s]+)(?::\d{1,5})?$/i.exec(host);
  if (match === null) return false;
  const name = (match[1] as string).toLowerCase();
  if (name === 'localhost') return true;
  const address = name.startsWith('[') ? name.slice(1, -1) : name;
  return /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f:.]*:[0-9a-f:.]*)$/.test(address) && isLoopback(address);
}

function isLoopbackOrigin(origin: string): boolean {
  try {
    const url = new URL(origin);
    return (url.protocol === 'http:' || url.protocol === 'https:') && isLoopbackHost(url.host);
  } catch {
    return false;
  }
}
