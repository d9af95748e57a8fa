/**
 * Graphs that a device must compute as the processor does before models run on it: the operators of the models, in
 * the shapes that they have at 1024 x 1024 pixels or a part of it.
 */
import { mapSource } from '../../checkpoint/weight-source.ts';
import { float32, type Tensor } from '../../tensor.ts';
import type { Device } from '../devices/device.ts';
import { Graph } from '../graph.ts';
import { conv, upsample2 } from '../picture-operators.ts';
import type { Value } from '../value.ts';
import type { KernelTest } from './kernel-test.ts';

/** Sizes of the graphs. */
export interface TestSizes {
  readonly tokens: number;
  /** Width of the stream; a multiple of 256 and of `headDim`. */
  readonly width: number;
  readonly headDim: number;
  /** Side of the picture that is convolved, in pixels. */
  readonly side: number;
  readonly channels: number;
}

/** A quarter of the tokens of 1024 x 1024, the width of Qwen-Image, and the finest level of its VAE. */
export const TRUE_SIZES: TestSizes = { tokens: 1088, width: 3072, headDim: 128, side: 256, channels: 96 };

const EPSILON = 1e-6;
const ROTATION = 256;
const PADS = [1, 1, 1, 1];

/** @param device whose kernels have products of codes with float rows. */
export function selfTestGraphs(device: Device, sizes: TestSizes): readonly KernelTest[] {
  return [bytes(device, sizes), nibbles(device, sizes), attention(device, sizes), convolution(device, sizes)];
}

function bytes(device: Device, { tokens, width }: TestSizes): KernelTest {
  return graphTest(device, 'product with 8-bit weights', [tokens, width], 2 * tokens * width ** 2, (g, x) => {
    const { integers } = device.kernels;
    if (!integers) throw new Error(`The device "${device.name}" has no products with integers`);
    const codes = g.constant({ dtype: 'int8', dims: [width, width], data: Int8Array.from(pattern(width ** 2, 127)) });
    const scale = g.constant(
      float32(
        Float32Array.from(pattern(width, 1), (value) => 0.001 + 0.001 * value ** 2),
        [width],
      ),
    );
    return integers.linear(g, integers.quantise(g, x, ROTATION), { codes, scale }, undefined);
  });
}

function nibbles(device: Device, { tokens, width }: TestSizes): KernelTest {
  return graphTest(device, 'product with 4-bit weights', [tokens, width], 2 * tokens * width ** 2, (g, x) => {
    const [block, blocks] = [128, width / 128];
    const data = Uint8Array.from(pattern((width * width) / 2, 127), (value) => value + 128);
    const scale = float32(pattern(width * blocks, 0.01), [width, blocks]);
    const matrix = {
      nibbles: g.constant({ dtype: 'uint8', dims: [width, blocks, block / 2], data }),
      scale: g.constant(scale),
    };
    return device.kernels.linearOfNibbles(g, x, matrix, undefined);
  });
}

/** Adaptive LayerNorm, RMSNorm of heads, rotary embedding and attention, as in a block of the transformer. */
function attention(device: Device, { tokens, width, headDim }: TestSizes): KernelTest {
  const heads = width / headDim;
  return graphTest(device, 'attention', [tokens, width], 4 * tokens ** 2 * width, (g, x) => {
    const table = (phase: number): Value =>
      g.constant(
        float32(
          Float32Array.from({ length: (tokens * headDim) / 2 }, (_, i) => Math.sin(i / 97 + phase)),
          [tokens, headDim / 2],
        ),
      );
    const tables = { sin: table(0), cos: table(Math.PI / 2) };
    const norm = g.layerNorm(x, g.constant(ramp([tokens, width])), g.constant(ramp([width])), EPSILON);
    const perHead = g.reshape(norm, [tokens * heads, headDim]);
    const queries = g.reshape(g.rmsNorm(perHead, g.constant(ramp([headDim])), EPSILON), [1, tokens, width]);
    const q = g.rotary(queries, tables, heads, { interleaved: true });
    return g.reshape(g.attention(q, queries, g.reshape(x, [1, tokens, width]), heads), [tokens, width]);
  });
}

/** Two convolutions with a norm over channels, SiLU and upsampling between them, as in the decoder of the VAE. */
function convolution(device: Device, { side, channels }: TestSizes): KernelTest {
  const flop = 2 * 9 * channels ** 2 * side ** 2 * (1 / 4 + 1);
  return graphTest(device, 'convolution', [1, channels, side / 2, side / 2], flop, (g, x) => {
    const kernel = g.constant(ramp([channels, channels, 3, 3]));
    const bias = g.constant(ramp([channels]));
    const first = conv(g, x, kernel, bias, { pads: PADS });
    const norm = g.div(first, g.clip(g.l2Norm(first, 1), EPSILON));
    return conv(g, upsample2(g, g.silu(norm)), kernel, bias, { pads: PADS });
  });
}

function graphTest(
  device: Device,
  kernel: string,
  dims: readonly number[],
  flop: number,
  layers: (g: Graph, x: Value) => Value,
): KernelTest {
  const g = new Graph('test', mapSource('no weights', new Map()), { device });
  g.output('y', layers(g, g.input('x', 'float32', dims)));
  return { kernel, flop, model: g.finish(), inputs: { x: ramp(dims) } };
}

/** Numbers from -0.5 to 0.5 in an order without short periods. */
function ramp(dims: readonly number[]): Tensor<'float32'> {
  const count = dims.reduce((product, size) => product * size, 1);
  return float32(pattern(count, 0.5), dims);
}

/** Multiples of the golden ratio, less their whole part, from -most to most: evenly spread, and no two alike nearby. */
function pattern(count: number, most: number): Float32Array {
  const ratio = (Math.sqrt(5) - 1) / 2;
  return Float32Array.from({ length: count }, (_, i) => (2 * ((i * ratio) % 1) - 1) * most);
}
