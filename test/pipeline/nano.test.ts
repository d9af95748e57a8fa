// The trained checkpoint that ships: the engine against the reference on its weights, and its pictures against their
// prompts.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { generator } from '../../bench/quality/generate.ts';
import { judge } from '../../bench/quality/judge.ts';
import { cases } from '../../bench/quality/world.ts';
import { Engine } from '../../engine/run/engine.ts';
import { loadWorkflow } from '../../engine/workflow/load.ts';
import { applySettings } from '../../engine/workflow/settings.ts';
import { packLatents } from '../../inference/transformer/pack.ts';
import { standardServices } from '../../nodes/services/standard.ts';
import { IMAGE, LATENT, PICTURE } from '../../nodes/sockets.ts';
import { gap, openGoldens, repoPath } from '../inference/support/goldens.ts';
import { output, registry } from './support.ts';

const TOLERANCE = { latents: 5e-4, byte: 1 } as const;
/** Held-out cases, by category and seed, that these weights get right with guidance 2 and 20 steps. */
const RIGHT = [
  'single 1',
  'two 0',
  'counting 9',
  'colours 0',
  'position 11',
  'attribution 3',
  'latin 0',
  'hanzi 10',
  'edit-recolour 2',
  'edit-remove 0',
  'edit-add 0',
  'edit-replace 8',
  'edit-move 0',
  'edit-background 1',
  'edit-text 1',
  'edit-insert 8',
] as const;

describe('the engine and the reference', async () => {
  const goldens = await openGoldens('pipeline-nano');
  const standard = standardServices({ modelFolders: [repoPath('models')], inputFolders: [repoPath('workflows')] });
  afterAll(() => standard.close());

  test('have the same weights; test/fixtures/goldens/make_nano.py makes the numbers of others', async () => {
    const digest = createHash('sha256');
    for (const name of ['text_encoder/model', 'transformer/diffusion_pytorch_model', 'vae/diffusion_pytorch_model'])
      digest.update(await readFile(repoPath(`models/nano/${name}.safetensors`)));
    expect([...(await goldens.get('weights')).data]).toEqual([...digest.digest()]);
  });

  test.for([
    ['picture', 'text-to-image', 'a red star above a blue square'],
    ['edit', 'edit', 'Make the star purple'],
  ] as const)('agree: %s', async ([run, name, prompt]) => {
    const graph = applySettings(
      await loadWorkflow(repoPath(`workflows/${name}.json`)),
      [`prompt=${prompt}`, 'steps=4', 'guidance=4', 'seed=0'],
      registry,
    );
    const result = await new Engine({ registry, services: standard.services }).run(graph, {
      targets: ['denoise', 'decode'],
    });
    expect(result.failures).toEqual([]);
    const { samples } = output(result, 'denoise', 'latent', LATENT);
    expect(
      gap(`nano ${run} latents`, packLatents(samples, 2), await goldens.get(`${run}.latents`)),
    ).toBeLessThanOrEqual(TOLERANCE.latents);
    const expected = (await goldens.get(`${run}.image`)).data;
    const { data } = output(result, 'decode', 'image', IMAGE);
    expect(data).toHaveLength(expected.length);
    expect(
      data.reduce((most, byte, i) => Math.max(most, Math.abs(byte - (expected[i] ?? Number.NaN))), 0),
    ).toBeLessThanOrEqual(TOLERANCE.byte);
  });

  // The limits of its processor must give this in floating point too, from the 384 x 384 that pipelines resize to.
  test('see a picture to edit as the two by two tokens nano is trained with', async () => {
    const graph = await loadWorkflow(repoPath('workflows/edit.json'));
    const result = await new Engine({ registry, services: standard.services }).run(graph, { targets: ['look'] });
    const { rows, columns, tokens } = output(result, 'look', 'picture', PICTURE);
    expect([rows, columns, ...tokens.dims]).toEqual([2, 2, 4, 256]);
  });
});

/** Some of them, one of each way of working. */
const RIGHT_IN_4_BITS = ['single 1', 'colours 0', 'edit-recolour 2', 'edit-remove 0'] as const;

describe('a picture in 4-bit integers', async () => {
  const maker = await generator({
    models: repoPath('models'),
    model: 'nano',
    steps: 20,
    guidance: 2,
    precision: 'int4',
  });
  afterAll(() => maker.close());

  test.for(RIGHT_IN_4_BITS)('shows what was asked: %s', { timeout: 180_000 }, async (name) => {
    const asked = cases.find(({ category, seed }) => `${category} ${seed}` === name)!;
    const { pixels } = await maker.make(asked);
    expect({ prompt: asked.prompt, ...judge(asked, pixels) }).toEqual(expect.objectContaining({ right: true }));
  });
});

describe('a picture', async () => {
  const maker = await generator({ models: repoPath('models'), model: 'nano', steps: 20, guidance: 2 });
  afterAll(() => maker.close());

  test.for(RIGHT)('shows what was asked: %s', { timeout: 180_000 }, async (name) => {
    const asked = cases.find(({ category, seed }) => `${category} ${seed}` === name)!;
    const { pixels } = await maker.make(asked);
    expect({ prompt: asked.prompt, ...judge(asked, pixels) }).toEqual(expect.objectContaining({ right: true }));
  });
});
