/** The weights that a graph asks for while it is built, checked against what the source stores. */
import { describeEncoding, type PreparedWeight, type StoredWeight } from '../checkpoint/stored-weight.ts';
import type { LowRankUpdate, WeightSource } from '../checkpoint/weight-source.ts';
import type { HeldWeight } from '../precision/precision.ts';
import { precisionNamed, type PrecisionName } from '../precision/registry.ts';
import { totalMemory, type WeightMemory } from '../precision/weight-memory.ts';
import { elementCount } from '../tensor.ts';
import { type GraphWeight, graphWeight, HELD_TYPES, isNibbles, isRowCoded } from './graph-weight.ts';
import { assertNoProblems, type WeightProblem } from './weight-problems.ts';

/** What a graph does with a weight. */
interface Use extends Pick<HeldWeight, 'keptShare'> {
  readonly keepsCodes: boolean;
}

export class WeightRequests {
  readonly #source: WeightSource;
  readonly #keepsCodes: boolean;
  readonly #problems: WeightProblem[];
  readonly #used = new Set<string>();
  readonly #held: HeldWeight[] = [];
  readonly #prepared = new Set<PreparedWeight>();

  /**
   * @param keepsCodes whether integers that stand for the weight of a linear layer are multiplied as they are.
   * @param problems of other graphs of the same model, to which this graph's are added.
   */
  constructor(source: WeightSource, keepsCodes: boolean, problems: WeightProblem[] = []) {
    this.#source = source;
    this.#keepsCodes = keepsCodes;
    this.#problems = problems;
  }

  /** Names of the tensors requested so far. */
  get used(): ReadonlySet<string> {
    return this.#used;
  }

  /**
   * Looks up a weight that is used as it is. A wrong or missing one is `undefined`, and a problem.
   * @param keptShare see {@link HeldWeight}: 1/3 for one tap of a kernel of three, say.
   */
  request(name: string, shape: readonly number[], keptShare = 1): GraphWeight | undefined {
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
    const found = this.#find(name, shape, { keptShare, keepsCodes: false });
    return found && (found.rotation !== undefined || isNibbles(found)) ? this.#refuse(name, found) : found;
  }

  /** Looks up the weight of a linear layer, to which {@link updates} are added. */
  requestMatrix(name: string, shape: readonly [out: number, input: number]): GraphWeight | undefined {
    return this.#find(name, shape, { keptShare: 1, keepsCodes: this.#keepsCodes });
  }

  /** Low-rank updates of the weight of a linear layer. */
  updates(name: string): readonly LowRankUpdate[] {
    return this.#source.updates(name);
  }

  /** Checks a factor of a low-rank update. */
  requestFactor(name: string, weight: StoredWeight, shape: readonly number[]): GraphWeight | undefined {
    return this.#check('adapter', name, weight, shape, { keptShare: 1, keepsCodes: false });
  }

  /** Looks up a table of which rows are read one by one. A wrong or missing one is `undefined`, and a problem. */
  requestRows(name: string, shape: readonly [rows: number, width: number]): StoredWeight | undefined {
    this.#used.add(name);
    const weight = this.#source.get(name);
    if (!weight) return this.#reportMissing(name, shape);
    return this.#hasShape('config', name, weight, shape) ? weight : undefined;
  }

  /** Weights requested so far whose files have to be made first. */
  get prepared(): ReadonlySet<PreparedWeight> {
    return this.#prepared;
  }

  /** Number of values of the weights requested so far. */
  get elements(): number {
    return this.#held.reduce((sum, { elements }) => sum + elements, 0);
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

  #find(name: string, shape: readonly number[], use: Use): GraphWeight | undefined {
    this.#used.add(name);
    const weight = this.#source.get(name);
    return weight ? this.#check('config', name, weight, shape, use) : this.#reportMissing(name, shape);
  }

  #check(
    about: WeightProblem['about'],
    name: string,
    weight: StoredWeight,
    shape: readonly number[],
    { keptShare, keepsCodes }: Use,
  ): GraphWeight | undefined {
    if (!this.#hasShape(about, name, weight, shape)) return undefined;
    const found = graphWeight(weight);
    if (!found) {
      const problem = { code: 'tensor-mismatch', file: weight.file, tensor: name, expected: HELD_TYPES } as const;
      const isPlain = weight.encoding === 'plain';
      const received = isPlain ? weight.dtype : describeEncoding(weight);
      return this.#report({ ...problem, about: isPlain ? about : 'encoding', received });
    }
    const parts = [found.values, found.scale, found.offset];
    const storedBytes = parts.reduce((sum, part) => sum + (part?.location.length ?? 0), 0);
    this.#held.push({ elements: elementCount(shape), storedBytes, keptShare, form: formOf(found, keepsCodes) });
    if (found.prepared) this.#prepared.add(found.prepared);
    return found;
  }

  #hasShape(about: WeightProblem['about'], name: string, weight: StoredWeight, shape: readonly number[]): boolean {
    if (shape.length === weight.shape.length && shape.every((size, i) => size === weight.shape[i])) return true;
    const [expected, received] = [shapeText(shape), shapeText(weight.shape)];
    this.#report({ about, code: 'tensor-mismatch', file: weight.file, tensor: name, expected, received });
    return false;
  }

  #reportMissing(name: string, shape: readonly number[]): undefined {
    const problem = { about: 'config', code: 'tensor-missing', file: this.#source.label, tensor: name } as const;
    return this.#report({ ...problem, expected: shapeText(shape), received: 'no such tensor' });
  }

  #refuse(tensor: string, { values, rotation }: GraphWeight): undefined {
    const received = rotation === undefined ? 'a weight in 4-bit integers' : 'a rotated weight';
    const problem = { about: 'encoding', code: 'tensor-mismatch', file: values.location.file, tensor } as const;
    return this.#report({ ...problem, expected: 'the weight of a linear layer', received });
  }

  #report(problem: WeightProblem): undefined {
    this.#problems.push(problem);
  }
}

function formOf(found: GraphWeight, keepsCodes: boolean): HeldWeight['form'] {
  if (isNibbles(found)) return 'nibbles';
  if (found.group !== undefined) return 'group codes';
  return keepsCodes && isRowCoded(found) ? 'row codes' : 'values';
}

function shapeText(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}
