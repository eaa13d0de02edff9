/** The address of a server, as it may be given: absolute, or relative to the page. */

/** Throws a TypeError with `code: 'bad-option'` when it cannot be used. */
export function resolveUrl(given: string | URL): URL {
  try {
    const url = new URL(given, globalThis.location?.href);
    url.protocol = url.protocol.replace('ws', 'http');
    url.hash = '';
    if (/^https?:$/.test(url.protocol)) return url;
  } catch {
    // told below, as every other unusable URL
  }
  throw Object.assign(new TypeError(`url: expected http(s) or ws(s), received ${given}`), { code: 'bad-option' });
}
