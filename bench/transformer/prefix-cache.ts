/**
 * Steps of an edit with two references at the true width of Qwen-Image-2.1, a few of its blocks, random weights: the
 * first step, those that find the keys and values of prompt and references, and steps that compute them anew. Ratios
 * are of the least CPU time of each; the largest difference between their velocities comes last.
 *
 *     npx tsx bench/transformer/prefix-cache.ts      # --blocks 2  --side 512  --text 100  --rounds 3
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  type PictureTokens,
  Transformer,
  type TransformerInput,
} from '../../inference/families/qwen-image-2.1/transformer/transformer.ts';
import { unlimitedSpareMemory } from '../../inference/spare-memory.ts';
import { float32, type Tensor } from '../../inference/tensor.ts';
import { firstBlocks, publishedShapes } from '../../test/support/sparse-checkpoint.ts';
import { record } from '../record.ts';
import { gaussian, writeRandomWeights } from './random-weights.ts';

const { values } = parseArgs({
  options: {
    blocks: { type: 'string', default: '2' },
    side: { type: 'string', default: '512' },
    text: { type: 'string', default: '100' },
    rounds: { type: 'string', default: '3' },
  },
});
const [blocks, side, text, rounds] = [values.blocks, values.side, values.text, values.rounds].map(Number) as [
  number,
  number,
  number,
  number,
];
/** Pixels that a token covers along a side. */
const SCALE = 16;
const REFERENCES = 2;
const noRoom = { ...unlimitedSpareMemory, isFree: () => false, makeFree: () => Promise.resolve(false) };

const random = (rows: number, width: number): Tensor<'float32'> =>
  float32(Float32Array.from({ length: rows * width }, gaussian), [rows, width]);

function picture(features: number): PictureTokens {
  const tokens = side / SCALE;
  return { tokens: random(tokens ** 2, features), grid: { frames: 1, height: tokens, width: tokens } };
}

/** Half of the text, the references with a few tokens between them, the other half. */
function inputOf({ config }: Transformer): TransformerInput {
  const slot = side ** 2 / SCALE ** 2 / 4;
  const [half, between] = [Math.floor(text / 2), 8];
  return {
    text: random(2 * half + between + REFERENCES * slot, config.textWidth),
    slots: Array.from({ length: REFERENCES }, (_, i) => ({ start: half + i * (slot + between), length: slot })),
    references: Array.from({ length: REFERENCES }, () => picture(config.inChannels)),
    target: picture(config.inChannels),
    timestep: 1,
  };
}

const folder = await mkdtemp(join(tmpdir(), 'inkloom-bench-'));
try {
  const { path: dir } = await writeRandomWeights(
    folder,
    firstBlocks(await publishedShapes('transformer-qwen-image-2.1'), blocks),
  );
  const plan = await Transformer.plan({ dir });
  const [kept, anew] = [await plan.load({ precision: 'cast' }), await plan.load({ precision: 'cast', spare: noRoom })];
  const input = inputOf(kept);
  const timesteps = Array.from({ length: rounds + 1 }, (_, i) => 1 - i / (rounds + 1));
  for (const model of [kept, anew]) await model.prepare(timesteps);

  const seconds = { first: [] as number[], later: [] as number[], anew: [] as number[] };
  const timed = async (kind: keyof typeof seconds, work: Promise<Tensor<'float32'>>): Promise<Tensor<'float32'>> => {
    const before = process.cpuUsage();
    const velocity = await work;
    const { user, system } = process.cpuUsage(before);
    seconds[kind].push((user + system) / 1e6);
    return velocity;
  };
  let worst = 0;
  for (const [i, timestep] of timesteps.entries()) {
    const step = { ...input, timestep };
    const found = await timed(i === 0 ? 'first' : 'later', kept.predict(step));
    const without = await timed('anew', anew.predict(step));
    worst = found.data.reduce((most, value, at) => Math.max(most, Math.abs(value - (without.data[at] ?? NaN))), worst);
  }
  const least = (kind: keyof typeof seconds): number => Math.min(...seconds[kind]);
  const figures =
    `first step ${least('first').toFixed(2)} CPU s, later ones ${least('later').toFixed(2)} s, ` +
    `without prefix cache ${least('anew').toFixed(2)} s: ${(least('later') / least('anew')).toFixed(2)} of a step; ` +
    `largest difference ${worst.toExponential(1)}`;
  console.log(figures);
  await record(`npx tsx bench/transformer/prefix-cache.ts --blocks ${blocks} --side ${side} --text ${text}`, figures);
  await Promise.all([kept.release(), anew.release()]);
} finally {
  await rm(folder, { recursive: true, force: true });
}
