import { Secret } from "./secret.js";

/** The layout of `bursar::packed::Rows`, read in place. */

const NULL = 0xffff_ffff;
/** Rows to a piece of text. */
const PIECE = 64;

// A byte order mark is text like any other.
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

export function decode(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** The rows of an answer. It is gone with the next crossing. */
export class Packed {
  /** How many rows there are. */
  readonly rows: number;
  /** Where numbers and lengths begin, as indices of `f64` and `u32`. */
  readonly numbers: number;
  readonly lengths: number;
  readonly #ascii: number;
  readonly #wide: number;
  #mark: number;
  #asciiEnd = 0;
  #wideEnd = 0;
  #plain = "";
  #other = "";
  #plainAt = 0;
  #otherAt = 0;

  constructor(
    readonly u8: Uint8Array,
    readonly u32: Uint32Array,
    readonly f64: Float64Array,
    head: number,
  ) {
    this.rows = u32[head + 1]!;
    this.numbers = u32[head + 5]! >>> 3;
    this.lengths = u32[head + 6]! >>> 2;
    this.#ascii = u32[head + 7]!;
    this.#wide = u32[head + 8]!;
    this.#mark = u32[head + 9]! >>> 2;
  }

  /** Decodes the text of the piece that begins with this row, and tells which row is behind it. */
  piece(row: number): number {
    const ascii = this.u32[this.#mark++]!;
    const wide = this.u32[this.#mark++]!;
    this.#plain = this.#text(this.#ascii, this.#asciiEnd, ascii);
    this.#other = this.#text(this.#wide, this.#wideEnd, wide);
    this.#asciiEnd = ascii;
    this.#wideEnd = wide;
    this.#plainAt = 0;
    this.#otherAt = 0;
    return Math.min(row + PIECE, this.rows);
  }

  #text(base: number, from: number, to: number): string {
    return to > from ? decoder.decode(this.u8.subarray(base + from, base + to)) : "";
  }

  text(length: number): string {
    return length & 1
      ? this.#other.slice(this.#otherAt, (this.#otherAt += length >>> 1))
      : this.#plain.slice(this.#plainAt, (this.#plainAt += length >>> 1));
  }

  textOrNull(length: number): string | null {
    return length === NULL ? null : this.text(length);
  }

  secretOrNull(length: number): Secret | null {
    return length === NULL ? null : new Secret(this.text(length));
  }
}

/** Null is NaN. */
export function nullable(number: number): number | null {
  return Number.isNaN(number) ? null : number;
}

/** Microseconds to whole milliseconds. */
export function millis(micros: number): number {
  return Math.floor(micros / 1000);
}

export function truth(number: number): boolean | null {
  return Number.isNaN(number) ? null : number === 1;
}
