// The transformer of Qwen-Image-2.1 layer by layer against the reference, and the order of its sequence.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Session, type Tensors } from '../../../inference/onnx/session.ts';
import { buildWhole } from '../../../inference/onnx/chain/build-chain.ts';
import { GrownTensors } from '../../../inference/families/qwen-image-2.1/transformer/grown-tensors.ts';
import {
  type JointSequence,
  jointSequence,
} from '../../../inference/families/qwen-image-2.1/transformer/joint-sequence.ts';
import { buildModulationGraph } from '../../../inference/families/qwen-image-2.1/transformer/modulation-graph.ts';
import { openTransformer } from '../../../inference/families/qwen-image-2.1/transformer/open.ts';
import { passParts } from '../../../inference/families/qwen-image-2.1/transformer/pass-graph.ts';
import { PAST } from '../../../inference/families/qwen-image-2.1/transformer/pass-inputs.ts';
import {
  mostText,
  prefixInputs,
  targetInputs,
} from '../../../inference/families/qwen-image-2.1/transformer/stretch-inputs.ts';
import type { TransformerInput } from '../../../inference/families/qwen-image-2.1/transformer/transformer.ts';
import { float32, type Tensor } from '../../../inference/tensor.ts';
import { gridPositions, rotaryTable } from '../../../inference/transformer/rotary-table.ts';
import { stretchedTimestepEmbedding } from '../../../inference/transformer/timestep.ts';
import { gap, type Goldens, openGoldens, stack, unbatched, view } from '../support/goldens.ts';
import { edit, type EditName, EDITS, grid, rowsOf, textToImage, TINY_21 } from './support/sequences.ts';

const VELOCITY = 5e-5;
const ROPE = 1e-5;
const TIMESTEP = 0.5123;
const PREFIX = `trace.edit.two.t${TIMESTEP}.`;
/** What the traced values are called in the graph of a pass. */
const TRACED = ['text_norm', 'txt_in', 'img_in', 'joint_input', 'norm_out'];
const BLOCKS = ['block.0.norm1', 'block.0.norm_q', 'block.0.attn', 'block.0.mlp', 'block.0', 'block.1.attn', 'block.1'];

let goldens: Goldens;
let modulations: { readonly now: Tensors; readonly still: Tensors; readonly all: Tensors };
const sessions: Session[] = [];

async function opened(session: Promise<Session>): Promise<Session> {
  sessions.push(await session);
  return session;
}

beforeAll(async () => {
  goldens = await openGoldens('2.1/transformer');
  const { config, weights } = await openTransformer({ dir: TINY_21 });
  const graph = buildModulationGraph(config, weights, { exposed: ['temb', 'modulation'] });
  const session = await opened(Session.create(graph, { precision: 'cast' }));
  const all = await session.run({ timestep: stretchedTimestepEmbedding([TIMESTEP, 0]) });
  const row = (wanted: number): Tensors =>
    Object.fromEntries(
      Object.entries(all).map(([name, value]) => [name, rowsOf(value as Tensor<'float32'>, (each) => each === wanted)]),
    );
  modulations = { now: row(0), still: row(1), all };
});
afterAll(async () => {
  await Promise.all(sessions.map((session) => session.release()));
});

const sequenceOf = (input: TransformerInput, piece = Infinity): JointSequence =>
  jointSequence(
    {
      states: input.text.dims[0] as number,
      slots: input.slots ?? [],
      pictures: (input.references ?? []).map((each) => each.grid),
      target: input.target.grid,
    },
    () => piece,
  );

interface Run {
  /** Outputs of every stretch, in order, the target last. */
  readonly stretches: readonly Tensors[];
  readonly kept: GrownTensors;
}

/** Runs every stretch with all outputs. */
async function run(input: TransformerInput, sequence: JointSequence, exposed: readonly string[] = []): Promise<Run> {
  const { config, weights } = await openTransformer({ dir: TINY_21 });
  const session = await opened(
    Session.create(buildWhole(passParts(config), weights, { exposed }), { precision: 'fp32' }),
  );
  const tokens = {
    text: input.text,
    references: (input.references ?? []).map((each) => each.tokens),
    target: input.target.tokens,
  };
  const kept = new GrownTensors(sequence.prefixTokens, config.width);
  const keyNames = session.outputNames.filter((name) => /^(keys|values)\./.test(name));
  const pass = (inputs: Tensors, modulation: Tensors): Promise<Tensors> => {
    const past = Object.fromEntries(keyNames.map((name) => [`${PAST}${name}`, kept.get(name)]));
    const given = Object.entries({ ...inputs, ...modulation, ...past });
    return session.run(Object.fromEntries(given.filter(([name]) => session.inputNames.includes(name))));
  };
  const stretches: Tensors[] = [];
  for (const inputs of prefixInputs(config, sequence, tokens)) {
    const made = await pass(inputs, modulations.still);
    for (const name of keyNames) kept.add(name, made[name] as Tensor<'float32'>);
    stretches.push(made);
  }
  return { stretches: [...stretches, await pass(targetInputs(config, sequence, tokens), modulations.now)], kept };
}

const joined = ({ stretches }: Run, name: string): Tensor<'float32'> =>
  stack(...stretches.map((outputs) => outputs[name] as Tensor<'float32'>));

describe('the sequence is that of the reference', () => {
  test.for([
    ...[grid(3, 8), grid(4, 7), grid(8, 8)].map((size) => [`t2i.${size.height}x${size.width}.text9`, size] as const),
    ...(Object.keys(EDITS) as EditName[]).map((name) => [`edit.${name}`, undefined] as const),
  ])('%s', async ([name, size]) => {
    const input = size
      ? await textToImage(goldens, size, 9)
      : await edit(goldens, name.replace('edit.', '') as EditName);
    const { prefix, prefixTokens, targetPositions } = sequenceOf(input);
    const positions = [...prefix.flatMap((stretch) => stretch.positions), ...targetPositions];
    expect(positions.flat()).toEqual([...(await goldens.get(`layout.${name}.positions`)).data]);
    const table = rotaryTable(positions, [4, 14, 14]);
    for (const part of ['cos', 'sin'] as const) {
      const expected = await goldens.get(`layout.${name}.rope_${part}`);
      expect(gap(`layout.${name}.rope_${part}`, table[part], expected)).toBeLessThanOrEqual(ROPE);
    }
    const target = [...(await goldens.get(`layout.${name}.target`)).data];
    expect(target.indexOf(1)).toBe(prefixTokens);
    const images = [...(await goldens.get(`layout.${name}.image_ids`)).data];
    const last = Math.max(...images);
    const pictureOf = prefix.flatMap(({ text, picture, positions: all }) =>
      all.map((_, i) => (i < text.length ? -1 : picture)),
    );
    expect([...pictureOf, ...targetPositions.map(() => last)]).toEqual(images);
  });

  test.for(Object.keys(EDITS) as EditName[])('a token of %s sees what it sees there', async (name) => {
    const { config } = await openTransformer({ dir: TINY_21 });
    const input = await edit(goldens, name);
    const sequence = sequenceOf(input, 3);
    const references = (input.references ?? []).map((each) => each.tokens);
    const tokens = { text: input.text, references, target: input.target.tokens };
    const all = sequence.prefixTokens + sequence.targetPositions.length;
    const stretches = prefixInputs(config, sequence, tokens);
    const seen = sequence.prefix.flatMap(({ past, text, positions }, i) =>
      positions.map((_, row) =>
        Array.from({ length: all }, (_key, key) => {
          if (row >= text.length) return key < past + positions.length;
          const ofText = past + text.length;
          return key < ofText && stretches[i]?.['mask']?.data[row * (ofText + 1) + key] === 0;
        }),
      ),
    );
    const allowed = [...(await goldens.get(`layout.edit.${name}.allowed`)).data].map((value) => value === 1);
    expect([
      ...seen.flat(),
      ...sequence.targetPositions.flatMap(() => Array.from({ length: all }, () => true)),
    ]).toEqual(allowed);
  });
});

/** The norm of the reference comes before its scale: the first of its parts of the modulation, plus 1. */
async function scaled({ data, dims }: Tensor<'float32'>, prefix: number): Promise<Tensor<'float32'>> {
  const [width = 0, { data: modulation }] = [dims[1], await goldens.get(`${PREFIX}modulation`)];
  const ofTimestep = modulation.length / 2;
  const values = data.map((value, i) => {
    const row = Math.floor(i / width) < prefix ? 1 : 0;
    return value * (1 + (modulation[row * ofTimestep + (i % width)] ?? NaN));
  });
  return float32(values, dims);
}

test.for([
  [32, 0],
  [32, 8448],
  [3, 100],
])('the scores of text with %i heads after %i tokens take at most 256 MiB', ([heads = 0, past = 0]) => {
  const bytes = (text: number): number => 4 * heads * text * (past + text);
  const most = mostText({ heads }, past);
  expect(bytes(most)).toBeLessThanOrEqual(2 ** 28);
  expect(bytes(most + 1)).toBeGreaterThan(2 ** 28);
});

describe('every layer gives the values of the reference', () => {
  test('of the timesteps', async () => {
    expect(
      gap('time_proj', stretchedTimestepEmbedding([TIMESTEP, 0]), await goldens.get(`${PREFIX}time_proj`)),
    ).toBeLessThanOrEqual(VELOCITY);
    for (const name of ['temb', 'modulation']) {
      expect(gap(name, modulations.all[name], await goldens.get(`${PREFIX}${name}`))).toBeLessThanOrEqual(VELOCITY);
    }
  });

  test.for([
    ['in one piece', Infinity],
    ['with its text in pieces of two tokens', 2],
  ] as const)('of a prompt with two pictures, %s', async ([_, piece]) => {
    const input = await edit(goldens, 'two');
    const result = await run(input, sequenceOf(input, piece), [...TRACED, ...BLOCKS]);
    const isText = (row: number): boolean =>
      !(input.slots ?? []).some(({ start, length }) => row >= start && row < start + length);
    for (const name of [...TRACED, ...BLOCKS, 'velocity']) {
      const expected = unbatched(await goldens.get(`${PREFIX}${name === 'velocity' ? 'output' : name}`));
      // The reference computes text layers in the slots of pictures too, and leaves the results out.
      const rows = ['text_norm', 'txt_in'].includes(name) ? rowsOf(expected, isText) : expected;
      const same = name === 'block.0.norm1' ? await scaled(rows, result.kept.rows) : rows;
      expect(gap(`${PREFIX}${name}`, joined(result, name), same)).toBeLessThanOrEqual(VELOCITY);
    }
    for (const [layer, part] of [0, 1].flatMap((each) => [[each, 'keys'] as const, [each, 'values'] as const])) {
      const expected = await goldens.get(`cache.layer.${layer}.${part === 'keys' ? 'k' : 'v'}`);
      expect(gap(`cache.layer.${layer}.${part}`, result.kept.get(`${part}.${layer}`), expected)).toBeLessThanOrEqual(
        VELOCITY,
      );
    }
  });

  test('of the shorter prompt of a padded batch, whose target keeps its place after the padding', async () => {
    const [all, latents] = [await goldens.get('batch.text'), await goldens.get('batch.latents')];
    const second = ({ data }: Tensor<'float32'>, rows: number, width: number): Tensor<'float32'> =>
      float32(data.slice(data.length / 2, data.length / 2 + rows * width), [rows, width]);
    const input = {
      text: second(all, 4, 8),
      target: { tokens: second(latents, 28, 64), grid: grid(4, 7) },
      timestep: TIMESTEP,
    };
    const sequence = { ...sequenceOf(input), targetPositions: gridPositions(grid(4, 7), 9) };
    const velocity = (await run(input, sequence)).stretches.at(-1)?.['velocity'];
    const expected = await goldens.get(`batch.t${TIMESTEP}.velocity`);
    expect(gap('batch 1', velocity, second(view(expected, [56, 64]), 28, 64))).toBeLessThanOrEqual(VELOCITY);
  });
});
