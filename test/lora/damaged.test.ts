// LoRA files that are damaged, made for another model, or of a kind that cannot be applied: the error names file and
// tensor and what came, and no picture is made.
import { appendFile, readFile, truncate } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { InferenceError } from '../../inference/errors.ts';
import { readLora } from '../../inference/checkpoint/lora/read-lora.ts';
import { transformerLoraTarget } from '../../inference/families/qwen-image/loras.ts';
import { withCause } from '../../inference/runtime/blame.ts';
import { denoiseStep } from '../../inference/diffusion/denoise-step.ts';
import { velocityPredictor } from '../../inference/families/qwen-image/denoise-step.ts';
import { layout } from '../inference/support/layouts.ts';
import type { RawTensor } from '../inference/support/temporary-checkpoint.ts';
import { step } from '../runtime/support.ts';
import { changedTransformer, floats, target, TRANSFORMER, useOf, writeLora } from './support.ts';

const QUERY = 'transformer_blocks.0.attn.to_q';
const good = (value = 1): Record<string, RawTensor> => ({
  [`${QUERY}.lora_A.weight`]: floats([2, 96], () => value),
  [`${QUERY}.lora_B.weight`]: floats([96, 2], () => value),
});

/** The error of reading a file, and whether it names the file. */
async function errorOf(tensors: Readonly<Record<string, RawTensor>>): Promise<object> {
  const file = await writeLora(tensors);
  const error = await readLora(file, target).then(
    () => new InferenceError('invalid-input', 'no error'),
    (cause: unknown) => cause as InferenceError,
  );
  const { code, message, details } = error;
  return { code, message, tensor: details.tensor, namesFile: details.file === file && message.includes(file) };
}

const refused = (code: string, message: RegExp, tensor: string) => ({
  code,
  message: expect.stringMatching(message) as string,
  tensor,
  namesFile: true,
});

describe('a damaged file', () => {
  test('cut off: names the tensor whose values are not all there', async () => {
    const file = await writeLora(good());
    await truncate(file, (await readFile(file)).length - 10);
    await expect(readLora(file, target)).rejects.toMatchObject({
      code: 'file-truncated',
      message: expect.stringContaining(`${file} is incomplete`),
      details: expect.objectContaining({ file, tensor: `${QUERY}.lora_B.weight` }),
    });
  });

  test('with bytes after its end', async () => {
    const file = await writeLora(good());
    await appendFile(file, 'more');
    await expect(readLora(file, target)).rejects.toMatchObject({ code: 'file-malformed', details: { file } });
  });

  test('without one of two factors', async () => {
    const name = `${QUERY}.lora_A.weight`;
    expect(await errorOf({ [name]: floats([2, 96]) })).toEqual(refused('tensor-missing', /has no counterpart/, name));
    const first = `${QUERY}.lokr_w1`;
    expect(await errorOf({ [first]: floats([4, 4]) })).toEqual(refused('tensor-missing', /lacks a factor/, first));
  });

  test('with factors of other sizes', async () => {
    const name = `${QUERY}.lora_B.weight`;
    const tensors = { ...good(), [name]: floats([96, 3]) };
    expect(await errorOf(tensors)).toEqual(refused('tensor-mismatch', /expected \[96, 2\], received \[96, 3\]/, name));
    const product = { [`${QUERY}.lokr_w1`]: floats([4, 4]), [`${QUERY}.lokr_w2`]: floats([24, 23]) };
    expect(await errorOf(product)).toEqual(
      refused('tensor-mismatch', /expected \[96, 96\], received \[96, 92\]/, `${QUERY}.lokr_w1`),
    );
    const inner = {
      [`${QUERY}.hada_w1_a`]: floats([96, 2]),
      [`${QUERY}.hada_w1_b`]: floats([3, 96]),
      [`${QUERY}.hada_w2_a`]: floats([96, 2]),
      [`${QUERY}.hada_w2_b`]: floats([2, 96]),
    };
    expect(await errorOf(inner)).toEqual(
      refused(
        'tensor-mismatch',
        /expected \[96, 96\], received \[96, factors that do not fit each other\]/,
        `${QUERY}.hada_w1_a`,
      ),
    );
  });

  test('with an alpha that is no number', async () => {
    const tensors = { ...good(), [`${QUERY}.alpha`]: floats([], () => Number.NaN) };
    expect(await errorOf(tensors)).toEqual(refused('not-finite', /is NaN\. The file is damaged/, `${QUERY}.alpha`));
  });

  test('with two tensors for one part of a module', async () => {
    const again = `${QUERY}.lora_down.weight`;
    expect(await errorOf({ ...good(), [again]: floats([2, 96]) })).toEqual(
      refused('file-malformed', /the same part of one module/, again),
    );
  });

  test('a change of a bias that the model lacks', async () => {
    const name = 'transformer_blocks.0.attn.norm_q.diff_b';
    expect(await errorOf({ [name]: floats([32]) })).toEqual(
      refused('tensor-mismatch', /which the model does not have/, name),
    );
  });

  test('NaN in a factor beside the weights: the run fails, and the cause is the file', async () => {
    const file = await writeLora(good(Number.NaN));
    const use = await useOf(file);
    const model = await changedTransformer([use]);
    const request = { ...step(64), transformer: { dir: TRANSFORMER, digest: 'tiny', loras: [use] } };
    const failed = await denoiseStep(() => velocityPredictor(model, { ...request, strengths: [1] }), request).catch(
      (error: unknown) => withCause(error, request),
    );
    expect(failed).toMatchObject({
      code: 'not-finite',
      message: expect.stringMatching(/the file is damaged\. Download it again/),
      details: expect.objectContaining({ file, tensor: `${QUERY}.lora_A.weight` }),
    });
  });

  test('NaN in a factor that is merged', async () => {
    const name = `${QUERY}.diff`;
    const file = await writeLora({ [name]: floats([96, 96], (i) => (i === 97 ? Number.NaN : 0)) });
    await expect(changedTransformer([await useOf(file)])).rejects.toMatchObject({
      code: 'not-finite',
      message: expect.stringContaining('holds NaN, at [1, 1]'),
      details: expect.objectContaining({ file, tensor: name }),
    });
  });
});

describe('a kind of adapter that cannot be applied is refused by its name', () => {
  test.for([
    ['reshape_weight', 'reshape_weight'],
    ['a1.weight', 'GLoRA'],
    ['oft_blocks', 'OFT or BOFT'],
    ['oft_R.weight', 'OFT or BOFT'],
    ['boft_R', 'BOFT'],
    ['lora_mid.weight', 'lora_mid'],
    ['lora_B.bias', 'LoRA with biases'],
  ] as const)('%s', async ([ending, kind]) => {
    const name = `${QUERY}.${ending}`;
    expect(await errorOf({ [name]: floats([2]) })).toEqual(refused('invalid-input', new RegExp(kind), name));
  });
});

describe('a file for another model says for which', () => {
  const published = layout('transformer-qwen-image').then(transformerLoraTarget);

  test.for([
    ['diffusion_model.double_blocks.0.img_attn.qkv', 'FLUX, Chroma or HunyuanVideo'],
    ['transformer.single_transformer_blocks.0.attn.to_q', 'FLUX, Chroma or HunyuanVideo'],
    ['lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn1_to_q', 'Stable Diffusion 1, 2 or XL'],
    ['diffusion_model.joint_blocks.0.x_block.attn.qkv', 'Stable Diffusion 3'],
    ['diffusion_model.blocks.0.self_attn.q', 'Wan'],
    ['diffusion_model.layers.0.attention.to_q', 'Z-Image or Lumina'],
    ['transformer.transformer_blocks.0.attn1.to_q', 'LTX-Video or PixArt'],
    ['transformer_blocks.0.img_mlp.gate_layer', 'Qwen-Image-2.1 (4096 wide)'],
    ['something.else', 'another model'],
  ] as const)('%s', async ([name, model]) => {
    const tensors = { [`${name}.lora_A.weight`]: floats([2, 8]), [`${name}.lora_B.weight`]: floats([8, 2]) };
    await expect(readLora(await writeLora(tensors), await published)).rejects.toMatchObject({
      code: 'tensor-missing',
      message: expect.stringContaining(`was made for ${model}`),
    });
  });

  test('told by its width, where the names are the same', async () => {
    const tensors = (width: number) => ({
      [`${QUERY}.lora_A.weight`]: floats([2, width]),
      [`${QUERY}.lora_B.weight`]: floats([width, 2]),
    });
    await expect(readLora(await writeLora(tensors(4096)), await published)).rejects.toThrow(
      /expected \[2, 3072\], received \[2, 4096\].*It was made for Qwen-Image-2\.1 \(4096 wide\)/,
    );
    await expect(readLora(await writeLora(tensors(3072)), target)).rejects.toThrow(
      'It was made for Qwen-Image or Qwen-Image-Edit (3072 wide)',
    );
  });

  test('a file that is no LoRA', async () => {
    expect(await errorOf({ 'img_in.weight': floats([96, 64]) })).toEqual(
      refused('file-malformed', /is no LoRA/, 'img_in.weight'),
    );
  });
});
