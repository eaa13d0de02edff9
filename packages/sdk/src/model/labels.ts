/**
 * What may stand in a label value or name a thing. Prometheus accepts any UTF-8, but a value that carries a line break forges
 * a metric line in careless exporters, and a long one costs memory in each series: so it is cleaned once, where it is born.
 */

/** Long enough for a title-like id, short enough that 500 of them in each of 20 families stay small. */
export const MAX_LABEL_BYTES = 128;

/** Takes the place of what is over a cap or cannot be a name. */
export const OTHER = 'other';

// Control characters, line and paragraph separators, and (in a `u` expression) lone surrogates.
const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u;
const UNSAFE_ALL = new RegExp(UNSAFE.source, 'gu');

const utf8 = new TextEncoder();
const utf8Decoder = new TextDecoder();

/** Bytes of `text` in UTF-8. */
export function utf8Length(text: string): number {
  return utf8.encode(text).length;
}

/** A label value: coerced to string, control characters replaced, cut to {@link MAX_LABEL_BYTES} bytes; empty is `unknown`. */
export function toLabelValue(value: unknown): string {
  let text = typeof value === 'string' ? value : String(value);
  if (UNSAFE.test(text)) text = text.replace(UNSAFE_ALL, '_');
  if (text.length > MAX_LABEL_BYTES || (text.length * 3 > MAX_LABEL_BYTES && utf8Length(text) > MAX_LABEL_BYTES)) {
    text = cutToBytes(text, MAX_LABEL_BYTES);
  }
  return text === '' ? 'unknown' : text;
}

/** The longest beginning of `text` of at most `maxBytes` that ends at a whole character. */
function cutToBytes(text: string, maxBytes: number): string {
  let bytes = utf8.encode(text.slice(0, maxBytes));
  if (bytes.length <= maxBytes) return text.slice(0, maxBytes);
  let end = maxBytes;
  while (end > 0 && ((bytes[end] as number) & 0xc0) === 0x80) end -= 1;
  bytes = bytes.subarray(0, end);
  return utf8Decoder.decode(bytes);
}

/** Words that stand for more than one thing and so can name none. */
const RESERVED = new Set([OTHER, 'total']);

/** Whether `id` can name a stream, device or site: 1–128 bytes of text without control characters, not blank at its ends, not reserved. */
export function isId(id: unknown): id is string {
  return (
    typeof id === 'string' &&
    id.length > 0 &&
    !RESERVED.has(id) &&
    id.length <= MAX_LABEL_BYTES &&
    !UNSAFE.test(id) &&
    id.trim() === id &&
    utf8Length(id) <= MAX_LABEL_BYTES
  );
}
