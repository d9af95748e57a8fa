// Files of other models are named for what they are.
import { expect, it } from 'vitest';
import { plainWeight } from '../../inference/checkpoint/stored-weight.ts';
import { mapSource } from '../../inference/checkpoint/weight-source.ts';
import { otherModel } from '../../inference/families/other-models.ts';
import { layout } from '../inference/support/layouts.ts';

const weight = plainWeight({ file: '/model', offset: 0, length: 4, dtype: 'F32', shape: [1] });
const withTensor = (name: string) => mapSource('/model', new Map([[name, weight]]));

it.each([
  ['double_blocks.0.img_attn.norm.key_norm.scale', 'FLUX'],
  ['model.diffusion_model.input_blocks.0.0.weight', 'Stable Diffusion'],
  ['model.diffusion_model.blocks.0.self_attn.norm_k.weight', 'Wan'],
  ['something.else.weight', undefined],
])('%s is %s', (tensor, model) => {
  expect(otherModel(withTensor(tensor))).toBe(model);
});

it.each(['transformer-qwen-image', 'text_encoder-qwen2.5-vl-7b', 'vae-qwen-image'])(
  '%s is none of them',
  async (name) => {
    expect(otherModel(await layout(name))).toBeUndefined();
  },
);
