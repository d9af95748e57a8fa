/** The weights that a graph asks for while it is built, checked against what the source stores. */
import type { StoredDType } from '../checkpoint/stored-dtype.ts';
import { describeEncoding, type PlainWeight, type StoredWeight } from '../checkpoint/stored-weight.ts';
import type { LowRankUpdate, WeightSource } from '../checkpoint/weight-source.ts';
import type { HeldWeight } from '../precision/precision.ts';
import { precisionNamed, type PrecisionName } from '../precision/registry.ts';
import { totalMemory, type WeightMemory } from '../precision/weight-memory.ts';
import { type DType, elementCount } from '../tensor.ts';
import { assertNoProblems, type WeightProblem } from './weight-problems.ts';

/** Stored types that float kernels take, after a cast at most. */
const FLOATS: Readonly<Partial<Record<StoredDType, DType>>> = { F32: 'float32', F16: 'float16', BF16: 'bfloat16' };
const READABLE = Object.keys(FLOATS).join(', ');

/** A weight that a graph can hold. */
export interface FoundWeight {
  readonly location: PlainWeight;
  readonly dtype: DType;
}

export class WeightRequests {
  readonly #source: WeightSource;
  readonly #problems: WeightProblem[] = [];
  readonly #used = new Set<string>();
  readonly #held: HeldWeight[] = [];

  constructor(source: WeightSource) {
    this.#source = source;
  }

  /** Names of the tensors requested so far. */
  get used(): ReadonlySet<string> {
    return this.#used;
  }

  /**
   * Looks up a weight that is used as it is. A wrong or missing one is `undefined`, and a problem.
   * @param keptShare see {@link HeldWeight}: 1/3 for one tap of a kernel of three, say.
   */
  request(name: string, shape: readonly number[], keptShare = 1): FoundWeight | undefined {
    for (const { adapter } of this.#source.updates(name)) {
      this.#report({
        about: 'adapter',
        code: 'tensor-mismatch',
        file: adapter,
        tensor: name,
        expected: 'the weight of a linear layer',
        received: 'another weight',
      });
    }
    return this.#find(name, shape, keptShare);
  }

  /** Looks up the weight of a linear layer, to which {@link updates} are added. */
  requestMatrix(name: string, shape: readonly [out: number, input: number]): FoundWeight | undefined {
    return this.#find(name, shape, 1);
  }

  /** Low-rank updates of the weight of a linear layer. */
  updates(name: string): readonly LowRankUpdate[] {
    return this.#source.updates(name);
  }

  /** Checks a factor of a low-rank update. */
  requestFactor(name: string, weight: StoredWeight, shape: readonly number[]): FoundWeight | undefined {
    return this.#check('adapter', name, weight, shape, 1);
  }

  /** Memory that the weights requested so far take. */
  memory(name: PrecisionName): WeightMemory {
    const precision = precisionNamed(name);
    return totalMemory(...this.#held.map((weight) => precision.memoryOf(weight)));
  }

  /** @throws InferenceError `tensor-missing` or `tensor-mismatch` listing every problem so far. */
  assertFound(): void {
    assertNoProblems(this.#source.label, this.#problems);
  }

  #find(name: string, shape: readonly number[], keptShare: number): FoundWeight | undefined {
    this.#used.add(name);
    const weight = this.#source.get(name);
    if (weight) return this.#check('config', name, weight, shape, keptShare);
    return this.#report({
      about: 'config',
      code: 'tensor-missing',
      file: this.#source.label,
      tensor: name,
      expected: shapeText(shape),
      received: 'no such tensor',
    });
  }

  #check(
    about: WeightProblem['about'],
    name: string,
    weight: StoredWeight,
    shape: readonly number[],
    keptShare: number,
  ): FoundWeight | undefined {
    const mismatch = { about, code: 'tensor-mismatch', file: weight.file, tensor: name } as const;
    if (shape.length !== weight.shape.length || shape.some((size, i) => size !== weight.shape[i])) {
      return this.#report({ ...mismatch, expected: shapeText(shape), received: shapeText(weight.shape) });
    }
    if (weight.encoding !== 'plain') {
      const expected = `plain ${READABLE}`;
      return this.#report({ ...mismatch, about: 'encoding', expected, received: describeEncoding(weight) });
    }
    const dtype = FLOATS[weight.dtype];
    if (dtype === undefined) {
      return this.#report({ ...mismatch, expected: READABLE, received: weight.dtype });
    }
    this.#held.push({ elements: elementCount(shape), storedBytes: weight.length, keptShare });
    return { location: weight, dtype };
  }

  #report(problem: WeightProblem): undefined {
    this.#problems.push(problem);
  }
}

function shapeText(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}
