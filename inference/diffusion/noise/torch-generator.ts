/**
 * `torch.randn` of PyTorch's CPU generator: the same values in the same order from the same seed, to the last bit where
 * PyTorch runs its AVX2 path (see single-precision.ts), to the last digit elsewhere.
 *
 * Source: ATen native/cpu/DistributionTemplates.h (`normal_fill`, `normal_fill_AVX2`), core/DistributionsHelper.h
 * (`normal_distribution`) and core/TransformationHelper.h. Small and large draws both use Box and Muller's transform.
 */
import { InferenceError } from '../../errors.ts';
import { MersenneTwister } from './mersenne-twister.ts';
import { logFloat32, sineCosineFloat32 } from './single-precision.ts';

/** Seeds are unsigned 64-bit integers. */
export const MAX_SEED = 2n ** 64n - 1n;

const GROUP = 16;
const HALF = GROUP / 2;
const TWO_PI_FLOAT32 = Math.fround(2 * Math.PI);

export class TorchGenerator {
  readonly #words: MersenneTwister;
  /** Second normal of the last pair of a small draw. The next small draw begins with it, even after large draws. */
  #spare: number | undefined;

  /**
   * @param seed 0 to 2^64 - 1. Like PyTorch, only the low 32 bits count: a seed and the seed plus 2^32 give the same
   *   noise.
   * @throws InferenceError `invalid-input` for a seed out of range.
   */
  constructor(seed: bigint) {
    if (seed < 0n || seed > MAX_SEED) {
      throw new InferenceError('invalid-input', `The seed must be from 0 to ${MAX_SEED}, got ${seed}`, {
        field: 'seed',
        expected: `0 to ${MAX_SEED}`,
        received: String(seed),
      });
    }
    this.#words = new MersenneTwister(Number(seed & 0xffffffffn));
  }

  /**
   * `count` standard normals, as one call of `torch.randn` with that many elements. The size of the call matters: calls
   * of 16 and more are filled in groups of 16, smaller ones value by value.
   */
  randn(count: number): Float32Array {
    return count < GROUP ? this.#drawSmall(count) : this.#drawLarge(count);
  }

  #drawLarge(count: number): Float32Array {
    const values = Float32Array.from({ length: count }, () => this.#uniform24());
    for (let start = 0; start + GROUP <= count; start += GROUP) boxMullerInPlace(values.subarray(start, start + GROUP));
    if (count % GROUP !== 0) {
      const tail = values.subarray(count - GROUP);
      for (let i = 0; i < GROUP; i++) tail[i] = this.#uniform24();
      boxMullerInPlace(tail);
    }
    return values;
  }

  #drawSmall(count: number): Float32Array {
    return Float32Array.from({ length: count }, () => this.#normal64());
  }

  #normal64(): number {
    if (this.#spare !== undefined) {
      const value = this.#spare;
      this.#spare = undefined;
      return value;
    }
    const angle = 2 * Math.PI * this.#uniform53();
    const radius = Math.sqrt(-2 * Math.log1p(-this.#uniform53()));
    this.#spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  /** Uniform in [0, 1), 24 bits of one word. */
  #uniform24(): number {
    return (this.#words.nextUint32() & 0xffffff) * 2 ** -24;
  }

  /** Uniform in [0, 1), the low 53 bits of two words, the first one high. */
  #uniform53(): number {
    const high = this.#words.nextUint32() & 0x1fffff;
    return (high * 2 ** 32 + this.#words.nextUint32()) * 2 ** -53;
  }
}

/**
 * A generator that has made some draws already.
 * @param seed decimal digits.
 * @param draws numbers of values, draw by draw: the sizes matter, see {@link TorchGenerator.randn}.
 * @throws InferenceError `invalid-input` for a seed out of range.
 */
export function generatorAfter(seed: string, draws: readonly number[]): TorchGenerator {
  const generator = new TorchGenerator(BigInt(seed));
  for (const count of draws) generator.randn(count);
  return generator;
}

/** Turns 16 uniforms into 16 normals: the first eight give the radii, the last eight the angles. */
function boxMullerInPlace(group: Float32Array): void {
  for (let i = 0; i < HALF; i++) {
    const uniform = Math.fround(1 - (group[i] as number));
    const radius = Math.fround(Math.sqrt(Math.fround(-2 * logFloat32(uniform))));
    const { sine, cosine } = sineCosineFloat32(Math.fround(TWO_PI_FLOAT32 * (group[i + HALF] as number)));
    group[i] = radius * cosine;
    group[i + HALF] = radius * sine;
  }
}
