// Attention of products and a softmax, on the processor: the numbers of its fused operators.
import { describe, expect, it } from 'vitest';
import { mapSource } from '../../inference/checkpoint/weight-source.ts';
import { TorchGenerator } from '../../inference/diffusion/noise/torch-generator.ts';
import { cpu } from '../../inference/onnx/devices/cpu.ts';
import type { Device } from '../../inference/onnx/devices/device.ts';
import { Graph } from '../../inference/onnx/graph.ts';
import { gpuKernels } from '../../inference/onnx/kernels/gpu.ts';
import { Session, type Tensors } from '../../inference/onnx/session.ts';
import { float32, type Tensor } from '../../inference/tensor.ts';
import { gap } from '../inference/support/goldens.ts';

const [TOKENS, HEAD] = [9, 32] as const;

const normal = (seed: bigint, ...dims: readonly number[]): Tensor<'float32'> =>
  float32(new TorchGenerator(seed).randn(dims.reduce((product, size) => product * size, 1)), dims);
const int32 = (values: readonly number[], ...dims: readonly number[]): Tensor => ({
  dtype: 'int32',
  dims,
  data: Int32Array.from(values),
});

/** Largest difference between the outputs of a graph of GPU kernels and one of the processor's. */
async function difference(build: (g: Graph) => void, inputs: Tensors): Promise<number> {
  const devices: readonly Device[] = [{ ...cpu, kernels: gpuKernels }, cpu];
  const results: Tensors[] = [];
  for (const device of devices) {
    const g = new Graph('attention', mapSource('none', new Map()), { device });
    build(g);
    const session = await Session.create(g.finish(), { precision: 'fp32', threads: 1 });
    results.push(await session.run(inputs));
    await session.release();
  }
  const [own, fused] = results as [Tensors, Tensors];
  return Math.max(...Object.entries(fused).map(([name, tensor]) => gap(name, own[name], tensor)));
}

describe('attention on a GPU', () => {
  it.each([1, 6, 24])('of %i heads', async (heads) => {
    const width = heads * HEAD;
    const each = [1n, 2n, 3n].map((seed) => normal(seed, 1, TOKENS, width)) as [Tensor, Tensor, Tensor];
    const worst = await difference(
      (g) => {
        const input = (name: string) => g.input(name, 'float32', [1, 'tokens', width]);
        g.output('y', g.attention(input('q'), input('k'), input('v'), heads));
      },
      { q: each[0], k: each[1], v: each[2] },
    );
    expect(worst).toBeLessThan(2e-6);
  });

  it('leaves padding out', async () => {
    const [batch, heads] = [2, 3];
    const width = heads * HEAD;
    const worst = await difference(
      (g) => {
        const input = (name: string) => g.input(name, 'float32', ['batch', 'tokens', width]);
        g.output(
          'y',
          g.paddedAttention(input('q'), input('k'), input('v'), g.input('valid', 'int32', ['batch', 'tokens']), heads),
        );
      },
      {
        q: normal(1n, batch, 4, width),
        k: normal(2n, batch, 4, width),
        v: normal(3n, batch, 4, width),
        valid: int32([1, 1, 1, 1, 1, 1, 0, 0], batch, 4),
      },
    );
    expect(worst).toBeLessThan(2e-6);
  });

  it.each([0, 5])('continues a cache of %i tokens, each looking back only', async (past) => {
    const heads = { query: 6, kv: 2 };
    const total = past + TOKENS;
    const worst = await difference(
      (g) => {
        const input = (name: string, count: number) => g.input(name, 'float32', [1, 'tokens', count * HEAD]);
        const cached = (name: string) => g.input(name, 'float32', [1, heads.kv, 'past', HEAD]);
        const [y, keys, values] = g.causalAttention(
          [input('q', heads.query), input('k', heads.kv), input('v', heads.kv)],
          [cached('keys'), cached('values')],
          { lastIndex: g.input('last', 'int32', [1]), total: g.input('total', 'int32', []) },
          heads,
          'all',
        );
        g.output('y', y);
        g.output('grown.keys', keys);
        g.output('grown.values', values);
      },
      {
        q: normal(1n, 1, TOKENS, heads.query * HEAD),
        k: normal(2n, 1, TOKENS, heads.kv * HEAD),
        v: normal(3n, 1, TOKENS, heads.kv * HEAD),
        keys: normal(4n, 1, heads.kv, past, HEAD),
        values: normal(5n, 1, heads.kv, past, HEAD),
        last: int32([total - 1], 1),
        total: int32([total]),
      },
    );
    expect(worst).toBeLessThan(2e-6);
  });

  it('normalises rows that have a scale and a bias each', async () => {
    const worst = await difference(
      (g) => {
        const rows = (name: string) => g.input(name, 'float32', ['tokens', 64]);
        g.output('y', g.layerNorm(rows('x'), rows('scale'), rows('bias'), 1e-6));
      },
      { x: normal(1n, TOKENS, 64), scale: normal(2n, TOKENS, 64), bias: normal(3n, TOKENS, 64) },
    );
    expect(worst).toBeLessThan(2e-6);
  });
});
