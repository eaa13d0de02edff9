/**
 * CMCD text to dictionaries, in every form in which it travels. Sizes are looked at before anything is read, the grammar is
 * the library's, and what it throws on is an answer here: nothing that a player sends can throw past this file.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { decodeCmcd } from '@svta/cml-cmcd';

export type Dictionary = Readonly<Record<string, unknown>>;
/** A dictionary, or why there is none. */
export type Decoded = Dictionary | 'malformed' | 'oversized';

/** As many as CTA-5004 players write in a long URL, twice over. */
const MAX_QUERY_CHARS = 2048;
const MAX_HEADER_CHARS = 8192;
export const MAX_BODY_BYTES = 65_536;
export const MAX_LINES = 100;

/** The value of the query argument `CMCD` in `url`, still encoded. */
export function cmcdArgument(url: string): string | undefined {
  let from = url.indexOf('CMCD=');
  while (from > 0 && url[from - 1] !== '?' && url[from - 1] !== '&') from = url.indexOf('CMCD=', from + 5);
  if (from <= 0) return undefined;
  const end = url.indexOf('&', from);
  return url.slice(from + 5, end === -1 ? undefined : end);
}

/** The four CMCD headers as one dictionary's text; their keys do not overlap. */
export function cmcdHeaders(headers: IncomingHttpHeaders): string | undefined {
  let text: string | undefined;
  for (const name of ['cmcd-request', 'cmcd-session', 'cmcd-object', 'cmcd-status']) {
    const value = headers[name];
    if (value === undefined || value.length === 0) continue;
    const part = typeof value === 'string' ? value : value.join(',');
    text = text === undefined ? part : `${text},${part}`;
  }
  return text;
}

export function decodeQuery(argument: string): Decoded {
  if (argument.length > MAX_QUERY_CHARS) return 'oversized';
  try {
    // dash.js writes a space as forms do; a plus of its own it writes as %2B, as all do.
    return dictionary(decodeURIComponent(argument.replaceAll('+', ' ')));
  } catch {
    return 'malformed';
  }
}

export function decodeHeaders(text: string): Decoded {
  return text.length > MAX_HEADER_CHARS ? 'oversized' : dictionary(text);
}

/** The body of event mode: one dictionary a line. */
export function decodeLines(body: Buffer): readonly Decoded[] {
  if (body.length > MAX_BODY_BYTES) return ['oversized'];
  const lines = body
    .toString('utf8')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '');
  return lines.length > MAX_LINES ? ['oversized'] : lines.map(dictionary);
}

/** JSON mode: one object, or a list of them. */
export function decodeJson(body: Buffer): readonly Decoded[] {
  if (body.length > MAX_BODY_BYTES) return ['oversized'];
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    return ['malformed'];
  }
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (items.length > MAX_LINES) return ['oversized'];
  return items.map((item) =>
    typeof item === 'object' && item !== null && !Array.isArray(item) ? (item as Dictionary) : 'malformed',
  );
}

function dictionary(text: string): Decoded {
  try {
    return decodeCmcd(text) as Dictionary;
  } catch {
    return 'malformed';
  }
}
