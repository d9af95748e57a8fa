/**
 * Uniform numbers from a seed, for choosing tokens: SplitMix64 of Steele, Lea and Flood ("Fast splittable pseudorandom
 * number generators", 2014). All 64 bits of the seed count, and the same seed gives the same numbers on every machine.
 */
import { InferenceError } from '../../errors.ts';

const MASK = 2n ** 64n - 1n;
const INCREMENT = 0x9e3779b97f4a7c15n;
const FIRST_FACTOR = 0xbf58476d1ce4e5b9n;
const SECOND_FACTOR = 0x94d049bb133111ebn;
/** Bits of a number between 0 and 1: those of a float64's mantissa. */
const BITS = 53n;

export class UniformGenerator {
  #state: bigint;

  /**
   * @param seed decimal digits, 0 to 2^64 - 1.
   * @throws InferenceError `invalid-input` for another text.
   */
  constructor(seed: string) {
    const value = /^\d{1,20}$/.test(seed) ? BigInt(seed) : MASK + 1n;
    if (value > MASK) {
      const expected = `a whole number from 0 to ${MASK}`;
      throw new InferenceError('invalid-input', `The seed must be ${expected}, got ${seed}`, {
        field: 'seed',
        expected,
        received: seed,
      });
    }
    this.#state = value;
  }

  /** The next number, at least 0 and less than 1. */
  next(): number {
    this.#state = (this.#state + INCREMENT) & MASK;
    let mixed = this.#state;
    mixed = ((mixed ^ (mixed >> 30n)) * FIRST_FACTOR) & MASK;
    mixed = ((mixed ^ (mixed >> 27n)) * SECOND_FACTOR) & MASK;
    mixed ^= mixed >> 31n;
    return Number(mixed >> (64n - BITS)) / Number(2n ** BITS);
  }
}
