// The transformer against the reference: velocities, rotary tables, every block.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfig } from '../../inference/checkpoint/config-file.ts';
import { openComponent } from '../../inference/checkpoint/component.ts';
import { Session } from '../../inference/onnx/session.ts';
import {
  type TransformerConfig,
  transformerConfigSchema,
} from '../../inference/families/qwen-image/transformer/config.ts';
import { buildModulationGraph } from '../../inference/families/qwen-image/transformer/modulation-graph.ts';
import { jointRotaryTable } from '../../inference/families/qwen-image/transformer/rope.ts';
import { buildStepGraph } from '../../inference/families/qwen-image/transformer/step-graph.ts';
import { timestepEmbedding } from '../../inference/transformer/timestep.ts';
import { Transformer } from '../../inference/families/qwen-image/transformer/transformer.ts';
import { float32, type Tensor } from '../../inference/tensor.ts';
import type { TokenGrid } from '../../inference/transformer/token-grid.ts';
import { CHECKPOINTS, gap, type Goldens, openGoldens, stack, TINY, unbatched, view } from './support/goldens.ts';
import { zeroConditionCheckpoint } from './support/temporary-checkpoint.ts';

const VELOCITY = 5e-5;
const ROPE = 1e-5;
const TIMESTEPS = [1, 0.5123, 0.02] as const;
const timeName = (t: number): string => (t === 1 ? 't1.0' : `t${t}`);
const grid = (height: number, width: number): TokenGrid => ({ frames: 1, height, width });
const SQUARE = grid(8, 8);
const REFERENCES = [grid(6, 10), grid(7, 5)] as const;

let goldens: Goldens;
let base: Transformer;
let zeroCond: Transformer;
let zeroCondDir: string;
const released: Transformer[] = [];

async function load(dir: string, precision: 'fp32' | 'cast' = 'fp32'): Promise<Transformer> {
  const model = await Transformer.load(dir, { precision });
  released.push(model);
  return model;
}

beforeAll(async () => {
  goldens = await openGoldens('transformer');
  zeroCondDir = await zeroConditionCheckpoint();
  [base, zeroCond] = [await load(join(TINY, 'transformer')), await load(zeroCondDir)];
});
afterAll(async () => {
  await Promise.all(released.map((model) => model.release()));
});

async function editLatents(references: number): Promise<Tensor<'float32'>> {
  const parts = ['input.latents.8x8', 'input.ref.0.6x10', 'input.ref.1.7x5'].slice(0, references + 1);
  return stack(...(await Promise.all(parts.map(async (name) => unbatched(await goldens.get(name))))));
}

async function checkTextToImage(model: Transformer, label: string): Promise<number> {
  let worst = 0;
  for (const [height, width] of [
    [8, 8],
    [7, 5],
  ] as const) {
    for (const tokens of [1, 9, 40]) {
      for (const timestep of TIMESTEPS) {
        const name = `t2i.${height}x${width}.text${tokens}.${timeName(timestep)}.velocity`;
        const velocity = await model.predict({
          latents: unbatched(await goldens.get(`input.latents.${height}x${width}`)),
          text: unbatched(await goldens.get(`input.text.${tokens}`)),
          timestep,
          grids: [grid(height, width)],
        });
        worst = Math.max(worst, gap(`${label} ${name}`, velocity, await goldens.get(name)));
      }
    }
  }
  return worst;
}

describe('velocity equals the reference', () => {
  test('from text alone', async () => {
    expect(await checkTextToImage(base, 'single file')).toBeLessThanOrEqual(VELOCITY);
  });
  test('with weights in shards', async () => {
    const model = await load(join(CHECKPOINTS, 'tiny-t2i-sharded/transformer'));
    expect(await checkTextToImage(model, 'shards')).toBeLessThanOrEqual(VELOCITY);
  });
  test('with weights widened in every run', async () => {
    expect(await checkTextToImage(await load(join(TINY, 'transformer'), 'cast'), 'cast')).toBeLessThanOrEqual(VELOCITY);
  });

  test.for([
    ['edit', 1],
    ['edit', 2],
    ['edit_zero_cond_t', 1],
    ['edit_zero_cond_t', 2],
  ] as const)('for %s with %i reference images', async ([kind, count]) => {
    const model = kind === 'edit' ? base : zeroCond;
    for (const timestep of TIMESTEPS) {
      const name = `${kind}.refs${count}.text9.${timeName(timestep)}.velocity`;
      const velocity = await model.predict({
        latents: await editLatents(count),
        text: unbatched(await goldens.get('input.text.9')),
        timestep,
        grids: [SQUARE, ...REFERENCES.slice(0, count)],
      });
      expect(gap(name, velocity, await goldens.get(name))).toBeLessThanOrEqual(VELOCITY);
    }
  });

  test('for layers, with both timestep conditions', async () => {
    const model = await load(join(CHECKPOINTS, 'tiny-layered/transformer'));
    for (const additionalCondition of [0, 1]) {
      for (const timestep of TIMESTEPS) {
        const name = `layered.cond${additionalCondition}.text9.${timeName(timestep)}.velocity`;
        const velocity = await model.predict({
          latents: unbatched(await goldens.get('layered.latents')),
          text: unbatched(await goldens.get('input.text.9')),
          timestep,
          grids: Array.from({ length: 4 }, () => grid(6, 4)),
          additionalCondition,
        });
        expect(gap(name, velocity, await goldens.get(name))).toBeLessThanOrEqual(VELOCITY);
      }
    }
  });

  test('of a padded batch, for each of its prompts alone and unpadded', async () => {
    const [latents, text, expected] = [
      await goldens.get('batch.latents'),
      await goldens.get('batch.text'),
      await goldens.get('batch.t0.5123.velocity'),
    ];
    for (const [row, tokens] of [
      [0, 9],
      [1, 4],
    ] as const) {
      const velocity = await base.predict({
        latents: float32(latents.data.slice(row * 35 * 64, (row + 1) * 35 * 64), [35, 64]),
        text: float32(text.data.slice(row * 9 * 64, row * 9 * 64 + tokens * 64), [tokens, 64]),
        timestep: 0.5123,
        grids: [grid(7, 5)],
      });
      expect(
        gap(`batch ${row}`, velocity, float32(expected.data.slice(row * 35 * 64, (row + 1) * 35 * 64), [35, 64])),
      ).toBeLessThanOrEqual(VELOCITY);
    }
  });

  test('with modulation computed ahead for a schedule', async () => {
    const input = {
      latents: await editLatents(1),
      text: unbatched(await goldens.get('input.text.9')),
      timestep: 0.5123,
      grids: [SQUARE, REFERENCES[0]],
    };
    const model = await load(zeroCondDir);
    await model.prepare(TIMESTEPS);
    expect(
      gap('prepared', await model.predict(input), await goldens.get('edit_zero_cond_t.refs1.text9.t0.5123.velocity')),
    ).toBeLessThanOrEqual(VELOCITY);
  });
});

describe('rotary tables equal the reference', () => {
  const cases: readonly (readonly [string, readonly TokenGrid[], number, boolean])[] = [
    ...[1, 9, 40].flatMap(
      (text) =>
        [
          [`t2i.8x8.text${text}`, [SQUARE], text, false],
          [`t2i.7x5.text${text}`, [grid(7, 5)], text, false],
        ] as const,
    ),
    ['edit.refs1.text9', [SQUARE, REFERENCES[0]], 9, false],
    ['edit.refs2.text9', [SQUARE, ...REFERENCES], 9, false],
    ['layered.text9', Array.from({ length: 4 }, () => grid(6, 4)), 9, true],
  ];
  test.for(cases)('%s', async ([name, grids, text, layeredRope]) => {
    const actual = jointRotaryTable({ ropeDims: [8, 12, 12], layeredRope }, text, grids);
    for (const part of ['cos', 'sin'] as const) {
      const expected = stack(
        await goldens.get(`rope.${name}.txt_${part}`),
        await goldens.get(`rope.${name}.img_${part}`),
      );
      expect(actual[part].dims).toEqual(expected.dims);
      expect(gap(`rope.${name}.${part}`, actual[part], expected)).toBeLessThanOrEqual(ROPE);
    }
  });
});

describe('every block gives the values of the reference', () => {
  test.for([
    ['t2i', [SQUARE]],
    ['edit_zero_cond_t', [SQUARE, REFERENCES[0]]],
  ] as const)('%s', async ([kind, grids]) => {
    const dir = kind === 't2i' ? join(TINY, 'transformer') : zeroCondDir;
    const config: TransformerConfig = await readConfig(dir, transformerConfigSchema);
    const weights = await openComponent(dir);
    const prefix = `trace.${kind}.`;
    const traced = goldens.names.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
    const own = new Set(['time_proj', 'temb', 'velocity']);
    const timesteps = kind === 't2i' ? [0.5123] : [0.5123, 0];
    expect(gap('time_proj', timestepEmbedding(timesteps), await goldens.get(`${prefix}time_proj`))).toBeLessThanOrEqual(
      VELOCITY,
    );

    const modulation = await Session.create(buildModulationGraph(config, weights, { exposed: ['temb'] }), {
      precision: 'cast',
    });
    const { temb, ...modulations } = await modulation.run({ timestep: timestepEmbedding(timesteps) });
    expect(gap('temb', temb, await goldens.get(`${prefix}temb`))).toBeLessThanOrEqual(VELOCITY);

    const step = await Session.create(
      buildStepGraph(config, weights, { exposed: traced.filter((name) => !own.has(name)) }),
      { precision: 'fp32' },
    );
    const rope = jointRotaryTable(config, 9, grids);
    const rows = timesteps.length;
    const outputs = await step.run({
      'latents': await editLatents(grids.length - 1),
      'text': unbatched(await goldens.get('input.text.9')),
      'rope.cos': rope.cos,
      'rope.sin': rope.sin,
      ...Object.fromEntries(
        Object.entries(modulations).map(([name, value]) => [
          name,
          name.endsWith('.img') ? value : firstRow(value, rows),
        ]),
      ),
      ...Object.fromEntries(
        Array.from({ length: config.layers }, (_, i) => [
          `control.${i}`,
          float32(new Float32Array(config.width), [1, config.width]),
        ]),
      ),
      ...(rows === 1
        ? {}
        : {
            group: {
              dtype: 'int64',
              dims: [124],
              data: BigInt64Array.from({ length: 124 }, (_, i) => (i < 64 ? 0n : 1n)),
            } as const,
          }),
    });
    for (const name of traced.filter((key) => !['time_proj', 'temb'].includes(key))) {
      expect(gap(`${prefix}${name}`, outputs[name], await goldens.get(`${prefix}${name}`))).toBeLessThanOrEqual(
        VELOCITY,
      );
    }
    await Promise.all([modulation.release(), step.release()]);
  });
});

function firstRow(value: Tensor, rows: number): Tensor {
  const all = value as Tensor<'float32'>;
  return view({ ...all, data: all.data.slice(0, all.data.length / rows) }, [1, ...all.dims.slice(1)]);
}

describe('predict refuses', () => {
  const text = float32(new Float32Array(64), [1, 64]);
  test('latents that do not fill the grids', async () => {
    const input = { latents: float32(new Float32Array(64), [1, 64]), text, timestep: 1, grids: [SQUARE] };
    await expect(base.predict(input)).rejects.toMatchObject({
      code: 'invalid-input',
      details: { field: 'latents', expected: '[64, 64]', received: '[1, 64]' },
    });
  });
  test('text of another width', async () => {
    const input = {
      latents: float32(new Float32Array(64), [1, 64]),
      text: float32(new Float32Array(32), [1, 32]),
      timestep: 1,
      grids: [grid(1, 1)],
    };
    await expect(base.predict(input)).rejects.toMatchObject({
      code: 'invalid-input',
      details: { field: 'text', received: '[1, 32]' },
    });
  });
});
