/**
 * One block and a whole step with random weights of 8 and of 4 bits: kept on the device, sent in every run, and as many
 * kept as the memory allows. The memory is what the runtime counts.
 */
import { parseConfig } from '../../inference/checkpoint/config-file.ts';
import { transformerConfigSchema } from '../../inference/families/qwen-image/transformer/config.ts';
import { stepParts } from '../../inference/families/qwen-image/transformer/step-graph.ts';
import { buildChain, type ModelChain } from '../../inference/onnx/chain/build-chain.ts';
import { SessionChain } from '../../inference/onnx/chain/session-chain.ts';
import { deviceNamed } from '../../inference/onnx/devices/registry.ts';
import { DeviceMemory } from '../../inference/onnx/streaming/device-memory.ts';
import { bytesWith } from '../../inference/onnx/streaming/placement.ts';
import { sentBytes } from '../../inference/onnx/streaming/stream-graph.ts';
import type { Tensors } from '../../inference/onnx/session.ts';
import { elementCount, float32, type Tensor } from '../../inference/tensor.ts';
import type { Part, PartContext } from './part.ts';
import { type Bits, type RandomWeights, randomWeights } from './random-weights.ts';
import { timed, type Times } from './timed.ts';

/** Tokens of the prompt: the rest of the joint sequence is the picture. */
const TEXT = 32;
/** Warm runs of a whole step: on a card that it does not fit, each sends gigabytes. */
const STEPS = 2;

export const block: Part = async (context) => {
  const weights = await randomWeights(context.folder, configOf(context, 1));
  for (const bits of [8, 4] as const) {
    for (const tokens of context.sizes.tokens) {
      const kept = await run(context, weights, bits, tokens, context.vram);
      context.figure(`block, ${bits} bits, ${tokens} tokens`, kept.warm, 's');
      context.figure(`block, ${bits} bits, ${tokens} tokens, first run`, kept.first, 's');
    }
  }
};

export const step: Part = async (context) => {
  const { layers, tokens } = context.sizes;
  const weights = await randomWeights(context.folder, configOf(context, layers));
  const few = { ...context, sizes: { ...context.sizes, runs: STEPS } };
  for (const bits of [8, 4] as const) {
    const name = `step of ${layers} blocks, ${bits} bits, ${tokens.at(-1)} tokens`;
    const { warm, first, peak } = await run(few, weights, bits, tokens.at(-1) ?? 0, context.vram);
    context.figure(name, warm, 's');
    context.figure(`${name}, first run`, first, 's');
    context.figure(`${name}, on the device`, peak / 2 ** 30, 'GiB');
  }
};

/** Weights of a few blocks, none of which stays. */
export const upload: Part = async (context) => {
  const blocks = 4;
  const [tokens = 0] = context.sizes.tokens;
  const weights = await randomWeights(context.folder, configOf(context, blocks));
  for (const bits of [8, 4] as const) {
    const sent = await run(context, weights, bits, tokens, 'least');
    const kept = await run(context, weights, bits, tokens, context.vram);
    const seconds = sent.warm - kept.warm;
    // On small sizes nothing is left beside the noise.
    if (seconds > 0) context.figure(`weights as inputs, ${bits} bits`, sent.bytes / seconds / 1e9, 'GB/s');
    context.figure(`weights as inputs, ${bits} bits, ${blocks} blocks sent`, sent.warm, 's');
    context.figure(`weights as inputs, ${bits} bits, ${blocks} blocks kept`, kept.warm, 's');
  }
};

function configOf({ sizes }: PartContext, layers: number) {
  const shape = { num_layers: layers, num_attention_heads: sizes.heads, attention_head_dim: sizes.headDim };
  return parseConfig(shape, transformerConfigSchema, 'bench');
}

interface Run extends Times {
  /** Bytes of all weights. */
  readonly bytes: number;
  /** The most bytes on the device. */
  readonly peak: number;
}

/** @param vram bytes that may be used on the device; `least`: so few that no weight stays. */
async function run(
  { device: name, sizes }: PartContext,
  { config, source }: RandomWeights,
  bits: Bits,
  tokens: number,
  vram: number | 'least',
): Promise<Run> {
  const chain = buildChain(stepParts(config), source(bits), { device: deviceNamed(name), isFull: () => true });
  const inputs = inputsOf(chain, tokens);
  const weights = chain.groups.flatMap(({ streamed }) => (streamed ? [sentBytes(streamed)] : []));
  const least = bytesWith(0, { weights, activations: chain.activationBytes(namedSizes(tokens)) });
  const memory = new DeviceMemory(vram === 'least' ? least : vram);
  const sessions = await SessionChain.create(chain, { precision: bits === 8 ? 'int8' : 'int4', deviceMemory: memory });
  try {
    const times = await timed(sizes.runs, () => sessions.run(inputs));
    return { ...times, bytes: weights.reduce((sum, bytes) => sum + bytes, 0), peak: memory.peak };
  } finally {
    await sessions.release();
  }
}

const namedSizes = (tokens: number): ReadonlyMap<string, number> =>
  new Map([
    ['image', tokens - TEXT],
    ['text', TEXT],
    ['joint', tokens],
    ['control', 1],
  ]);

/** Small numbers without a pattern that matters; scales of modulations are around 1. */
function inputsOf({ groups }: ModelChain, tokens: number): Tensors {
  const sizes = namedSizes(tokens);
  const handed = new Set(groups.flatMap(({ outputs }) => outputs.map(({ name }) => name)));
  const inputs = groups.flatMap((group) => group.inputs.filter(({ name }) => !handed.has(name)));
  return Object.fromEntries(
    inputs.map(({ name, shape }): [string, Tensor] => {
      const dims = shape.map((size) => (typeof size === 'number' ? size : (sizes.get(size) ?? NaN)));
      const isScale = (i: number): boolean => name.startsWith('modulation') && i % 3 === 1;
      const data = Float32Array.from({ length: elementCount(dims) }, (_, i) => Math.sin(i * 1.7) / 10);
      const part = dims.at(-1) ?? 1;
      if (name.startsWith('modulation'))
        for (let i = 0; i < data.length; i += 1) data[i] = (data[i] ?? 0) + (isScale(Math.floor(i / part)) ? 1 : 0);
      return [name, float32(data, dims)];
    }),
  );
}
