// Schedule: the inputs each curve needs, and the shift a transformer brings.
import { describe, expect, it } from 'vitest';
import type { GraphNode } from '../../../engine/graph/graph.ts';
import { defineNode } from '../../../engine/graph/define.ts';
import { NodeRegistry } from '../../../engine/graph/registry.ts';
import { Services } from '../../../engine/graph/service.ts';
import { Engine } from '../../../engine/run/engine.ts';
import { standardNodes } from '../../../nodes/index.ts';
import { SCHEDULE, TRANSFORMER } from '../../../nodes/sockets.ts';
import { output } from '../../pipeline/support.ts';

const HANDLE = { dir: '/models/t', digest: 't', patch: 2, latentChannels: 16, textWidth: 4 };

/** A transformer that says nothing of its sigmas. */
const transformer = defineNode({
  type: 'test/transformer',
  version: 1,
  title: 'Transformer',
  category: 'test',
  description: 'A transformer.',
  inputs: {},
  outputs: { transformer: { socket: TRANSFORMER } },
  run: () => ({ transformer: HANDLE }),
});

/** A transformer whose family assumes its sigmas. */
const assuming = defineNode({
  ...transformer,
  type: 'test/assuming',
  run: () => ({ transformer: { ...HANDLE, samplingSigmas: { shift: 3.1, levels: 1000, note: '3.1 is assumed' } } }),
});

const registry = new NodeRegistry([...standardNodes, transformer, assuming]);
const engine = new Engine({ registry, services: new Services() });
const from = (source: string) => ({ from: source });

const plain: GraphNode = { type: 'test/transformer' };
const ASSUMING: GraphNode = { type: 'test/assuming' };
const shifted: GraphNode = { type: 'sampling-shift', inputs: { transformer: from('plain.transformer'), shift: 3.1 } };

const run = (inputs: GraphNode['inputs'], notes: string[] = []) =>
  engine.run(
    { nodes: { plain, shifted, assuming: ASSUMING, schedule: { type: 'schedule', inputs: { steps: 4, ...inputs } } } },
    {
      targets: ['schedule'],
      foresee: true,
      onEvent: (event) => {
        if (event.type === 'node-note') notes.push(event.message);
      },
    },
  );

async function sigmas(inputs: GraphNode['inputs']): Promise<readonly number[]> {
  return output(await run(inputs), 'schedule', 'schedule', SCHEDULE).sigmas;
}

async function failure(inputs: GraphNode['inputs']): Promise<string | undefined> {
  return run(inputs).then(
    ({ failures }) => failures[0]?.message,
    (error: Error) => error.message,
  );
}

// Values of ComfyUI's simple scheduler for shift 3.1.
const SIMPLE = [1, 0.902913, 0.756098, 0.508197, 0];
const rounded = (values: readonly number[]) => values.map((value) => Number(value.toFixed(6)));

describe('the curves of ComfyUI', () => {
  it('need no scheduler, transformer or latent', async () => {
    expect(rounded(await sigmas({ curve: 'comfyui-simple', shift: 3.1 }))).toEqual(SIMPLE);
  });

  it('take the shift of the transformer for 0', async () => {
    const own = { curve: 'comfyui-simple', shift: 0, transformer: from('shifted.transformer') };
    expect(rounded(await sigmas(own))).toEqual(SIMPLE);
  });

  it('say that the shift of the transformer is assumed where they use it', async () => {
    const [own, given]: [string[], string[]] = [[], []];
    const inputs = { curve: 'comfyui-simple', transformer: from('assuming.transformer') };
    const ran = await run({ ...inputs, shift: 0 }, own);
    expect(rounded(output(ran, 'schedule', 'schedule', SCHEDULE).sigmas)).toEqual(SIMPLE);
    await run({ ...inputs, shift: 3.1 }, given);
    expect([own, given]).toEqual([['3.1 is assumed'], []]);
  });

  it('are refused for 0 without a transformer, or with one that has no shift', async () => {
    expect(await failure({ curve: 'comfyui-simple', shift: 0 })).toContain('Link "Transformer": a shift of 0 needs it');
    const none = { curve: 'comfyui-simple', shift: 0, transformer: from('plain.transformer') };
    expect(await failure(none)).toContain('The transformer has no shift of its own: set "Shift"');
  });
});

describe('other curves', () => {
  it('custom goes without', async () => {
    expect(await sigmas({ curve: 'custom', sigmas: [1, 0.5] })).toEqual([1, 0.5, 0]);
  });

  it('name what they lack', async () => {
    expect(await failure({ curve: 'checkpoint', transformer: from('plain.transformer') })).toContain(
      'Link "Scheduler" and "Latent": the curve checkpoint needs it',
    );
  });
});
