/** Nodes of ComfyUI as nodes of ours: what becomes of their values, by prompts of a few nodes. */
import { describe, expect, it } from 'vitest';
import { FOREIGN_IMPORTERS } from '../../engine/host/open-workflow.ts';
import { NodeRegistry } from '../../engine/graph/registry.ts';
import { planGraph } from '../../engine/graph/plan.ts';
import { readAnyWorkflow } from '../../engine/workflow/import/read-any.ts';
import { standardNodes } from '../../nodes/index.ts';

type Nodes = Readonly<Record<string, readonly [name: string, inputs: Readonly<Record<string, unknown>>]>>;

const registry = new NodeRegistry(standardNodes);

/** What every prompt here begins with. */
const MODELS: Nodes = {
  model: ['UNETLoader', { unet_name: 'sub\\a.safetensors' }],
  clip: ['CLIPLoader', { clip_name: 'te.safetensors', type: 'qwen_image' }],
  vae: ['VAELoader', { vae_name: 'vae.safetensors' }],
  positive: ['CLIPTextEncode', { text: 'a fox', clip: ['clip', 0] }],
  negative: ['CLIPTextEncode', { text: '', clip: ['clip', 0] }],
  picture: ['LoadImage', { image: 'a.png' }],
  latent: ['VAEEncode', { pixels: ['picture', 0], vae: ['vae', 0] }],
};

const PROMPTS = { positive: ['positive', 0], negative: ['negative', 0] };
const LOOP = {
  model: ['model', 0],
  ...PROMPTS,
  latent_image: ['latent', 0],
  sampler_name: 'euler',
  scheduler: 'simple',
};

/** The nodes of ours that stand for one of theirs, and whether the whole can be planned. */
function become(nodes: Nodes, id: string) {
  const json = Object.entries({ ...MODELS, ...nodes }).map(([key, [name, inputs]]) => {
    return [key, { class_type: name, inputs }] as const;
  });
  const bytes = Buffer.from(JSON.stringify(Object.fromEntries(json)));
  const { workflow, issues } = readAnyWorkflow(bytes, 'file', undefined, FOREIGN_IMPORTERS);
  const ours = Object.values(workflow.nodes).filter(({ comfyui }) => (comfyui as { id: string }).id === id);
  const targets = Object.keys(workflow.nodes).filter((key) => workflow.nodes[key]?.type === 'denoise');
  const runs = targets.length > 0 && issues.length === 0;
  return {
    ours: ours.map(({ type, inputs }) => ({ type, inputs })),
    issues: issues.map(({ message }) => message),
    problems: runs ? planGraph(workflow, registry, { targets }).issues : [],
  };
}

describe('a node of ComfyUI', () => {
  it.each<[string, Nodes, readonly object[]]>([
    [
      'KSampler draws and masks as ComfyUI does, and keeps a large seed',
      { node: ['KSampler', { ...LOOP, seed: 2 ** 60, steps: 4, cfg: 2.5, denoise: 0.5 }] },
      [
        { type: 'schedule', inputs: { steps: 4, curve: 'comfyui-simple', shift: 0, denoise: 0.5 } },
        {
          type: 'denoise',
          inputs: {
            seed: '1152921504606847000',
            guidance: 2.5,
            rescale: false,
            parity: 'comfyui',
            maskRule: 'comfyui',
          },
        },
      ],
    ],
    [
      'KSamplerAdvanced runs some of the steps',
      {
        node: [
          'KSamplerAdvanced',
          {
            ...LOOP,
            add_noise: 'disable',
            noise_seed: 3,
            steps: 8,
            cfg: 1,
            start_at_step: 2,
            end_at_step: 6,
            return_with_leftover_noise: 'enable',
          },
        ],
      },
      [
        { type: 'schedule', inputs: { steps: 8 } },
        { type: 'cut-schedule', inputs: { startStep: 2, endStep: 6, keepNoise: true } },
        { type: 'denoise', inputs: { addNoise: false, seed: 3, guidance: 1 } },
      ],
    ],
    [
      'SamplerCustomAdvanced takes noise, prompts and sampler from others',
      {
        noise: ['RandomNoise', { noise_seed: 7 }],
        guider: ['CFGGuider', { model: ['model', 0], ...PROMPTS, cfg: 3 }],
        sampler: ['KSamplerSelect', { sampler_name: 'heun' }],
        sigmas: ['ManualSigmas', { sigmas: '1, 0.5, 0' }],
        node: [
          'SamplerCustomAdvanced',
          {
            noise: ['noise', 0],
            guider: ['guider', 0],
            sampler: ['sampler', 0],
            sigmas: ['sigmas', 0],
            latent_image: ['latent', 0],
          },
        ],
      },
      [{ type: 'denoise', inputs: { seed: 7, addNoise: true, guidance: 3, sampler: 'heun' } }],
    ],
    [
      'TextEncodeQwenImageEdit shows both models one picture of a megapixel',
      {
        node: ['TextEncodeQwenImageEdit', { clip: ['clip', 0], prompt: 'red', vae: ['vae', 0], image: ['picture', 0] }],
      },
      [
        { type: 'scale-to-megapixels', inputs: { megapixels: 1, multiple: 1, method: 'area' } },
        { type: 'look-at-image', inputs: { asIs: true } },
        { type: 'encode-image', inputs: { crop: true } },
        { type: 'encode-edit', inputs: { prompt: 'red', about: 'one' } },
      ],
    ],
    [
      'TextEncodeQwenImageEditPlus without a VAE adds no references',
      { node: ['TextEncodeQwenImageEditPlus', { clip: ['clip', 0], prompt: 'red', image1: ['picture', 0] }] },
      [
        { type: 'scale-to-megapixels', inputs: { megapixels: (384 / 1024) ** 2, multiple: 1, method: 'area' } },
        { type: 'look-at-image', inputs: { asIs: true } },
        { type: 'encode-edit', inputs: { prompt: 'red', about: 'several' } },
      ],
    ],
    [
      'EmptySD3LatentImage makes a batch',
      { node: ['EmptySD3LatentImage', { width: 64, height: 32, batch_size: 3 }] },
      [{ type: 'free-size-latent', inputs: { width: 64, height: 32, batchIndex: { each: [0, 1, 2] }, batchSize: 3 } }],
    ],
    [
      'LatentUpscale names its method and cut',
      {
        node: [
          'LatentUpscale',
          { samples: ['latent', 0], upscale_method: 'bilinear', width: 64, height: 0, crop: 'center' },
        ],
      },
      [{ type: 'resize-latent', inputs: { by: 'size', method: 'bilinear', width: 64, height: 0, crop: true } }],
    ],
  ])('%s', (_, nodes, expected) => {
    const { ours, issues, problems } = become(nodes, 'node');
    expect([...issues, ...problems]).toEqual([]);
    expect(ours).toMatchObject(expected);
  });

  it('that cannot be as it is set says why, and one that is not known what could serve', () => {
    const sampler = { ...LOOP, sampler_name: 'dpm_fast', seed: 0, steps: 1, cfg: 1, denoise: 1 };
    const { issues } = become({ node: ['KSampler', sampler], guider: ['DualCFGGuider', { model: ['model', 0] }] }, '');
    expect(issues).toEqual([
      'Node guider (DualCFGGuider) is not known here, and is kept as it is: try CFGGuider.',
      expect.stringMatching(
        /^Node node \(KSampler\) asks for the sampler "dpm_fast"; there are euler, .*kept as it is/,
      ),
    ]);
  });

  it('that names a file of Windows gets slashes', () => {
    expect(become({}, 'model').ours).toMatchObject([{ inputs: { transformer: 'sub/a.safetensors' } }]);
  });
});
