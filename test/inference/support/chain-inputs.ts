/** Inputs for models that are cut into groups of blocks. */
import type { OnnxModel } from '../../../inference/onnx/model.ts';
import type { Tensors } from '../../../inference/onnx/session.ts';
import { elementCount, float32, type Tensor } from '../../../inference/tensor.ts';

/** Sizes whose names stand for numbers known only at run time. */
const SIZES: Readonly<Record<string, number>> = {
  image: 24,
  text: 7,
  joint: 31,
  control: 24,
  tokens: 9,
  past: 4,
  feature_rows: 9,
  // One window of the vision tower.
  patches: 16,
  slots: 16,
  windows: 1,
};

/** Numbers without a pattern that matters, for every input of a model. */
export function inputsOf(groups: readonly OnnxModel[]): Tensors {
  const handed = new Set(groups.flatMap(({ outputs }) => outputs.map(({ name }) => name)));
  const inputs = groups.flatMap((group) => group.inputs.filter(({ name }) => !handed.has(name)));
  return Object.fromEntries(
    inputs.map(({ name, dtype, shape }): [string, Tensor] => {
      const dims = shape.map((size) => (typeof size === 'number' ? size : (SIZES[size] as number)));
      const count = elementCount(dims);
      if (name === 'last_index') return [name, { dtype: 'int32', dims, data: Int32Array.of(12) }];
      if (name === 'total') return [name, { dtype: 'int32', dims, data: Int32Array.of(13) }];
      if (name === 'valid') return [name, { dtype: 'int32', dims, data: new Int32Array(count).fill(1) }];
      if (dtype === 'int64')
        return [name, { dtype, dims, data: BigInt64Array.from({ length: count }, (_, i) => BigInt(i)) }];
      if (dtype !== 'float32') throw new Error(`no numbers for ${name}`);
      const seed = Buffer.from(name).reduce((sum, letter) => sum * 31 + letter, 7) % 1000;
      return [
        name,
        float32(
          Float32Array.from({ length: count }, (_, i) => Math.sin(seed + i * 1.7)),
          dims,
        ),
      ];
    }),
  );
}
