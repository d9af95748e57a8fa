/** Reads little-endian numbers and strings from the beginning of a file, of which more can be fetched. */

/** Thrown when a header goes on behind the bytes at hand. */
export class OutOfBytes extends Error {}

export class ByteCursor {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Bytes read so far. */
  get position(): number {
    return this.#at;
  }

  uint8(): number {
    return this.#view.getUint8(this.#advance(1));
  }

  uint32(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }

  int32(): number {
    return this.#view.getInt32(this.#advance(4), true);
  }

  /** Infinity for a number that a double cannot hold exactly: no length and no offset is that large. */
  uint64(): number {
    const value = this.#view.getBigUint64(this.#advance(8), true);
    return value > BigInt(Number.MAX_SAFE_INTEGER) ? Infinity : Number(value);
  }

  /** The text of some bytes of UTF-8; bytes that are none become U+FFFD. */
  text(length: number): string {
    const start = this.#advance(length);
    return new TextDecoder().decode(this.#bytes.subarray(start, this.#at));
  }

  /** @throws OutOfBytes like every other read. */
  skip(length: number): void {
    this.#advance(length);
  }

  #advance(length: number): number {
    const start = this.#at;
    if (start + length > this.#bytes.length) throw new OutOfBytes();
    this.#at += length;
    return start;
  }
}
