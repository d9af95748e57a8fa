/**
 * A table from texts to numbers in 16 bytes an entry at most half full, for batches of millions of files. It keeps
 * hashes of the texts. Two texts of one hash (in four million, with a chance of one in 500) are one entry, so callers
 * treat a found entry as a suspicion, or include the text in the number.
 */
import { hash } from 'node:crypto';

/** Hexadecimal digits of a hash: 52 bits, which a number holds exactly. */
const DIGITS = 13;
const FIRST_CAPACITY = 1024;

/** 52 bits of the SHA-256 of a text; never 0. */
export function shortHash(text: string): number {
  return Number.parseInt(hash('sha256', text).slice(0, DIGITS), 16) || 1;
}

export class HashTable {
  /** Hash and value in turn; a hash of 0 marks a free place. */
  #slots = new Float64Array(2 * FIRST_CAPACITY);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The value of a text; undefined when the table has none. */
  get(text: string): number | undefined {
    const slot = this.#find(this.#slots, shortHash(text));
    return this.#slots[slot] === 0 ? undefined : this.#slots[slot + 1];
  }

  set(text: string, value: number): void {
    const key = shortHash(text);
    const slot = this.#find(this.#slots, key);
    if (this.#slots[slot] === 0) this.#size++;
    this.#slots[slot] = key;
    this.#slots[slot + 1] = value;
    if (this.#size * 4 > this.#slots.length) this.#grow();
  }

  /** Index of the slot of a hash, or of the free one where it belongs. */
  #find(slots: Float64Array, key: number): number {
    const capacity = slots.length / 2;
    let place = key % capacity;
    while (slots[2 * place] !== 0 && slots[2 * place] !== key) place = (place + 1) % capacity;
    return 2 * place;
  }

  #grow(): void {
    const old = this.#slots;
    const slots = new Float64Array(2 * old.length);
    for (let slot = 0; slot < old.length; slot += 2) {
      const key = old[slot] ?? 0;
      if (key === 0) continue;
      const place = this.#find(slots, key);
      slots[place] = key;
      slots[place + 1] = old[slot + 1] ?? 0;
    }
    this.#slots = slots;
  }
}
