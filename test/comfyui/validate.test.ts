/** Prompts that ComfyUI refuses, and its errors as they were recorded from it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { promptsHere } from '../../engine/comfyui/prompt/prompts-here.ts';
import { NodeRegistry } from '../../engine/graph/registry.ts';
import { comfyNodes } from '../../nodes/comfyui/index.ts';
import { standardNodes } from '../../nodes/index.ts';

const recorded = JSON.parse(
  readFileSync(join(import.meta.dirname, '../fixtures/comfyui-protocol/errors.json'), 'utf8'),
) as readonly [what: string, status: number, body: object][];
const bodyOf = (what: string) => recorded.find(([name]) => name === what)?.[2];

const files: Readonly<Record<string, readonly string[]>> = {
  diffusion_models: [
    'tiny_2511_fp8_mixed_metadata.safetensors',
    'tiny_fp8_e4m3fn.safetensors',
    'tiny_fp8_mixed_new.safetensors',
    'tiny_fp8_scaled_old.safetensors',
    'tiny_int8_convrot.safetensors',
    'tiny_int8_convrot_g4.safetensors',
    'tiny_int8_rowwise.safetensors',
    'tiny_int8_tensorwise.safetensors',
    'tiny_prefixed_bf16.safetensors',
    'tiny_t2i.safetensors',
  ],
  text_encoders: ['te.safetensors'],
  vae: ['vae.safetensors'],
};
const choices = { files: (folder: string) => files[folder] ?? [], pictures: () => ['a.png'] };
const prompts = promptsHere(comfyNodes, new NodeRegistry(standardNodes), () => Promise.resolve(choices));

/** The prompt that the recordings change in one place each. */
const valid = () => ({
  '1': { class_type: 'UNETLoader', inputs: { unet_name: 'tiny_t2i.safetensors', weight_dtype: 'default' } },
  '2': { class_type: 'CLIPLoader', inputs: { clip_name: 'te.safetensors', type: 'qwen_image' } },
  '4': { class_type: 'VAELoader', inputs: { vae_name: 'vae.safetensors' } },
  '5': { class_type: 'EmptySD3LatentImage', inputs: { width: 96, height: 128, batch_size: 1 } as Inputs },
  '6': { class_type: 'CLIPTextEncode', inputs: { text: 'a fox', clip: ['2', 0] } },
  '7': { class_type: 'CLIPTextEncode', inputs: { text: ' ', clip: ['2', 0] } },
  '3': {
    class_type: 'KSampler',
    inputs: {
      model: ['1', 0],
      seed: 42,
      steps: 4,
      cfg: 2.5,
      sampler_name: 'euler',
      scheduler: 'simple',
      denoise: 1,
      positive: ['6', 0],
      negative: ['7', 0],
      latent_image: ['5', 0],
    } as Inputs,
  },
  '8': { class_type: 'VAEDecode', inputs: { samples: ['3', 0], vae: ['4', 0] } as Inputs },
  '9': { class_type: 'SaveImage', inputs: { images: ['8', 0], filename_prefix: 'x' } },
});
type Inputs = Record<string, unknown>;
type Prompt = ReturnType<typeof valid>;

/** The body of the answer, with the words of errors and lists of choices left out. */
async function answer(prompt: unknown): Promise<unknown> {
  const checked = await prompts.check(prompt);
  return { error: 'error' in checked ? checked.error : undefined, node_errors: checked.nodeErrors };
}

const changed = (change: (prompt: Prompt) => unknown) => {
  const prompt = valid();
  return (change(prompt), prompt);
};

/** Our descriptions of inputs say more or less than theirs in options; tracebacks are empty in both. */
const comparable = (body: unknown): unknown =>
  JSON.parse(JSON.stringify(body), (key, value: unknown) => (key === 'input_config' ? 'config' : value));

describe('a prompt', () => {
  it.each<[string, unknown]>([
    ['unknown class', changed((p) => Object.assign(p[3], { class_type: 'NoSuchNode' }))],
    ['missing input', changed((p) => delete p[3].inputs['seed'])],
    ['value not in list', changed((p) => (p[1].inputs.unet_name = 'nope.safetensors'))],
    ['too small', changed((p) => (p[5].inputs['width'] = 0))],
    ['wrong type link', changed((p) => (p[3].inputs['model'] = ['5', 0]))],
    ['bad link', changed((p) => (p[3].inputs['model'] = ['99', 0]))],
    ['not a number', changed((p) => (p[3].inputs['steps'] = 'many'))],
    ['no output', changed((p) => delete (p as Partial<Prompt>)[9])],
    ['empty', {}],
    ['cycle', changed((p) => (p[5].inputs['width'] = ['8', 0]))],
  ])('gets the recorded error: %s', async (what, prompt) => {
    expect(comparable(await answer(prompt))).toMatchObject(comparable(bodyOf(what)) as object);
  });

  it('that is valid names its outputs, and becomes a workflow whose nodes say what they stand for', async () => {
    const checked = await prompts.check(valid());
    expect(checked).toMatchObject({ isValid: true, goodOutputs: ['9'], nodeErrors: {} });
    if (!checked.isValid) return;
    const { workflow, targets } = prompts.toWorkflow(checked.prompt, checked.goodOutputs);
    expect(targets).toEqual(['save-image']);
    expect(workflow.nodes['denoise']).toMatchObject({ comfyui: { id: '3', class: 'KSampler' } });
  });

  it('reads numbers as Python does', async () => {
    const prompt = changed((p) => Object.assign(p[3].inputs, { steps: '4', cfg: '2.5', seed: '18446744073709551615' }));
    expect(await prompts.check(prompt)).toMatchObject({
      prompt: { 3: { inputs: { steps: 4, cfg: 2.5, seed: '18446744073709551615' } } },
    });
  });

  it('with one good output of two runs that one', async () => {
    const prompt = { ...valid(), '10': { class_type: 'SaveImage', inputs: { filename_prefix: 'y' } } };
    expect(await prompts.check(prompt)).toMatchObject({
      isValid: true,
      goodOutputs: ['9'],
      nodeErrors: { 10: { errors: [{ type: 'required_input_missing' }], dependent_outputs: ['10'] } },
    });
  });

  it('names a circle', async () => {
    const prompt = changed((p) => (p[8].inputs['samples'] = ['8', 0]));
    expect(await prompts.check(changed((p) => (p[3].inputs['latent_image'] = ['3', 0])))).toMatchObject({
      isValid: false,
      nodeErrors: { 3: { errors: [{ type: 'dependency_cycle', details: '3 (KSampler) -> 3 (KSampler)' }] } },
    });
    expect(await prompts.check(prompt)).toMatchObject({ isValid: false });
  });

  it.each<unknown>([
    null,
    1,
    'x',
    [],
    { a: null },
    { a: 1 },
    { a: { class_type: 3 } },
    JSON.parse('{"__proto__": {}}'),
  ])('is refused without a crash: %j', async (prompt) => {
    expect(await prompts.check(prompt)).toMatchObject({ isValid: false });
  });
});
