/** Attention of every token to every token, twice in a row, at the width of Qwen-Image. */
import { mapSource } from '../../inference/checkpoint/weight-source.ts';
import { deviceNamed } from '../../inference/onnx/devices/registry.ts';
import { Graph } from '../../inference/onnx/graph.ts';
import { Session } from '../../inference/onnx/session.ts';
import { float32 } from '../../inference/tensor.ts';
import type { Part } from './part.ts';
import { timed } from './timed.ts';

const ROUNDS = 2;

export const attention: Part = async ({ device, sizes, figure }) => {
  const { heads, headDim } = sizes;
  for (const tokens of sizes.tokens) {
    const g = new Graph('attention', mapSource('none', new Map()), { device: deviceNamed(device) });
    const dims = [1, tokens, heads * headDim];
    const [k, v] = [g.input('k', 'float32', dims), g.input('v', 'float32', dims)];
    let q = g.input('q', 'float32', dims);
    for (let round = 0; round < ROUNDS; round += 1) q = g.attention(q, k, v, heads);
    g.output('y', g.at(q, 1, 0));
    const session = await Session.create(g.finish(), { precision: 'fp32' });
    const values = (seed: number) =>
      float32(
        Float32Array.from({ length: tokens * heads * headDim }, (_, i) => Math.sin(seed + i * 1.7)),
        dims,
      );
    const inputs = { q: values(1), k: values(2), v: values(3) };
    const { first, warm } = await timed(sizes.runs, () => session.run(inputs));
    figure(`attention, ${tokens} tokens`, (ROUNDS * 4 * tokens ** 2 * heads * headDim) / warm / 1e12, 'TFLOPS');
    figure(`attention, ${tokens} tokens, first run`, first, 's');
    await session.release();
  }
};
