// Weights that are stored otherwise than as their values: recognised by the source, refused by the graph.
import { expect, test } from 'vitest';
import {
  plainWeight,
  type RotatedWeight,
  type ScaledWeight,
  type StoredWeight,
  type WeightLocation,
} from '../../inference/checkpoint/stored-weight.ts';
import { mapSource } from '../../inference/checkpoint/weight-source.ts';
import { Graph } from '../../inference/onnx/graph.ts';

const file = '/weights.bin';
const shape = [4, 256] as const;
const at = (dtype: WeightLocation['dtype']): WeightLocation => ({ file, offset: 0, length: 1024, dtype, shape });
const scaled: ScaledWeight = {
  encoding: 'scaled',
  file,
  shape,
  values: at('I8'),
  scale: { ...at('F32'), shape: [4, 1] },
};
const rotated: RotatedWeight = { encoding: 'rotated', file, shape, groupSize: 256, rotated: scaled };

/** Builds a graph of one linear layer whose weight is stored as given. */
function build(weight: StoredWeight): void {
  const g = new Graph('test', mapSource('a checkpoint', new Map([['layer.weight', weight]])));
  g.output('y', g.linear(g.input('x', 'float32', ['rows', 256]), 'layer', 4, { bias: false }));
  g.finish();
}

test.for<{ received: string; weight: StoredWeight }>([
  {
    received: 'block-quantised Q4_K',
    weight: { encoding: 'block-quantised', file, shape, format: 'Q4_K', offset: 0, length: 576 },
  },
  { received: 'scaled I8', weight: scaled },
  { received: 'rotated in groups of 256, scaled I8', weight: rotated },
])('$received is refused, with the tensor and what can be read', ({ received, weight }) => {
  expect(() => build(weight)).toThrow(
    expect.objectContaining({
      code: 'tensor-mismatch',
      details: { file, tensor: 'layer.weight', expected: 'plain F32, F16, BF16', received },
    }),
  );
  expect(() => build(weight)).toThrow('a checkpoint: the weights are stored in a way that graphs cannot hold:');
});

test('plain values are taken', () => {
  expect(() => build(plainWeight(at('F32')))).not.toThrow();
});
