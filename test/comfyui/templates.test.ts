/** ComfyUI's official templates, run as they are but small: on the tiny checkpoints under the names they ask for. */
import { copyFile, mkdir, mkdtemp, readFile } from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Composed, compose } from '../../engine/host/compose.ts';
import { FOREIGN_IMPORTERS } from '../../engine/host/open-workflow.ts';
import { readAnyWorkflow } from '../../engine/workflow/import/read-any.ts';
import type { Workflow, WorkflowNode } from '../../engine/workflow/schema.ts';
import { repoPath } from '../inference/support/goldens.ts';
import { comfyParts, writeTensors } from '../support/comfyui-folder.ts';

const FOLDER = join(import.meta.dirname, '../fixtures/comfyui-workflows');
const templates = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));

/** Where models of a kind are, and the tiny one that stands for one of a name. */
const SOURCES: Readonly<Record<string, (name: string) => string>> = {
  diffusion_models: (name) => partOf(name, 'transformer'),
  text_encoders: (name) => partOf(name, 'text_encoder', 'model'),
  vae: (name) => partOf(name, 'vae'),
  loras: () => repoPath('test/fixtures/loras/diffusers.safetensors'),
  controlnet: () => checkpoint('tiny-controlnet/diffusion_pytorch_model'),
  model_patches: () => repoPath('test/fixtures/control/canny-patch.safetensors'),
};

const checkpoint = (file: string): string => repoPath(`test/fixtures/checkpoints/${file}.safetensors`);

function partOf(name: string, part: string, file = 'diffusion_pytorch_model'): string {
  if (/2\.1|qwen3/.test(name)) return checkpoint(`tiny-2.1/${part}/${file}`);
  if (name.includes('layered')) return checkpoint(`tiny-layered/${part}/${file}`);
  return join(root, 'parts', `${part}.safetensors`);
}

/** Classes that name a model, with the input of ours and the folder. */
const LOADERS: Readonly<Record<string, readonly [input: string, folder: string]>> = {
  UNETLoader: ['transformer', 'diffusion_models'],
  CLIPLoader: ['textEncoder', 'text_encoders'],
  VAELoader: ['vae', 'vae'],
  LoraLoaderModelOnly: ['lora', 'loras'],
  ControlNetLoader: ['controlNet', 'controlnet'],
  ModelPatchLoader: ['controlNet', 'model_patches'],
};

/** Values that make a run quick, by the type of the node. */
const SMALL: Readonly<Record<string, object>> = {
  'schedule': { steps: 1 },
  'free-size-latent': { width: 64, height: 64 },
  'scale-to-megapixels': { megapixels: 0.01 },
  'scale-to-side': { pixels: 64 },
};

let root: string;
let composed: Composed;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'inkloom-templates-'));
  const { transformer, text, vae } = await comfyParts();
  await writeTensors(join(root, 'parts/transformer.safetensors'), transformer);
  await writeTensors(join(root, 'parts/text_encoder.safetensors'), text);
  await writeTensors(join(root, 'parts/vae.safetensors'), vae);
  await mkdir(join(root, 'models'));
  composed = await compose({ models: [root], noCache: true }, () => {}, [join(root, 'input')]);
});

afterAll(() => composed.close());

/** Puts the models and pictures there that a node names. @param inputs of the subgraph, by name. */
async function provide({ inputs = {}, comfyui }: WorkflowNode, defaults: Readonly<Record<string, unknown>>) {
  const name = (comfyui as { readonly class: string } | undefined)?.class ?? '';
  const valueOf = (input: string): unknown => {
    const from = (inputs[input] as { readonly from?: string } | undefined)?.from;
    return from?.startsWith('$inputs.') ? defaults[from.slice('$inputs.'.length)] : inputs[input];
  };
  const [input, folder] = LOADERS[name] ?? [];
  const model = input === undefined ? undefined : valueOf(input);
  if (folder !== undefined && typeof model === 'string') {
    await copied((SOURCES[folder] as (name: string) => string)(model), join(root, 'models', folder, model));
  }
  const picture = name === 'LoadImage' ? valueOf('image') : undefined;
  if (typeof picture !== 'string') return;
  await mkdir(join(root, 'input'), { recursive: true });
  const grey = { create: { width: 256, height: 256, channels: 3, background: '#7f9f5f' } } as const;
  await sharp(grey)
    .png()
    .toFile(join(root, 'input', basename(picture)));
}

async function copied(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await copyFile(from, to);
}

/** The same nodes with values that make them quick. One of a fixed size becomes one of a small size. */
function small(nodes: Workflow['nodes']): Workflow['nodes'] {
  const changed = Object.entries(nodes).map(([id, node]): [string, WorkflowNode] => {
    const { inputs = {} } = node;
    if (node.type === 'fit-trained-size') {
      return [id, { ...node, type: 'resize-image', inputs: { ...inputs, width: 64, height: 64 } }];
    }
    return [id, { ...node, inputs: { ...inputs, ...SMALL[node.type] } }];
  });
  return Object.fromEntries(changed);
}

async function opened(name: string) {
  const { workflow, issues } = readAnyWorkflow(await readFile(join(FOLDER, name)), name, undefined, FOREIGN_IMPORTERS);
  for (const node of Object.values(workflow.nodes)) await provide(node, {});
  const subgraphs = Object.entries(workflow.subgraphs ?? {});
  for (const [, { nodes, inputs = {} }] of subgraphs) {
    const defaults = Object.fromEntries(Object.entries(inputs).map(([input, own]) => [input, own.default]));
    for (const node of Object.values(nodes)) await provide(node, defaults);
  }
  const smaller = subgraphs.map(([id, subgraph]) => [id, { ...subgraph, nodes: small(subgraph.nodes) }] as const);
  return {
    workflow: { ...workflow, nodes: small(workflow.nodes), subgraphs: Object.fromEntries(smaller) },
    issues: issues.map(({ message }) => message),
  };
}

/** Templates with a model of another family in them. */
const DEPTH_MAP = 'image_qwen_image_instantx_controlnet.json';

describe('a template', () => {
  it.each(templates.filter((name) => name !== DEPTH_MAP))('runs, and nothing of it is left out: %s', async (name) => {
    const { workflow, issues } = await opened(name);
    expect(issues).toEqual([]);
    const { failures, executed } = await composed.engine.run(workflow, { foresee: true });
    expect(failures).toEqual([]);
    expect(executed.some((node) => /denoise/.test(node))).toBe(true);
  });

  it('whose depth map is made by another model says so, and what to do', async () => {
    const { workflow, issues } = await opened(DEPTH_MAP);
    expect(issues).toEqual([
      'Node 115 (LotusConditioning) is not known here, and is kept as it is: ' +
        'try a depth map that was made elsewhere, with LoadImage.',
      'Node 28 (SetFirstSigma) sets a sigma above 1, which models of other families have; it is kept as it is.',
    ]);
    const { failures } = await composed.engine.run(workflow, { foresee: true });
    expect(failures.map(({ type }) => type)).toEqual(['foreign-node', 'foreign-node']);
  });
});
