/** Workflows of ours as ComfyUI's prompts and files. */
import { describe, expect, it } from 'vitest';
import { toFile } from '../../engine/comfyui/export/to-file.ts';
import { toPrompt } from '../../engine/comfyui/export/to-prompt.ts';
import { NodeRegistry } from '../../engine/graph/registry.ts';
import { FOREIGN_IMPORTERS } from '../../engine/host/open-workflow.ts';
import { readAnyWorkflow } from '../../engine/workflow/import/read-any.ts';
import type { Workflow } from '../../engine/workflow/schema.ts';
import { comfyNodes } from '../../nodes/comfyui/index.ts';
import { standardNodes } from '../../nodes/index.ts';

const options = { theirs: comfyNodes, registry: new NodeRegistry(standardNodes), where: 'test' };

const node = (name: string, inputs: Readonly<Record<string, unknown>>, title?: string) => ({
  class_type: name,
  inputs,
  _meta: { title: title ?? comfyNodes.get(name)?.title ?? name },
});

/** Text to image, with a node of somebody else behind the picture. */
const prompt = {
  '37': node('UNETLoader', { unet_name: 'qwen_image.safetensors', weight_dtype: 'default' }),
  '38': node('CLIPLoader', { clip_name: 'qwen_2.5_vl_7b.safetensors', type: 'qwen_image', device: 'default' }),
  '39': node('VAELoader', { vae_name: 'qwen_image_vae.safetensors' }),
  '6': node('CLIPTextEncode', { text: 'a star', clip: ['38', 0] }, 'Positive'),
  '7': node('CLIPTextEncode', { text: '', clip: ['38', 0] }),
  '76:5': node('EmptySD3LatentImage', { width: 512, height: 256, batch_size: 3 }),
  '3': node('KSampler', {
    model: ['37', 0],
    seed: 42,
    steps: 20,
    cfg: 4,
    sampler_name: 'dpmpp_2m',
    scheduler: 'sgm_uniform',
    positive: ['6', 0],
    negative: ['7', 0],
    latent_image: ['76:5', 0],
    denoise: 0.75,
  }),
  '8': node('VAEDecode', { samples: ['3', 0], vae: ['39', 0] }),
  '9': node('SomebodysFilter', { image: ['8', 0], amount: 3, list: { __value__: [1, 2] } }),
  '60': node('SaveImage', { images: ['9', 2], filename_prefix: 'Qwen' }),
};

function imported(json: unknown): Workflow {
  return readAnyWorkflow(Buffer.from(JSON.stringify(json)), 'file', undefined, FOREIGN_IMPORTERS).workflow;
}

describe('a prompt that was imported', () => {
  it('is exported as it came, with ids, batch, titles and a node that is not known', () => {
    expect(toPrompt(imported(prompt), options).file).toEqual(prompt);
  });
});

describe('a node of theirs that became several of ours', () => {
  const whole = imported({
    ...prompt,
    '10': node('LoraLoader', { model: ['37', 0], clip: ['38', 0], lora_name: 'a' }),
  });
  const lora = Object.entries(whole.nodes).find(([, each]) => each.type === 'load-text-encoder-lora');
  const id = lora?.[0] ?? '';

  it('goes back as it came while they say the same', () => {
    expect(toPrompt(whole, options).file['10']).toMatchObject({
      class_type: 'LoraLoader',
      inputs: { model: ['37', 0], clip: ['38', 0], lora_name: 'a' },
    });
  });

  it('is not written from memory once one of them was changed', () => {
    const nodes = { ...whole.nodes, [id]: { ...lora?.[1], inputs: { ...lora?.[1].inputs, strength: 0.5 } } };
    expect(() => toPrompt({ ...whole, nodes } as Workflow, options)).toThrow(`node "${id}"`);
  });
});

describe('a workflow of ours in a file of theirs', () => {
  const ours: Workflow = {
    ...imported(prompt),
    name: 'Mine',
    parameters: { width: { sets: ['free-size-latent.width'], title: 'Width' } },
    view: { notes: { note: { text: 'Remember', x: 3, y: 4 } } },
  };
  const file = toFile(ours, options).file as { readonly nodes: readonly { readonly type: string }[] };

  it('comes back with its name, parameters, ids and views', () => {
    expect(imported(file)).toEqual(ours);
  });

  it('comes back as the file says once it was changed in ComfyUI', () => {
    const nodes = file.nodes.map((each) =>
      each.type === 'EmptySD3LatentImage' ? { ...each, widgets_values: [1024, 256, 3] } : each,
    );
    const changed = Object.values(imported({ ...file, nodes }).nodes);
    expect(changed.find(({ type }) => type === 'free-size-latent')?.inputs).toMatchObject({ width: 1024 });
  });
});

describe('a workflow with something that ComfyUI lacks', () => {
  it('is refused with the node, the input and what to choose, all at once', () => {
    const workflow = imported(prompt);
    const change = (type: string, inputs: object): Workflow => {
      const found = Object.entries(workflow.nodes).find(([, each]) => each.type === type);
      if (!found) throw new Error(type);
      const [id, whole] = found;
      return { ...workflow, nodes: { ...workflow.nodes, [id]: { ...whole, inputs: { ...whole.inputs, ...inputs } } } };
    };
    expect(() => toPrompt(change('schedule', { curve: 'checkpoint' }), options)).toThrow(
      /node "schedule", curve: "checkpoint" has no counterpart .*--set schedule.curve=comfyui-simple/,
    );
    expect(() => toPrompt(change('denoise', { rescale: true, stepCache: 'first-block' }), options)).toThrow(
      /stepCache: "first-block" .*choose "off"[^]*node "denoise" \(Denoise\), rescale: true .*choose false/,
    );
    expect(() => toPrompt(change('decode-latent', { somethingNew: 3 }), options)).toThrow(
      /node "decode-latent" \(VAE Decode\), somethingNew: VAEDecode of ComfyUI has nothing for it/,
    );
    expect(() => toPrompt(change('denoise', { seed: { each: [1, 2] } }), options)).toThrow(/seed: a list of values/);
  });
});
