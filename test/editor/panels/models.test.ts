// @vitest-environment happy-dom
/** The models panel. */
import { signal } from '@preact/signals';
import { h } from 'preact';
import { afterEach, describe, expect, it } from 'vitest';
import type { CatalogueNode, ModelInfo, Models, ServerStatus, Workflow } from '../../../engine/protocol/index.ts';
import { nodeTypes } from '../../../editor/document/graph/catalogue.ts';
import type { Editor } from '../../../editor/editor-context.ts';
import { ModelsPanel } from '../../../editor/panels/models/ModelsPanel.tsx';
import { clear, click, named, settled, show, texts } from './dom.ts';
import { fakeEditor } from './fake.ts';

afterEach(clear);

const loader = (type: string, input: string, of: string, outputs: readonly string[]): CatalogueNode => ({
  type,
  version: 1,
  title: type,
  category: 'model',
  description: '',
  terminal: false,
  inputs: {
    ...(of === 'lora' ? { transformer: { kind: 'socket', socket: { name: 'transformer' } } as const } : {}),
    [input]: { kind: 'model', of, title: 'File', ...(of === 'lora' ? { default: '' } : {}) },
    ...(of === 'lora'
      ? { strength: { kind: 'float', default: 1, title: 'Strength', min: -9, max: 9, slider: [-2, 2] } as const }
      : {}),
  },
  outputs: Object.fromEntries(outputs.map((name) => [name, { socket: { name } }])),
});

const TYPES = nodeTypes({
  nodes: [
    loader('load-checkpoint', 'checkpoint', 'checkpoint', ['transformer', 'vae']),
    loader('load-vae', 'vae', 'vae', ['vae']),
    loader('load-lora', 'lora', 'lora', ['transformer']),
  ],
});

const model = (name: string, kind: string, more: Partial<ModelInfo> = {}): ModelInfo => ({
  name,
  kinds: [kind],
  model: 'Qwen-Image',
  format: 'bf16',
  bytes: 3e8,
  fits: {},
  ...more,
});

const MODELS: Models = {
  checkpoints: ['nano'],
  controlNets: [],
  entries: [
    model('nano', 'checkpoint'),
    model('secret', 'checkpoint', { isTest: true }),
    model('qwen_vae.safetensors', 'vae'),
    model('ink.safetensors', 'lora', { triggers: ['inkwash style'] }),
  ],
  missing: [],
  commands: { 'qwen_image_fp8.safetensors': 'inkloom models get Qwen-Image' },
};

const STATUS: ServerStatus = {
  device: 'auto',
  precision: 'auto',
  memory: { free: 1, total: 2, budget: 1 },
  devices: [],
  models: [{ name: 'nano', kind: 'transformer', copied: 1e6, mapped: 2e6 }],
};

const WORKFLOW: Workflow = {
  format: 'inkloom-workflow',
  version: 3,
  name: 'Fox',
  nodes: {
    load: { type: 'load-checkpoint', inputs: { checkpoint: 'qwen_image_fp8.safetensors' } },
    style: { type: 'load-lora', inputs: { transformer: { from: 'load.transformer' }, lora: 'ink.safetensors' } },
  },
};

async function shown() {
  const fake = fakeEditor({
    workflow: WORKFLOW,
    answers: {
      serverSettings: () => ({ models: [{ path: '/models', from: 'settings', isThere: true, isRead: true }] }),
    },
  });
  const editor = {
    ...fake.editor,
    types: signal(TYPES),
    models: signal(MODELS),
    status: { now: signal(STATUS), watch: () => () => {} },
  } as Editor;
  const root = show(h(ModelsPanel, { editor }));
  await settled();
  return { ...fake, editor, root, workflow: () => fake.session.document.workflow.value };
}

describe('the models panel', () => {
  it('lists what is there by kind, and how much of it is in memory', async () => {
    const { root } = await shown();
    expect(texts(root, '.md-group[aria-label] h3')).toEqual([
      'Missing for this workflow',
      'Whole models',
      'VAEs',
      'LoRAs',
    ]);
    expect(texts(root, '.md-model .md-name')).toEqual(['nano', 'qwen_vae.safetensors', 'ink.safetensors']);
    expect(root.querySelector('.md-model')?.textContent).toContain('Qwen-Image · bf16 · 300 MB');
    expect(texts(root, '.md-loaded')).toEqual(['In memory: 3.0 MB']);
  });

  it('says what the workflow lacks, where it belongs, and how to get it', async () => {
    const { root, calls } = await shown();
    const missing = named(root, 'Missing for this workflow', 'section');
    expect(missing.textContent).toContain('qwen_image_fp8.safetensors');
    expect(missing.textContent).toContain('Belongs into /models/checkpoints');
    expect(missing.textContent).toContain('inkloom models get Qwen-Image');
    await click(named(missing, 'Show the node', 'button'));
    expect(calls).toContainEqual(['reveal', 'load']);
  });

  it('puts a model into the selected node, or adds a node that loads it', async () => {
    const { root, session, workflow } = await shown();
    session.selection.value = new Set(['load']);
    const useOf = (name: string): Element | null | undefined =>
      [...root.querySelectorAll('.md-model')].find((row) => row.textContent?.includes(name))?.querySelector('button');
    await click(useOf('nano'));
    expect(workflow().nodes['load']?.inputs?.['checkpoint']).toBe('nano');
    expect(root.querySelector('.md-missing')).toBeNull();
    await click(useOf('qwen_vae'));
    expect(workflow().nodes['load-vae']?.inputs).toEqual({ vae: 'qwen_vae.safetensors' });
  });

  it('adds, orders, leaves out and removes LoRAs', async () => {
    const { root, workflow } = await shown();
    expect(root.querySelector('.md-triggers')?.textContent).toContain('inkwash style');
    await click(named(root, 'Add a LoRA', 'button'));
    expect(workflow().nodes['load-lora']?.inputs).toEqual({ transformer: { from: 'style.transformer' } });
    await click(named(root, 'Apply load-lora earlier', 'button'));
    expect(workflow().nodes['load-lora']?.inputs?.['lora']).toBe('ink.safetensors');
    await click(root.querySelector('[aria-label^="Leave "]'));
    expect(workflow().nodes['style']?.mode).toBe('bypass');
    await click(root.querySelectorAll('[aria-label^="Remove "]')[0]);
    expect(workflow().nodes['style']).toBeUndefined();
    expect(workflow().nodes['load-lora']?.inputs?.['transformer']).toEqual({ from: 'load.transformer' });
  });

  it('takes models out of memory, and looks for models again', async () => {
    const { root, calls } = await shown();
    await click(named(root, 'Unload all', 'button'));
    expect(calls).toContainEqual(['unloadModels']);
  });
});
