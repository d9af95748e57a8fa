// Weights that graphs cannot read as they are stored are refused where no file can be prepared for them.
import { expect, test } from 'vitest';
import { plainWeight, type StoredWeight, type WeightLocation } from '../../inference/checkpoint/stored-weight.ts';
import { mapSource } from '../../inference/checkpoint/weight-source.ts';
import { Graph } from '../../inference/onnx/graph.ts';

const file = '/weights.bin';
const shape = [4, 256] as const;
const at = (dtype: WeightLocation['dtype']): WeightLocation => ({ file, offset: 0, length: 1024, dtype, shape });
const int4: StoredWeight = { encoding: 'packed', format: 'int4', file, shape, values: at('I8'), scale: at('F32') };

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
  { received: 'int4', weight: int4 },
  {
    received: 'rotated in groups of 256, int4',
    weight: { encoding: 'rotated', file, shape, groupSize: 256, rotated: int4 },
  },
])('$received is refused, with the tensor and what can be read', ({ received, weight }) => {
  expect(() => build(weight)).toThrow(
    expect.objectContaining({
      code: 'tensor-mismatch',
      details: { file, tensor: 'layer.weight', expected: 'F32, F16, BF16, F8_E4M3, F8_E5M2', received },
    }),
  );
  expect(() => build(weight)).toThrow('a checkpoint: the weights are stored in a way that graphs cannot hold:');
});

test.each(['F32', 'F16', 'BF16', 'F8_E4M3', 'F8_E5M2'] as const)('plain %s is taken', (dtype) => {
  expect(() => build(plainWeight(at(dtype)))).not.toThrow();
});

test('a rotated weight is refused outside of linear layers, which alone undo the rotation', () => {
  const scaled: StoredWeight = {
    encoding: 'scaled',
    file,
    shape,
    values: at('I8'),
    scale: { ...at('F32'), shape: [1] },
  };
  const rotated: StoredWeight = { encoding: 'rotated', file, shape, groupSize: 256, rotated: scaled };
  const g = new Graph('test', mapSource('a checkpoint', new Map([['table', rotated]])));
  g.output('y', g.weight('table', shape));
  expect(() => g.finish()).toThrow('table (/weights.bin): expected the weight of a linear layer');
});
