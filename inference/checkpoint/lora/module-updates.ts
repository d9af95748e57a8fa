/** The changes that the tensors of one module ask for, checked against the sizes of the weights they change. */
import { InferenceError } from '../../errors.ts';
import type { WeightSource } from '../weight-source.ts';
import type { LoraModule, LoraTensor } from './lora-file.ts';
import { factorsOf } from './products.ts';
import type { Scales } from './scales.ts';
import { expectShape, rowsOf, withoutTrailingOnes } from './shapes.ts';
import type { Magnitude, RowWindow, Update } from './updates.ts';

/** A change of a weight, which goes by the name that graphs ask for. */
export interface WeightUpdate {
  readonly weight: string;
  readonly update: Update;
}

/** A module of the file, and those of the model that it changes. */
export interface MatchedModule {
  /** As the file spells it. */
  readonly name: string;
  readonly tensors: LoraModule;
  /** In the order of the rows of its tensors. */
  readonly modules: readonly string[];
}

/**
 * The changes of the weights and biases of matched modules.
 * @throws InferenceError `tensor-mismatch` for tensors of other sizes than the model's, and `tensor-missing` for a
 *   factor without its counterpart.
 */
export function moduleUpdates(matched: MatchedModule, weights: WeightSource, scales: Scales): readonly WeightUpdate[] {
  const { modules } = matched;
  const shapes = modules.map((module) => weights.get(`${module}.weight`)?.shape ?? []);
  const rows = shapes.map(([out = 0]) => out);
  const total = rows.reduce((sum, out) => sum + out, 0);
  let from = 0;
  return modules.flatMap((module, i) => {
    const [, ...columns] = shapes[i] ?? [];
    const part = { module, rows: rows[i] ?? 0, window: { from, total }, columns };
    from += part.rows;
    return [...weightUpdates(matched, part, scales), ...biasUpdates(matched, part, weights)];
  });
}

/** One of the modules that share the rows of some tensors. */
interface ModulePart {
  readonly module: string;
  readonly rows: number;
  readonly window: RowWindow;
  /** Sizes of the weight behind its rows: [in], or none for the weight of a norm. */
  readonly columns: readonly number[];
}

function weightUpdates({ name, tensors }: MatchedModule, part: ModulePart, scales: Scales): readonly WeightUpdate[] {
  const { rows, window, columns } = part;
  const weight = `${part.module}.weight`;
  const whole = [window.total, ...columns];
  const cut = (tensor: LoraTensor): LoraTensor => rowsOf(expectShape(tensor, whole), window.from, rows);
  const product = productUpdate(name, tensors, part, scales);
  return [
    ...(product ? [{ weight, update: product }] : []),
    ...(tensors.diff ? [{ weight, update: { kind: 'difference', values: cut(tensors.diff) } as const }] : []),
    ...(tensors.set ? [{ weight, update: { kind: 'replacement', values: cut(tensors.set) } as const }] : []),
  ];
}

function productUpdate(name: string, tensors: LoraModule, part: ModulePart, scales: Scales): Update | undefined {
  const { window, rows, columns } = part;
  const magnitude = magnitudeOf(tensors, part);
  const whole = [window.total, ...columns] as const;
  const { down, up } = tensors;
  if (down || up) {
    const { down: lower, up: upper } = pair(name, down, up);
    const rank = withoutTrailingOnes(lower.shape)[0] ?? 0;
    const fitting = expectShape(lower, [rank, ...columns]);
    const rowsOfUp = rowsOf(expectShape(upper, [window.total, rank]), window.from, rows);
    return { kind: 'low-rank', down: fitting, up: rowsOfUp, scale: scales.scale(name, rank), ...magnitude };
  }
  const found = factorsOf(name, tensors, whole);
  if (!found) return undefined;
  const { rank, ...factors } = found;
  return { ...factors, rows: window, scale: rank === undefined ? 1 : scales.scale(name, rank), ...magnitude };
}

function magnitudeOf(
  { doraScale, magnitude }: LoraModule,
  { window, rows, columns }: ModulePart,
): { readonly magnitude?: Magnitude } {
  const tensor = doraScale ?? magnitude;
  if (!tensor) return {};
  const shape = withoutTrailingOnes(tensor.shape);
  const isByColumn = shape.length === 2 && shape[0] === 1 && window.total !== 1;
  if (isByColumn) return { magnitude: { weight: expectShape(tensor, [1, ...columns]), over: 'sum' } };
  const lengths = rowsOf(expectShape(tensor, [window.total]), window.from, rows);
  const weight = { ...lengths, shape: [rows, 1] };
  return { magnitude: { weight, over: doraScale ? 'base' : 'sum' } };
}

function biasUpdates(
  { tensors: { diffBias } }: MatchedModule,
  { module, rows, window }: ModulePart,
  weights: WeightSource,
): readonly WeightUpdate[] {
  if (!diffBias) return [];
  const weight = `${module}.bias`;
  if (!weights.get(weight)) throw noBias(diffBias, weight);
  const values = rowsOf(expectShape(diffBias, [window.total]), window.from, rows);
  return [{ weight, update: { kind: 'difference', values } }];
}

function pair(module: string, down?: LoraTensor, up?: LoraTensor): { down: LoraTensor; up: LoraTensor } {
  if (down && up) return { down, up };
  const { tensor, file } = (down ?? up) as LoraTensor;
  const expected = `both factors of ${module}`;
  throw new InferenceError('tensor-missing', `${file}: ${tensor} has no counterpart: expected ${expected}`, {
    file,
    tensor,
    expected,
    received: 'one',
  });
}

function noBias({ tensor, file }: LoraTensor, bias: string): InferenceError {
  const message = `${file}: ${tensor} changes ${bias}, which the model does not have`;
  return new InferenceError('tensor-mismatch', message, { file, tensor, expected: 'a bias', received: 'none' });
}
