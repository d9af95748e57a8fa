/** Merges updates into a weight, in the order in which they were added, in float32. */
import { readFloats } from '../../rows/read-floats.ts';
import type { StoredWeight } from '../../stored-weight.ts';
import type { Update } from '../updates.ts';
import { changeOf } from './change.ts';
import { decompose } from './decompose.ts';
import { type Matrix, readMatrix } from './matrix.ts';

/** An update and the strength of its LoRA. */
export interface WeightedUpdate {
  readonly update: Update;
  readonly strength: number;
}

/**
 * The values of a weight, in any encoding, after its updates.
 * @throws InferenceError `not-finite` for a LoRA with NaN or infinity.
 */
export async function mergedValues(weight: StoredWeight, updates: readonly WeightedUpdate[]): Promise<Float32Array> {
  const [rows = 1] = weight.shape;
  const data = await readFloats(weight);
  const matrix = { rows, columns: data.length / rows, data };
  for (const each of updates) await apply(matrix, each);
  return data;
}

async function apply(weight: Matrix, { update, strength }: WeightedUpdate): Promise<void> {
  switch (update.kind) {
    case 'replacement':
      weight.data.set((await readMatrix(update.values)).data);
      return;
    case 'difference':
      add(weight.data, (await readMatrix(update.values)).data, strength);
      return;
    default: {
      const { magnitude } = update;
      const change = await changeOf(update, weight.rows);
      if (!magnitude) add(weight.data, change, strength);
      else decompose(weight, change, await readMatrix(magnitude.weight), magnitude.over, strength);
    }
  }
}

function add(weight: Float32Array, change: Float32Array, strength: number): void {
  for (let i = 0; i < weight.length; i += 1) weight[i] = (weight[i] as number) + strength * (change[i] as number);
}
