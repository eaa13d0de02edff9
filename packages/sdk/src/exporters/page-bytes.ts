/**
 * Where a page is written: bytes in pieces, never joined. A number goes in digit by digit and a line's beginning by words of
 * eight bytes, because a string per line is what makes text exporters slow and hungry. Pieces grow, so that a small page stays small.
 */

const FIRST_PIECE_BYTES = 16 * 1024;
const MAX_PIECE_BYTES = 256 * 1024;
/** No number is longer than this as text. */
const NUMBER_BYTES = 32;
/** Bytes copied at once; a copy may run over the end by one less. */
export const WORD_BYTES = 8;
const INT32_MAX = 0x7fff_ffff;
const BILLION = 1e9;
const NEWLINE = 10;
const DOT = 46;
const DIGIT_ZERO = 48;

export interface Page {
  readonly pieces: readonly Uint8Array[];
  readonly sizeBytes: number;
}

export class PageBytes {
  readonly #pieces: Uint8Array[] = [];
  #piece: Buffer = Buffer.allocUnsafeSlow(FIRST_PIECE_BYTES);
  #words: DataView = viewOf(this.#piece);
  #at = 0;
  #sizeBytes = 0;

  /** A line: its beginning, which is `from`…`to` of `starts` and has a word of room behind it, and its value. */
  line(starts: DataView, from: number, to: number, value: number): void {
    this.#reserve(to - from + NUMBER_BYTES);
    const piece = this.#piece;
    const words = this.#words;
    const shift = this.#at - from;
    // What the last word brings along is written over by the value. UTF-8 has no byte 0xFF and a cleaned label no 0x7F, so
    // zeros follow the last line, so no word is a NaN, the one float whose bits a copy may change.
    for (let index = from; index < to; index += WORD_BYTES) {
      words.setFloat64(shift + index, starts.getFloat64(index, true), true);
    }
    const at = putNumber(piece, shift + to, value);
    piece[at] = NEWLINE;
    this.#at = at + 1;
  }

  text(text: string): void {
    this.#reserve(text.length * 3);
    this.#at += this.#piece.write(text, this.#at, 'utf8');
  }

  /** Ends the page. */
  take(): Page {
    this.#turn(0);
    return { pieces: this.#pieces, sizeBytes: this.#sizeBytes };
  }

  #reserve(bytes: number): void {
    if (this.#at + bytes > this.#piece.length) this.#turn(bytes);
  }

  /** Puts the piece away; a next one of at least `bytes`, none for 0. */
  #turn(bytes: number): void {
    if (this.#at > 0) this.#pieces.push(this.#piece.subarray(0, this.#at));
    this.#sizeBytes += this.#at;
    this.#at = 0;
    if (bytes > 0) {
      const grown = Math.min(MAX_PIECE_BYTES, this.#piece.length * 2);
      this.#piece = Buffer.allocUnsafeSlow(Math.max(grown, bytes));
      this.#words = viewOf(this.#piece);
    }
  }
}

/** The same bytes for reading and writing by words. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Writes what `formatNumber` says; returns where it ended. */
function putNumber(piece: Uint8Array, at: number, value: number): number {
  if (value >= 0 && value <= INT32_MAX) {
    if ((value | 0) === value) return putInteger(piece, at, value);
    // Milliseconds told in seconds: up to three decimals. Below 2^31 thousandths such a text is the shortest there is.
    const thousandths = Math.round(value * 1000);
    if (thousandths <= INT32_MAX && thousandths / 1000 === value) return putThousandths(piece, at, thousandths);
  } else if (value > 0 && value <= Number.MAX_SAFE_INTEGER && Math.floor(value) === value) {
    const billions = Math.floor(value / BILLION);
    return putPadded(piece, putInteger(piece, at, billions), value - billions * BILLION, 9);
  }
  const text = formatNumber(value);
  for (let index = 0; index < text.length; index += 1) piece[at + index] = text.charCodeAt(index);
  return at + text.length;
}

/** `value` below 2^53 / 1e9, so that it needs no more than 32 bits. */
function putInteger(piece: Uint8Array, at: number, value: number): number {
  let digits = 1;
  for (let limit = 10; digits < 10 && value >= limit; limit *= 10) digits += 1;
  return putPadded(piece, at, value, digits);
}

function putPadded(piece: Uint8Array, at: number, value: number, digits: number): number {
  let rest = value | 0;
  for (let index = at + digits - 1; index >= at; index -= 1) {
    const tenth = (rest / 10) | 0;
    piece[index] = DIGIT_ZERO + rest - tenth * 10;
    rest = tenth;
  }
  return at + digits;
}

function putThousandths(piece: Uint8Array, at: number, thousandths: number): number {
  const whole = (thousandths / 1000) | 0;
  let decimals = thousandths - whole * 1000;
  let digits = 3;
  for (; decimals % 10 === 0; digits -= 1) decimals /= 10;
  const dot = putInteger(piece, at, whole);
  piece[dot] = DOT;
  return putPadded(piece, dot + 1, decimals, digits);
}

/** A value as both formats have it. */
export function formatNumber(value: number): string {
  if (Number.isFinite(value)) return String(value);
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? '+Inf' : '-Inf';
}
