/**
 * MT19937, the 32-bit Mersenne Twister: the source of randomness of PyTorch's CPU generator.
 *
 * Source: M. Matsumoto and T. Nishimura, "Mersenne Twister: A 623-dimensionally equidistributed uniform pseudorandom
 * number generator", 1998, with the initialisation of 2002; PyTorch ATen/core/MT19937RNGEngine.h.
 */

const SIZE = 624;
const MIDDLE = 397;
const UPPER_MASK = 0x80000000;
const LOWER_MASK = 0x7fffffff;
const TWIST = 0x9908b0df;

export class MersenneTwister {
  readonly #state = new Uint32Array(SIZE);
  #next = SIZE;

  /** @param seed unsigned 32-bit integer */
  constructor(seed: number) {
    this.#state[0] = seed;
    for (let i = 1; i < SIZE; i++) {
      const previous = this.#word(i - 1);
      this.#state[i] = Math.imul(1812433253, previous ^ (previous >>> 30)) + i;
    }
  }

  /** The next word, an unsigned 32-bit integer. */
  nextUint32(): number {
    if (this.#next === SIZE) this.#regenerate();
    let word = this.#word(this.#next++);
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    word ^= word >>> 18;
    return word >>> 0;
  }

  #regenerate(): void {
    for (let i = 0; i < SIZE; i++) {
      const mixed = (this.#word(i) & UPPER_MASK) | (this.#word((i + 1) % SIZE) & LOWER_MASK);
      this.#state[i] = this.#word((i + MIDDLE) % SIZE) ^ (mixed >>> 1) ^ (mixed & 1 ? TWIST : 0);
    }
    this.#next = 0;
  }

  #word(index: number): number {
    return this.#state[index] as number;
  }
}
