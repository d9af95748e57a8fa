/**
 * Products of true width: pairs of matrices, [width, 4 * width] and back, one after the other, with weights of 8 bits,
 * of 4 bits, and dense in 16 bits. Only one row of the result comes back.
 */
import { mapSource } from '../../inference/checkpoint/weight-source.ts';
import type { Device } from '../../inference/onnx/devices/device.ts';
import { deviceNamed } from '../../inference/onnx/devices/registry.ts';
import { emitOne } from '../../inference/onnx/emitter.ts';
import { Graph } from '../../inference/onnx/graph.ts';
import { Session } from '../../inference/onnx/session.ts';
import { dimAt, staticDim, type Value } from '../../inference/onnx/value.ts';
import { float32, type Tensor } from '../../inference/tensor.ts';
import type { Part } from './part.ts';
import { timed } from './timed.ts';

/** Pairs of products in a graph. */
const PAIRS = 2;
const BLOCK = 32;
const FLOAT16 = 10;
const FLOAT32 = 1;

type Product = (g: Graph, device: Device, x: Value, out: number) => Value;

const PRODUCTS: Readonly<Record<string, Product>> = {
  '8 bits': (g, { kernels }, x, out) => {
    const { integers } = kernels;
    if (!integers) throw new Error('no kernels for 8 bits');
    const [width, scale] = [staticDim(x, 1), g.constant(floats([out], 1 / 74 / Math.sqrt(staticDim(x, 1))))];
    const codes = g.constant({ dtype: 'int8', dims: [out, width], data: new Int8Array(bytes(out * width).buffer) });
    return integers.linear(g, integers.quantise(g, x, undefined), { codes, scale }, undefined);
  },
  '4 bits': (g, { kernels }, x, out) => {
    const blocks = staticDim(x, 1) / BLOCK;
    const nibbles = g.constant({
      dtype: 'uint8',
      dims: [out, blocks, BLOCK / 2],
      data: bytes((out * staticDim(x, 1)) / 2),
    });
    const scale = g.constant(floats([out, blocks], 1 / 4.6 / Math.sqrt(staticDim(x, 1))));
    return kernels.linearOfNibbles(g, x, { nibbles, scale }, undefined);
  },
  'dense f16': (g, _, x, out) => {
    const width = staticDim(x, 1);
    // Half as many bytes of exponent 0x2c and less: numbers below 0.06 of either sign.
    const data = Uint16Array.from(bytes(width * out), (byte) => ((byte & 0x80) << 8) | 0x2000 | ((byte & 0x7f) << 3));
    const weight = g.constant({ dtype: 'float16', dims: [width, out], data });
    return emitOne(g, 'MatMul', [x, weight], [dimAt(x, 0), out]);
  },
};

export const products: Part = async ({ device: name, sizes, figure }) => {
  const device = deviceNamed(name);
  const width = sizes.heads * sizes.headDim;
  const failures: string[] = [];
  for (const [kind, product] of Object.entries(PRODUCTS)) {
    for (const tokens of sizes.tokens) {
      try {
        const flop = PAIRS * 2 * 2 * tokens * width * 4 * width;
        const { warm, first } = await speed(device, product, kind === 'dense f16', tokens, width, sizes.runs);
        figure(`${kind}, ${tokens} tokens`, flop / warm / 1e12, 'TFLOPS');
        figure(`${kind}, ${tokens} tokens, first run`, first, 's');
      } catch (error) {
        failures.push(`${kind}, ${tokens} tokens: ${(error as Error).message}`);
      }
    }
  }
  if (failures.length > 0) throw new Error(failures.join('; '));
};

async function speed(device: Device, product: Product, isHalf: boolean, tokens: number, width: number, runs: number) {
  const g = new Graph('products', mapSource('none', new Map()), { device });
  const cast = (x: Value, dtype: 'float16' | 'float32'): Value =>
    g.emit('Cast', [x], [{ dtype, shape: x.shape }], {
      attributes: { to: { int: dtype === 'float16' ? FLOAT16 : FLOAT32 } },
    })[0];
  const given = g.input('x', 'float32', [tokens, width]);
  let x = isHalf ? cast(given, 'float16') : given;
  for (let pair = 0; pair < PAIRS; pair += 1) x = product(g, device, product(g, device, x, 4 * width), width);
  const row = g.at(x, 0, 0);
  g.output('y', isHalf ? cast(row, 'float32') : row);
  const session = await Session.create(g.finish(), { precision: 'fp32' });
  try {
    const inputs = { x: floats([tokens, width], 0.5) };
    return await timed(runs, () => session.run(inputs));
  } finally {
    await session.release();
  }
}

function floats(dims: readonly number[], value: number): Tensor<'float32'> {
  const count = dims.reduce((product, size) => product * size, 1);
  return float32(
    Float32Array.from({ length: count }, (_, i) => value * (i % 2 === 0 ? 1 : -0.9)),
    dims,
  );
}

let state = 1;
/** Park and Miller's generator. No two arrays are equal: onnxruntime would keep one of them. */
function bytes(count: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: count }, () => (state = (state * 48_271) % 0x7fff_ffff) >>> 8);
}
