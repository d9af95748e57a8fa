/** The models that templates name: which are missing, and how files of parts stand in for a whole. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NodeRegistry } from '../../../engine/graph/registry.ts';
import { fitted } from '../../../engine/server/workflows/fitted.ts';
import { Templates } from '../../../engine/server/workflows/templates.ts';
import { loadWorkflow } from '../../../engine/workflow/load.ts';
import { standardNodes } from '../../../nodes/index.ts';
import type { ModelEntry } from '../../../nodes/services/models/entries.ts';

const SHIPPED = join(import.meta.dirname, '../../../workflows');
const registry = new NodeRegistry(standardNodes);
const entry = (name: string, kinds: ModelEntry['kinds'], fits: ModelEntry['fits'] = {}): ModelEntry => ({
  name,
  kinds,
  fits,
  path: `/models/${name}`,
  isFolder: false,
  model: 'Qwen-Image',
  format: 'bf16',
  bytes: 1,
});
const nano = entry('nano', ['checkpoint', 'transformer', 'textEncoder', 'vae'], { text: 256, latent: 64 });
const SIZES = { text: 3584, latent: 64 };
/** As `inkloom models get Qwen-Image` brings them. */
const files = [
  entry('qwen_image_fp8_e4m3fn.safetensors', ['transformer'], SIZES),
  entry('qwen_2.5_vl_7b_fp8_scaled.safetensors', ['textEncoder'], { text: 3584 }),
  entry('qwen_image_vae.safetensors', ['vae'], { latent: 64 }),
];

describe('the templates', () => {
  const templates = new Templates(SHIPPED);

  it('run with the model that ships, or say which model is missing and how to get it', async () => {
    const list = await templates.list(registry, { entries: [nano], loras: [] });
    const missing = Object.fromEntries(list.map((each) => [each.name, each.missing]));
    expect(missing['text-to-image']).toEqual([]);
    expect(missing['controlnet']).toEqual([
      {
        kind: 'checkpoint',
        name: 'Qwen-Image',
        folder: 'checkpoints',
        command: 'inkloom models get Qwen-Image',
      },
      {
        kind: 'controlNet',
        name: 'Qwen-Image-ControlNet-Union',
        folder: 'controlnet',
        page: 'https://huggingface.co/InstantX/Qwen-Image-ControlNet-Union',
      },
    ]);
    expect(missing['control-lora']?.map(({ kind, folder }) => [kind, folder])).toEqual([
      ['checkpoint', 'checkpoints'],
      ['lora', 'loras'],
    ]);
  });

  it('name what they were made for until it is there', async () => {
    const suits = async (entries: readonly ModelEntry[], loras: readonly string[]) => {
      const list = await templates.list(registry, { entries, loras });
      return list.find(({ name }) => name === 'lightning')?.suits.map(({ name }) => name);
    };
    expect(await suits([nano], [])).toEqual(['Qwen-Image', 'Qwen-Image-Lightning-8steps-V2.0-bf16']);
    expect(await suits([nano, ...files], ['Qwen-Image-Lightning-8steps-V2.0-bf16.safetensors'])).toEqual([]);
  });

  it('each have a category, and a picture that is no drawing of the graph', async () => {
    const list = await templates.list(registry, { entries: [], loras: [] });
    expect(list.filter(({ drawing }) => drawing).map(({ name }) => name)).toEqual([]);
    expect(new Set(list.map(({ category }) => category)).size).toBe(6);
  });
});

describe('a workflow that names a whole model', () => {
  it('loads the files of its parts where only these are there', async () => {
    const workflow = await loadWorkflow(join(SHIPPED, 'controlnet.json'));
    const made = fitted(workflow, [nano, ...files]);
    expect(Object.keys(made.nodes)).not.toContain('checkpoint');
    expect(made.nodes['transformer']).toEqual({
      type: 'load-transformer',
      inputs: { transformer: 'qwen_image_fp8_e4m3fn.safetensors' },
    });
    expect(made.nodes['encode']?.inputs?.['vae']).toEqual({ from: 'vae.vae' });
    expect(made.nodes['positive']?.inputs?.['textEncoder']).toEqual({ from: 'textEncoder.textEncoder' });
    expect(made.parameters?.['model']?.sets).toEqual(['transformer.transformer']);
    expect(JSON.stringify(made)).not.toContain('"checkpoint.');
    expect(Object.keys(made.view?.nodes ?? {}).toSorted()).toEqual(Object.keys(made.nodes).toSorted());
  });

  it('stays as it is where a part is missing, or the model is there', async () => {
    const workflow = await loadWorkflow(join(SHIPPED, 'controlnet.json'));
    expect(fitted(workflow, files.slice(0, 2))).toBe(workflow);
    expect(fitted(workflow, [...files, entry('Qwen-Image', ['checkpoint'])])).toBe(workflow);
  });

  it('takes a checkpoint of the name from below a folder', async () => {
    const workflow = await loadWorkflow(join(SHIPPED, 'controlnet.json'));
    const made = fitted(workflow, [entry('Qwen/Qwen-Image', ['checkpoint'])]);
    expect(made.nodes['checkpoint']?.inputs).toEqual({ checkpoint: 'Qwen/Qwen-Image' });
  });
});
