/** LoRAs as a stack: adding, order, and the wires around them. */
import { describe, expect, it } from 'vitest';
import { applyPatch, type CatalogueNode, type Workflow } from '../../../engine/protocol/index.ts';
import type { Command } from '../../../editor/document/command.ts';
import { addLora, loraStacks, swapLoras } from '../../../editor/document/commands/loras.ts';
import { nodeTypes } from '../../../editor/document/graph/catalogue.ts';

const node = (type: string, inputs: CatalogueNode['inputs'], outputs: readonly string[]): CatalogueNode => ({
  type,
  version: 1,
  title: type,
  category: 'test',
  description: '',
  terminal: false,
  inputs,
  outputs: Object.fromEntries(outputs.map((name) => [name, { socket: { name } }])),
});
const socket = (name: string) => ({ kind: 'socket', socket: { name } }) as const;

const TYPES = nodeTypes({
  nodes: [
    node('load-checkpoint', { checkpoint: { kind: 'model', of: 'checkpoint' } }, ['transformer', 'vae']),
    node(
      'load-lora',
      {
        transformer: socket('transformer'),
        lora: { kind: 'model', of: 'lora', default: '' },
        strength: { kind: 'float', default: 1, min: -100, max: 100 },
      },
      ['transformer'],
    ),
    node('paint', { transformer: socket('transformer'), vae: socket('vae') }, ['image']),
  ],
});

const PLAIN: Workflow = {
  format: 'inkloom-workflow',
  version: 3,
  name: 'Fox',
  nodes: {
    load: { type: 'load-checkpoint', inputs: { checkpoint: 'nano' } },
    paint: { type: 'paint', inputs: { transformer: { from: 'load.transformer' }, vae: { from: 'load.vae' } } },
    again: { type: 'paint', inputs: { transformer: { from: 'load.transformer' } } },
  },
  view: { nodes: { load: { x: 0, y: 0 } } },
};

const after = (workflow: Workflow, { patch }: Command): Workflow => applyPatch(workflow, patch);
const stackOf = (workflow: Workflow) => loraStacks(workflow, TYPES)[0] ?? expect.fail('no stack');
const sourceOf = (workflow: Workflow, id: string): unknown => workflow.nodes[id]?.inputs?.['transformer'];

describe('a stack of LoRAs', () => {
  it('is empty where a model could be changed, and not offered elsewhere', () => {
    expect(loraStacks(PLAIN, TYPES)).toEqual([
      {
        type: 'load-lora',
        file: 'lora',
        passes: 'transformer',
        source: { node: 'load', output: 'transformer' },
        nodes: [],
      },
    ]);
  });

  it('grows at its end, and every reader gets the changed model', () => {
    const one = after(PLAIN, addLora(PLAIN, TYPES, stackOf(PLAIN), 'ink.safetensors'));
    const [first = ''] = stackOf(one).nodes;
    expect(one.nodes[first]?.inputs).toEqual({ transformer: { from: 'load.transformer' }, lora: 'ink.safetensors' });
    expect([sourceOf(one, 'paint'), sourceOf(one, 'again')]).toEqual([
      { from: `${first}.transformer` },
      { from: `${first}.transformer` },
    ]);
    expect(one.nodes['paint']?.inputs?.['vae']).toEqual({ from: 'load.vae' });
    const two = after(one, addLora(one, TYPES, stackOf(one)));
    const { nodes } = stackOf(two);
    expect(nodes).toHaveLength(2);
    expect(nodes[0]).toBe(first);
    expect(sourceOf(two, nodes[1] ?? '')).toEqual({ from: `${first}.transformer` });
    expect(sourceOf(two, 'paint')).toEqual({ from: `${nodes[1]}.transformer` });
  });

  it('changes its order by moving what the nodes say, not their wires', () => {
    const workflow: Workflow = {
      ...PLAIN,
      nodes: {
        ...PLAIN.nodes,
        a: { type: 'load-lora', title: 'Ink', inputs: { transformer: { from: 'load.transformer' }, lora: 'ink' } },
        b: {
          type: 'load-lora',
          mode: 'bypass',
          inputs: { transformer: { from: 'a.transformer' }, lora: 'light', strength: 0.5 },
        },
      },
    };
    const { nodes } = after(workflow, swapLoras(workflow, TYPES, 'a', 'b'));
    expect(nodes['a']).toEqual({
      type: 'load-lora',
      mode: 'bypass',
      inputs: { transformer: { from: 'load.transformer' }, lora: 'light', strength: 0.5 },
    });
    expect(nodes['b']).toEqual({
      type: 'load-lora',
      title: 'Ink',
      inputs: { transformer: { from: 'a.transformer' }, lora: 'ink' },
    });
    expect(stackOf(workflow).nodes).toEqual(['a', 'b']);
  });
});
