/** Sizes and sampling that nobody set come from the model of the graph. */
import { describe, expect, it } from 'vitest';
import { withModelSettings } from '../../../editor/document/model-settings.ts';
import { nodeTypes } from '../../../editor/document/graph/catalogue.ts';
import {
  applyPatch,
  type CatalogueNode,
  type ModelInfo,
  type Patch,
  type Workflow,
} from '../../../engine/protocol/index.ts';

const node = (type: string, inputs: CatalogueNode['inputs']): CatalogueNode => ({
  type,
  version: 1,
  title: type,
  category: 'test',
  description: '',
  terminal: false,
  inputs,
  outputs: {},
});
const side = { kind: 'int', min: 16, max: 4096, default: 1328 } as const;
const TYPES = nodeTypes({
  nodes: [
    node('load', { model: { kind: 'model', of: 'checkpoint' } }),
    node('lora', { lora: { kind: 'model', of: 'lora' } }),
    node('size', { width: { ...side, fromModel: 'width' }, height: { ...side, fromModel: 'height' } }),
    node('sample', { steps: { kind: 'int', min: 1, max: 99, default: 20, fromModel: 'steps' } }),
  ],
});
const model = (name: string, kind: string, settings: ModelInfo['settings']): ModelInfo => ({
  name,
  kinds: [kind],
  model: '',
  format: '',
  bytes: 0,
  fits: {},
  settings,
});
const MODELS = [
  model('nano', 'checkpoint', { width: 128, height: 128, steps: 20 }),
  model('large', 'checkpoint', { width: 1024, height: 1024, steps: 40 }),
  model('lightning', 'lora', { steps: 4 }),
];

const empty: Workflow = { format: 'inkloom-workflow', version: 3, name: 'Test', nodes: {} };
const edit = (graph: Workflow, patch: Patch, isExact?: true): Workflow =>
  applyPatch(
    graph,
    withModelSettings(graph, { name: 'x', patch, ...(isExact ? { isExact } : {}) }, TYPES, MODELS).patch,
  );
const load = (name: string): Patch => [{ path: ['nodes', 'load'], value: { type: 'load', inputs: { model: name } } }];
const size: Patch = [{ path: ['nodes', 'size'], value: { type: 'size' } }];

describe('settings that nobody set', () => {
  it('come from the model, whichever of the two is added first', () => {
    expect(edit(edit(empty, load('nano')), size).nodes['size']?.inputs).toEqual({ width: 128, height: 128 });
    expect(edit(edit(empty, size), load('nano')).nodes['size']?.inputs).toEqual({ width: 128, height: 128 });
  });

  it('follow another model, unless the user set them', () => {
    const built = edit(edit(empty, load('nano')), size);
    const own = edit(built, [{ path: ['nodes', 'size', 'inputs', 'height'], value: 256 }]);
    const other = edit(own, [{ path: ['nodes', 'load', 'inputs', 'model'], value: 'large' }]);
    expect(other.nodes['size']?.inputs).toEqual({ width: 1024, height: 256 });
  });

  it('follow a LoRA that needs fewer steps, and come back without it', () => {
    const built = edit(edit(empty, load('large')), [{ path: ['nodes', 'sample'], value: { type: 'sample' } }]);
    expect(built.nodes['sample']?.inputs).toEqual({ steps: 40 });
    const fast = edit(built, [{ path: ['nodes', 'lora'], value: { type: 'lora', inputs: { lora: 'lightning' } } }]);
    expect(fast.nodes['sample']?.inputs).toEqual({ steps: 4 });
    expect(edit(fast, [{ path: ['nodes', 'lora'] }]).nodes['sample']?.inputs).toEqual({ steps: 40 });
  });

  it('stay as they are with two models, without one, and when an earlier state comes back', () => {
    expect(edit(empty, size).nodes['size']?.inputs).toBeUndefined();
    const second = { path: ['nodes', 'second'], value: { type: 'load', inputs: { model: 'large' } } };
    const two = edit(edit(empty, load('nano')), [second]);
    expect(edit(two, size).nodes['size']?.inputs).toBeUndefined();
    expect(edit(edit(empty, load('nano')), size, true).nodes['size']?.inputs).toBeUndefined();
  });
});
