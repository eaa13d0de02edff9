/**
 * Who a request belongs to. Order: a CMCD session id, an id that the host gives, else a keyed hash of address, user agent
 * and stream. The address goes into the hash and is dropped; two players alike in all of these count as one.
 * The hash itself is handed in, because this room does no IO and no cryptography.
 */

/** Device classes, a closed set: a label. */
export const DEVICE_CLASSES = ['tv', 'stb', 'mobile', 'desktop', 'bot', 'other'] as const;
export type DeviceClass = (typeof DEVICE_CLASSES)[number];

const RULES: readonly (readonly [RegExp, DeviceClass])[] = [
  [/bot\b|crawl|spider|slurp|curl\/|wget\/|python-requests|headless|monitor/i, 'bot'],
  [/\bmag\d{3}|set-?top|stb|formuler|dreambox|vuplus|enigma/i, 'stb'],
  [
    /smart-?tv|smarttv|appletv|apple tv|hbbtv|netcast|web0s|webos|tizen|bravia|aft[a-z]\b|googletv|android tv|roku|viera|crkey/i,
    'tv',
  ],
  [/iphone|ipad|ipod|android|mobile|windows phone/i, 'mobile'],
  [/windows nt|macintosh|x11|linux|cros/i, 'desktop'],
];

/** The class that a user agent tells. A guess by well-known words; `other` when it tells none. */
export function deviceClass(userAgent: string): DeviceClass {
  const text = userAgent.length > 512 ? userAgent.slice(0, 512) : userAgent;
  for (const [words, found] of RULES) if (words.test(text)) return found;
  return 'other';
}

/** What tells players apart. */
export interface Identity {
  readonly stream: string;
  /** CMCD `sid`, at most 64 characters. */
  readonly sid: string | undefined;
  /** What the host calls this session (a token, a cookie). */
  readonly given: string | undefined;
  readonly address: string;
  readonly userAgent: string;
}

/** The text that is hashed into the session's key. The parts cannot run into one another: each is told with its length. */
export function identityText(identity: Identity): string {
  const part = (name: string, value: string): string => `${name}${value.length}:${value}`;
  if (identity.sid !== undefined) return part('s', identity.stream) + part('c', identity.sid);
  if (identity.given !== undefined) return part('s', identity.stream) + part('g', identity.given);
  return part('s', identity.stream) + part('a', identity.address) + part('u', identity.userAgent);
}

const CMCD_SID = /(?:^|,)\s*sid=(?:"([^"]{1,64})"|([^,"]{1,64}))/;

/** The `sid` of CMCD in the query of `url` or in the `CMCD-Session` header, without decoding the rest. */
export function cmcdSid(url: string, sessionHeader: string | undefined): string | undefined {
  if (sessionHeader !== undefined && sessionHeader.length <= 8192) {
    const match = CMCD_SID.exec(sessionHeader);
    if (match !== null) return match[1] ?? match[2];
  }
  const start = url.indexOf('CMCD=');
  if (start === -1 || (url[start - 1] !== '?' && url[start - 1] !== '&')) return undefined;
  const end = url.indexOf('&', start);
  const encoded = url.slice(start + 5, end === -1 ? undefined : end);
  if (encoded.length > 2048) return undefined;
  try {
    const match = CMCD_SID.exec(decodeURIComponent(encoded));
    return match === null ? undefined : (match[1] ?? match[2]);
  } catch {
    return undefined;
  }
}
