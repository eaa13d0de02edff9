/**
 * Which pages may ask: those of the server's own host, and those of the list. A request without an Origin comes from no page
 * of another site (Grafana's proxy strips it) and is judged by its token alone.
 */

/** An origin as browsers write it: scheme, host, port if it is not the usual one. `undefined` for anything else. */
export function readOrigin(text: unknown): string | undefined {
  if (typeof text !== 'string' || text.length > 512 || !/^https?:\/\/[^/?#@\\\s]+$/i.test(text)) return undefined;
  try {
    const { origin, hostname } = new URL(text);
    return hostname === '' ? undefined : origin;
  } catch {
    return undefined;
  }
}

/** @param allowed origins as {@link readOrigin} gives them */
export function isAllowedOrigin(origin: string, host: string | undefined, allowed: ReadonlySet<string>): boolean {
  const read = readOrigin(origin);
  if (read === undefined) return false;
  if (allowed.has(read)) return true;
  // The scheme of the own host is not known behind a proxy that ends TLS; the host and port are.
  return host !== undefined && (readOrigin(`http://${host}`) === read || readOrigin(`https://${host}`) === read);
}
