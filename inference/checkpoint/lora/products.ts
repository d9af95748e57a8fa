/** The factors of LoKr and LoHa: whole, or products of smaller ones. Source: `lycoris/modules/{lokr,loha}.py`. */
import { InferenceError } from '../../errors.ts';
import type { LoraModule, LoraTensor } from './lora-file.ts';
import type { Factor } from './updates.ts';

/** The tensors of LoKr and LoHa. */
type ProductTensors = Pick<
  LoraModule,
  'w1' | 'w1a' | 'w1b' | 'w2' | 'w2a' | 'w2b' | 't2' | 'h1a' | 'h1b' | 'h2a' | 'h2b' | 'ht1' | 'ht2'
>;

interface Factors {
  readonly kind: 'kronecker' | 'hadamard';
  readonly left: Factor;
  readonly right: Factor;
  /** Rank of the factored part; undefined when both are whole, and alpha then counts for nothing. */
  readonly rank: number | undefined;
}

/**
 * @param module names the module in errors.
 * @param shape of the change [out, in].
 * @returns undefined for tensors of another kind.
 * @throws InferenceError `tensor-missing` for a part that is not there, `tensor-mismatch` for parts of other sizes.
 */
export function factorsOf(module: string, tensors: ProductTensors, shape: readonly number[]): Factors | undefined {
  const { w1, w1a, w1b, w2, w2a, w2b, t2, h1a, h1b, h2a, h2b, ht1, ht2 } = tensors;
  const isKronecker = [w1, w1a, w1b, w2, w2a, w2b, t2].some(Boolean);
  if (!isKronecker && ![h1a, h1b, h2a, h2b, ht1, ht2].some(Boolean)) return undefined;
  const known = Object.values(tensors)[0] as LoraTensor;
  if (isKronecker) {
    const left = factor(module, known, w1, w1a, w1b);
    const right = factor(module, known, w2, w2a, w2b, t2);
    expectSizes(known, product(sizesOf(left), sizesOf(right)), shape);
    const rank = w2 ? (w1 ? undefined : w1b?.shape[0]) : w2b?.shape[0];
    return { kind: 'kronecker', left, right, rank };
  }
  const left = factor(module, known, undefined, h1a, h1b, ht1);
  const right = factor(module, known, undefined, h2a, h2b, ht2);
  for (const side of [left, right]) expectSizes(known, sizesOf(side), shape);
  return { kind: 'hadamard', left, right, rank: h1b?.shape[0] };
}

function factor(
  module: string,
  known: LoraTensor,
  whole: LoraTensor | undefined,
  a: LoraTensor | undefined,
  b: LoraTensor | undefined,
  core?: LoraTensor,
): Factor {
  if (whole) return { whole };
  if (a && b) return { a, b, ...(core ? { core } : {}) };
  const { file, tensor } = known;
  const expected = 'all factors of a product';
  throw new InferenceError('tensor-missing', `${file}: ${module} lacks a factor: expected ${expected}`, {
    file,
    tensor,
    expected,
  });
}

/** Sizes [rows, columns] of a factor; those of the inner axes that must agree are NaN where they do not. */
function sizesOf(given: Factor): readonly [number, number] {
  if ('whole' in given) {
    const [rows = Number.NaN, columns = Number.NaN] = given.whole.shape;
    return [rows, columns];
  }
  const [a0, a1] = given.a.shape as readonly [number, number];
  const [b0, b1] = given.b.shape as readonly [number, number];
  if (!given.core) return [a0, a1 === b0 ? b1 : Number.NaN];
  const [i, j, ...rest] = given.core.shape;
  return [i === a0 && rest.every((size) => size === 1) ? a1 : Number.NaN, j === b0 ? b1 : Number.NaN];
}

function product([a, b]: readonly [number, number], [c, d]: readonly [number, number]): readonly [number, number] {
  return [a * c, b * d];
}

function expectSizes({ tensor, file }: LoraTensor, sizes: readonly number[], shape: readonly number[]) {
  if (sizes.length === shape.length && sizes.every((size, i) => size === shape[i])) return;
  const given = sizes.map((size) => (Number.isNaN(size) ? 'factors that do not fit each other' : size));
  const [expected, received] = [`[${shape.join(', ')}]`, `[${given.join(', ')}]`];
  throw new InferenceError(
    'tensor-mismatch',
    `${file}: the change made of ${tensor} does not fit the model: expected ${expected}, received ${received}`,
    { file, tensor, expected, received },
  );
}
