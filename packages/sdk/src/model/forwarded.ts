/**
 * The text of the headers in which proxies name the client: X-Forwarded-For and Forwarded (RFC 7239). Read from the
 * right, where the nearest proxy wrote; what stands further left is only as good as who wrote it, and model/address
 * says how far to believe. Bounded, because the left part may come from anybody.
 */

/** Only the right-most part of a longer header is looked at: 32 hops with ports and zones fit in with ease. */
const MAX_HEADER_CHARS = 8 * 1024;
const MAX_HOPS = 32;

const BRACKETED = /^\[([^\]]*)\](?::(?:\d{1,5}|_[\w.-]+))?$/;
const WITH_PORT = /^([^:]*):(?:\d{1,5}|_[\w.-]+)$/;
const PAIR = /^[ \t]*([\w!#$%&'*+.^`|~-]+)=(?:([^\s",;\\]+)|"([^"\\]*)")[ \t]*$/;

/** Hands the elements of a list header to `visit`, right-most first, until it returns false or a cap is reached. */
export function eachHopFromRight(header: string, visit: (element: string) => boolean): void {
  const isCut = header.length > MAX_HEADER_CHARS;
  const text = isCut ? header.slice(-MAX_HEADER_CHARS) : header;
  let end = text.length;
  for (let hops = 0; hops < MAX_HOPS; hops += 1) {
    const comma = end === 0 ? -1 : text.lastIndexOf(',', end - 1);
    // The left-most piece of a cut header may be the tail of something else.
    if (comma < 0 && isCut) return;
    if (!visit(text.slice(comma + 1, end)) || comma < 0) return;
    end = comma;
  }
}

/** The host part of one X-Forwarded-For element: without blanks, port and brackets. Not yet checked to be an address. */
export function hostInXForwardedFor(element: string): string {
  return withoutPort(element.trim());
}

/**
 * The host part of `for=` in one Forwarded element; empty when the element is not exactly what RFC 7239 §4 allows or
 * hides its client. Escapes are refused: they are where a quoted Host header could smuggle a second `for=` in.
 */
export function hostInForwarded(element: string): string {
  let host = '';
  for (const part of element.split(';')) {
    const pair = PAIR.exec(part);
    if (pair === null) return '';
    if (pair[1]?.toLowerCase() !== 'for') continue;
    if (host !== '') return '';
    host = withoutPort(pair[2] ?? pair[3] ?? '');
    if (host === '') return '';
  }
  return host;
}

function withoutPort(node: string): string {
  if (node.startsWith('[')) return BRACKETED.exec(node)?.[1] ?? '';
  // Two colons or more are an IPv6 address without brackets; whether its end is a port nobody can tell.
  return WITH_PORT.exec(node)?.[1] ?? node;
}
