/**
 * The weights a graph asks for while it is built. Problems are collected, so that a user with the wrong file sees all of
 * what is wrong with it at once and not one tensor a run.
 */
import { InferenceError } from '../errors.ts';
import type { StoredDType } from '../checkpoint/stored-dtype.ts';
import type { WeightLocation, WeightSource } from '../checkpoint/weight-source.ts';
import type { HeldWeight } from '../precision/precision.ts';
import { precisionNamed, type PrecisionName } from '../precision/registry.ts';
import { totalMemory, type WeightMemory } from '../precision/weight-memory.ts';
import { type DType, elementCount } from '../tensor.ts';

/** Stored types the float kernels can take, after a cast at most. */
const FLOATS: Readonly<Partial<Record<StoredDType, DType>>> = { F32: 'float32', F16: 'float16', BF16: 'bfloat16' };
const SHOWN = 10;

interface Problem {
  readonly code: 'tensor-missing' | 'tensor-mismatch';
  readonly file: string;
  readonly tensor: string;
  readonly expected: string;
  readonly received: string;
}

export class WeightRequests {
  readonly #source: WeightSource;
  readonly #problems: Problem[] = [];
  readonly #used = new Set<string>();
  readonly #held: HeldWeight[] = [];

  constructor(source: WeightSource) {
    this.#source = source;
  }

  /**
   * Looks up a tensor and checks it; a wrong or missing one is remembered and `undefined`.
   * @param kept the part of the values that stays in memory once constants are folded (a tap of a kernel, say).
   */
  request(
    name: string,
    shape: readonly number[],
    kept = 1,
  ): { readonly location: WeightLocation; readonly dtype: DType } | undefined {
    this.#used.add(name);
    const expected = `[${shape.join(', ')}]`;
    const location = this.#source.get(name);
    if (!location) {
      this.#problems.push({
        code: 'tensor-missing',
        file: this.#source.label,
        tensor: name,
        expected,
        received: 'no such tensor',
      });
      return undefined;
    }
    const mismatch = { code: 'tensor-mismatch', file: location.file, tensor: name } as const;
    const dtype = FLOATS[location.dtype];
    if (shape.length !== location.shape.length || shape.some((size, i) => size !== location.shape[i])) {
      this.#problems.push({ ...mismatch, expected, received: `[${location.shape.join(', ')}]` });
    } else if (dtype === undefined) {
      this.#problems.push({ ...mismatch, expected: Object.keys(FLOATS).join(', '), received: location.dtype });
    } else {
      this.#held.push({ elements: elementCount(shape), storedBytes: location.length, keptShare: kept });
      return { location, dtype };
    }
    return undefined;
  }

  get used(): ReadonlySet<string> {
    return this.#used;
  }

  /** Memory that the tensors requested so far take. */
  memory(name: PrecisionName): WeightMemory {
    const precision = precisionNamed(name);
    return totalMemory(...this.#held.map((weight) => precision.memoryOf(weight)));
  }

  /** @throws InferenceError `tensor-missing` or `tensor-mismatch` listing every problem so far. */
  assertFound(): void {
    const [first] = this.#problems;
    if (!first) return;
    const lines = this.#problems
      .slice(0, SHOWN)
      .map((p) => `  ${p.tensor} (${p.file}): expected ${p.expected}, received ${p.received}`);
    const more = this.#problems.length > SHOWN ? [`  and ${this.#problems.length - SHOWN} more`] : [];
    const { code, ...details } = first;
    throw new InferenceError(
      code,
      [`${this.#source.label}: the weights do not fit config.json:`, ...lines, ...more].join('\n'),
      details,
    );
  }
}
