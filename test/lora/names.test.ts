// Names of LoRA files find the modules of the published model, in every style.
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { openLora } from '../../inference/checkpoint/lora/lora-file.ts';
import { loraSentences } from '../../inference/checkpoint/lora/report-text.ts';
import { matchModules } from '../../inference/checkpoint/lora/match.ts';
import { readLora } from '../../inference/checkpoint/lora/read-lora.ts';
import type { LoraTarget } from '../../inference/checkpoint/lora/target.ts';
import { transformerLoraTarget } from '../../inference/families/qwen-image/loras.ts';
import { textLoraTarget } from '../../inference/text/decoder/loras.ts';
import { textNames } from '../../inference/text/qwen3-vl/layouts/names.ts';
import { repoPath } from '../inference/support/goldens.ts';
import { layout } from '../inference/support/layouts.ts';
import type { RawTensor } from '../inference/support/temporary-checkpoint.ts';
import { floats, target as tiny, writeLora, writeSparse } from './support.ts';

const published = transformerLoraTarget(await layout('transformer-qwen-image'));
const text = textLoraTarget(await layout('text_encoder-qwen2.5-vl-7b'));

const WIDTH = 96;
const QUERY = 'transformer_blocks.0.attn.to_q';
const ATTENTION = 'transformer_blocks.1.attn';
const down = (rank = 2, width = WIDTH): RawTensor => floats([rank, width], (i) => i);
const up = (rows = WIDTH, rank = 2): RawTensor => floats([rows, rank], (i) => i);
const pair = (name: string, styles = ['lora_A', 'lora_B']): Record<string, RawTensor> => ({
  [`${name}.${styles[0]}.weight`]: down(),
  [`${name}.${styles[1]}.weight`]: up(),
});

/** The weights that a file changes, sorted. */
async function changed(tensors: Readonly<Record<string, RawTensor>>, target: LoraTarget = tiny): Promise<string[]> {
  return [...(await readLora(await writeLora(tensors), target)).updates.keys()].toSorted();
}

describe('files of trainers, with names and sizes as published', () => {
  test.for([
    ['lightning', 'plain names', 3],
    ['kohya-lokr', 'kohya', 8],
  ] as const)('%s', async ([name, style, count]) => {
    const shapes = JSON.parse(await readFile(repoPath(`test/fixtures/loras/keys/${name}.json`), 'utf8')) as Readonly<
      Record<string, readonly number[]>
    >;
    const tensors = Object.entries(shapes).map(([key, shape]) => [key, floats(shape)] as const);
    const file = await openLora(await writeLora(Object.fromEntries(tensors)));
    const match = matchModules(file, published);
    expect(match).toMatchObject({ style, unmatched: [], elsewhere: [] });
    expect(match.matched).toHaveLength(count);
    for (const { name: spelled, modules } of match.matched) {
      expect(modules).toHaveLength(1);
      // The fixtures name modules with dots, or with underscores for all of them.
      expect(spelled.replace('lora_unet_', '').replaceAll('.', '_')).toBe(modules[0]?.replaceAll('.', '_'));
    }
  });

  test('the factors of the Lightning file fit the model', async () => {
    const shapes = JSON.parse(await readFile(repoPath('test/fixtures/loras/keys/lightning.json'), 'utf8')) as Readonly<
      Record<string, readonly number[]>
    >;
    const tensors = Object.fromEntries(Object.entries(shapes).map(([key, shape]) => [key, floats(shape, () => 8)]));
    const { report } = await readLora(await writeLora(tensors), published);
    expect(report).toMatchObject({ matched: 3, rank: { min: 64, max: 64 }, alpha: { min: 8, max: 8 }, merges: 'none' });
  });
});

test('every module of the published model is found by its name with underscores', async () => {
  const names = [...published.weights.names()].filter((name) => name.endsWith('.weight'));
  const tensors = names.map(
    (name) => [`lora_unet_${name.slice(0, -7).replaceAll('.', '_')}.diff`, floats([1])] as const,
  );
  const { matched, unmatched } = matchModules(await openLora(await writeLora(Object.fromEntries(tensors))), published);
  expect(unmatched).toEqual([]);
  expect(new Set(matched.flatMap(({ modules }) => modules)).size).toBe(names.length);
});

describe('styles', () => {
  test.for([
    ['plain names', QUERY, ['lora_A', 'lora_B']],
    ['plain names', QUERY, ['lora_down', 'lora_up']],
    ['diffusers', `transformer.${QUERY}`, ['lora_A', 'lora_B']],
    ['ComfyUI', `diffusion_model.${QUERY}`, ['lora_A', 'lora_B']],
    ['ComfyUI', `model.diffusion_model.${QUERY}`, ['lora_down', 'lora_up']],
    ['PEFT', `base_model.model.${QUERY}`, ['lora_A', 'lora_B']],
    ['PEFT', `base_model.model.transformer.${QUERY}`, ['lora_A.default', 'lora_B.default']],
    ['plain names', QUERY, ['lora_A.default', 'lora_B.default']],
    ['kohya', `lora_unet_${QUERY.replaceAll('.', '_')}`, ['lora_down', 'lora_up']],
    ['LyCORIS', `lycoris_${QUERY.replaceAll('.', '_')}`, ['lora_down', 'lora_up']],
    ['diffusers', `transformer.${QUERY}`, ['lora_linear_layer.down', 'lora_linear_layer.up']],
    ['diffusers', `transformer.${QUERY}`, ['lora.down', 'lora.up']],
    ['diffusers', 'transformer.transformer_blocks.0.attn.processor.to_q_lora', ['down', 'up']],
  ] as const)('%s: %s.%s', async ([style, name, [lower, upper]]) => {
    const tensors = pair(name, [lower, upper]);
    expect(await changed(tensors)).toEqual([`${QUERY}.weight`]);
    expect((await readLora(await writeLora(tensors), tiny)).report.style).toBe(style);
  });

  test('factors without the ending .weight', async () => {
    expect(await changed({ [`${QUERY}.lora_A`]: down(), [`${QUERY}.lora_B`]: up() })).toEqual([`${QUERY}.weight`]);
  });

  test('the output projection without its place in a list', async () => {
    const name = 'transformer.transformer_blocks.0.attn.processor.to_out_lora';
    expect(await changed(pair(name, ['down', 'up']))).toEqual(['transformer_blocks.0.attn.to_out.0.weight']);
  });

  test('a text encoder, with and without the name of the model', async () => {
    const layer = 'layers.3.self_attn.q_proj';
    const tensors = (name: string) => ({
      [`${name}.lora_down.weight`]: down(2, 3584),
      [`${name}.lora_up.weight`]: up(3584),
    });
    for (const name of ['lora_te_', 'lora_te1_model_'].map((prefix) => prefix + layer.replaceAll('.', '_'))) {
      expect(await changed(tensors(name), text)).toEqual([`model.${layer}.weight`]);
    }
    expect(await changed(tensors(`text_encoder.model.${layer}`), text)).toEqual([`model.${layer}.weight`]);
  });

  test.for(['text_encoder.model.language_model.', 'base_model.model.model.language_model.', 'text_encoder.model.', ''])(
    'the text encoder of 2.1 below %j, whose heads are wider than itself',
    async (prefix) => {
      const qwen3 = textLoraTarget(textNames(await layout('text_encoder-qwen3-vl-8b')));
      const layer = 'layers.35.self_attn.k_proj';
      const file = {
        [`${prefix}${layer}.lora_A.weight`]: down(2, 4096),
        [`${prefix}${layer}.lora_B.weight`]: up(1024),
      };
      expect(await changed(file, qwen3)).toEqual([`model.${layer}.weight`]);
    },
  );
});

describe('projections that a file fuses', () => {
  const parts = ['to_q', 'to_k', 'to_v'].map((name) => `${ATTENTION}.${name}.weight`);

  test.for(['to_qkv', 'qkv_proj'])('%s: thirds of the rows of up, one down', async (fused) => {
    const file = await writeLora({
      [`${ATTENTION}.${fused}.lora_A.weight`]: down(),
      [`${ATTENTION}.${fused}.lora_B.weight`]: up(3 * WIDTH),
    });
    const { updates, report } = await readLora(file, tiny);
    expect([...updates.keys()]).toEqual(parts);
    expect(report.matched).toBe(1);
    const all = parts.map((name) => updates.get(name)?.[0]);
    const [first] = all;
    if (first?.kind !== 'low-rank') throw new Error('no low-rank update');
    const bytes = WIDTH * 2 * 4;
    expect(all.map((each) => (each?.kind === 'low-rank' ? each.up.offset - first.up.offset : undefined))).toEqual([
      0,
      bytes,
      2 * bytes,
    ]);
    expect(all).toEqual(all.map(() => expect.objectContaining({ down: first.down })));
    expect(first.up).toMatchObject({ length: bytes, shape: [WIDTH, 2] });
  });

  test('those of the text, with underscores', async () => {
    const name = `lora_unet_${ATTENTION.replaceAll('.', '_')}_add_qkv_proj`;
    const tensors = { [`${name}.lora_down.weight`]: down(), [`${name}.lora_up.weight`]: up(3 * WIDTH) };
    expect(await changed(tensors)).toEqual(
      ['add_k_proj', 'add_q_proj', 'add_v_proj'].map((each) => `${ATTENTION}.${each}.weight`),
    );
  });
});

test('what does not match is counted and named', async () => {
  const { report } = await readLora(
    await writeLora({
      ...pair(QUERY),
      ...pair('transformer_blocks.77.attn.to_q'),
      ...pair('lora_te_layers_0_self_attn_q_proj'),
      step: floats([1]),
    }),
    tiny,
  );
  expect(report).toMatchObject({
    matched: 1,
    unmatched: ['step', 'transformer_blocks.77.attn.to_q'],
    elsewhere: 1,
  });
});

test('a Lightning file of the published size: 720 of 720 modules', async () => {
  const block = [
    ...['to_q', 'to_k', 'to_v', 'to_out.0', 'add_q_proj', 'add_k_proj', 'add_v_proj', 'to_add_out'].map(
      (name) => [`attn.${name}`, 3072, 3072] as const,
    ),
    ...['img_mlp', 'txt_mlp'].flatMap((mlp) => [
      [`${mlp}.net.0.proj`, 12_288, 3072] as const,
      [`${mlp}.net.2`, 3072, 12_288] as const,
    ]),
  ];
  const shapes = Array.from({ length: 60 }, (_, layer) =>
    block.flatMap(([name, out, input]) => {
      const module = `transformer_blocks.${layer}.${name}`;
      return [
        [`${module}.lora_down.weight`, [64, input]] as const,
        [`${module}.lora_up.weight`, [out, 64]] as const,
        [`${module}.alpha`, []] as const,
      ];
    }),
  ).flat();
  const file = await writeSparse(shapes);
  const { report, updates } = await readLora(file, published);
  expect(updates.size).toBe(720);
  expect(loraSentences('lightning', report)).toEqual([
    'lightning: LoRA (plain names), rank 64, alpha 0, 720 of 720 modules matched.',
  ]);
});
