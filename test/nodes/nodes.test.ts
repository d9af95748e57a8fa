// Nodes that need no model (switch, primitive values, schedule), and the declarations of every node.
import { describe, expect, it } from 'vitest';
import type { Graph } from '../../engine/graph/graph.ts';
import { NodeRegistry } from '../../engine/graph/registry.ts';
import { Services } from '../../engine/graph/service.ts';
import { Engine, type RunResult } from '../../engine/run/engine.ts';
import { InferenceClient, type Schedule } from '../../inference/index.ts';
import { standardNodes } from '../../nodes/index.ts';
import { modelLibrary } from '../../nodes/services/model-library.ts';
import { RememberedDigests } from '../../nodes/services/file-digests.ts';
import { FILE_DIGESTS, INFERENCE, MODELS } from '../../nodes/services/tokens.ts';
import { repoPath } from '../inference/support/goldens.ts';

const from = (source: string) => ({ from: source });
const services = new Services()
  .provide(MODELS, modelLibrary([repoPath('models')]))
  .provide(FILE_DIGESTS, new RememberedDigests())
  .provide(INFERENCE, new InferenceClient());

function sigmasOf(outputs: RunResult['outputs']): readonly number[] {
  return (outputs['schedule']?.['schedule'] as Schedule | undefined)?.sigmas ?? [];
}

async function run(nodes: Graph['nodes'], ...targets: string[]) {
  return new Engine({ registry: new NodeRegistry(standardNodes), services }).run({ nodes }, { targets });
}

describe('switch', () => {
  const nodes = (condition: unknown): Graph['nodes'] => ({
    yes: { type: 'text', inputs: { value: 'yes' } },
    no: { type: 'text', inputs: { value: 'no' } },
    pick: { type: 'switch', inputs: { condition, whenTrue: from('yes.value'), whenFalse: from('no.value') } },
  });

  it('takes one branch and leaves the other alone', async () => {
    const { outputs, executed } = await run(nodes(false), 'pick');
    expect(outputs).toEqual({ pick: { value: 'no' } });
    expect(executed).toEqual(['no', 'pick']);
  });

  it('can be decided by another node', async () => {
    const { outputs } = await run(
      { ...nodes(from('flag.value')), flag: { type: 'boolean', inputs: { value: true } } },
      'pick',
    );
    expect(outputs).toEqual({ pick: { value: 'yes' } });
  });

  it('names the input that is not connected', async () => {
    const { failures } = await run({ pick: { type: 'switch', inputs: { condition: true } } }, 'pick');
    expect(failures).toMatchObject([
      { node: 'pick', message: 'The switch is true, but its input "whenTrue" is not connected' },
    ]);
  });
});

describe('primitive values', () => {
  const schedule = (steps: unknown): Graph['nodes'] => ({
    checkpoint: { type: 'load-checkpoint', inputs: { checkpoint: 'tiny-random' } },
    size: {
      type: 'empty-latent',
      inputs: { vae: from('checkpoint.vae'), width: from('side.value'), height: from('side.value') },
    },
    side: { type: 'whole-number', inputs: { value: 64 } },
    schedule: {
      type: 'schedule',
      inputs: {
        scheduler: from('checkpoint.scheduler'),
        transformer: from('checkpoint.transformer'),
        latent: from('size.latent'),
        steps,
      },
    },
    count: { type: 'whole-number', inputs: { value: 3 } },
    half: { type: 'number', inputs: { value: 0.5 } },
  });

  it('feed several inputs, and are checked as literals would be', async () => {
    const { outputs } = await run(schedule(from('count.value')), 'schedule');
    expect(sigmasOf(outputs)).toHaveLength(4);
    const { failures } = await run(
      { ...schedule(3), side: { type: 'whole-number', inputs: { value: 100 } } },
      'schedule',
    );
    expect(failures).toMatchObject([
      { node: 'size', message: 'Node "size", input "width": 100 is not a multiple of 16; nearest: 96 or 112.' },
    ]);
  });

  it('of a number do not fit where a whole number is wanted', async () => {
    await expect(run(schedule(from('half.value')), 'schedule')).rejects.toThrow(
      'Node "schedule", input "steps": expects int, but "half.value" gives float.',
    );
  });
});

describe('schedule', () => {
  const nodes = (inputs: Record<string, unknown>): Graph['nodes'] => ({
    checkpoint: { type: 'load-checkpoint', inputs: { checkpoint: 'tiny-random' } },
    size: { type: 'empty-latent', inputs: { vae: from('checkpoint.vae'), width: 1024, height: 1024 } },
    schedule: {
      type: 'schedule',
      inputs: {
        scheduler: from('checkpoint.scheduler'),
        transformer: from('checkpoint.transformer'),
        latent: from('size.latent'),
        steps: 4,
        ...inputs,
      },
    },
  });
  const sigmas = async (inputs: Record<string, unknown>): Promise<number[]> => {
    const { outputs, failures } = await run(nodes(inputs), 'schedule');
    expect(failures).toEqual([]);
    return sigmasOf(outputs).map((sigma) => Number(sigma.toFixed(4)));
  };

  it.each([
    ['lightning', { curve: 'lightning' }, [1, 0.9, 0.75, 0.5, 0]],
    ['a constant shift of 1', { curve: 'constant-shift', shift: 1 }, [1, 0.75, 0.5, 0.25, 0]],
    ['custom sigmas', { curve: 'custom', sigmas: [1, 0.4] }, [1, 0.4, 0]],
    ['custom sigmas with their end', { curve: 'custom', sigmas: [1, 0.4, 0] }, [1, 0.4, 0]],
    ['half of lightning', { curve: 'lightning', strength: 0.5 }, [0.75, 0.5, 0]],
  ])('%s', async (_name, inputs, expected) => {
    expect(await sigmas(inputs)).toEqual(expected);
  });

  it('of the checkpoint ends its last step at the terminal sigma', async () => {
    expect((await sigmas({})).slice(-2)).toEqual([0.02, 0]);
  });

  it('shifts and stretches custom sigmas when asked, as diffusers does with those it is given', async () => {
    const even = await sigmas({});
    expect(await sigmas({ curve: 'custom-shifted', sigmas: [1, 0.75, 0.5, 0.25] })).toEqual(even);
    expect(await sigmas({ curve: 'custom-shifted', sigmas: [1, 0.75, 0.5, 0.25, 0] })).toEqual(even);
    // By hand from the scheduler config: 4096 tokens, base_shift 0.5 at 256, max_shift 0.9 at 8192, terminal 0.02.
    const mu = 0.5 + ((0.9 - 0.5) / (8192 - 256)) * (4096 - 256);
    const bend = (sigma: number): number => Math.exp(mu) / (Math.exp(mu) + 1 / sigma - 1);
    const scale = (1 - bend(0.1)) / (1 - 0.02);
    const expected = [0.9, 0.3, 0.1].map((sigma) => Number((1 - (1 - bend(sigma)) / scale).toFixed(4)));
    expect(await sigmas({ curve: 'custom-shifted', sigmas: [0.9, 0.3, 0.1] })).toEqual([...expected, 0]);
  });

  it('names the field of wrong custom sigmas', async () => {
    const { failures } = await run(nodes({ curve: 'custom', sigmas: [0.4, 1] }), 'schedule');
    expect(failures).toMatchObject([{ node: 'schedule', code: 'invalid-input', details: { field: 'sigmas' } }]);
  });
});

describe('every node', () => {
  it.each(standardNodes.map((node) => [node.type, node] as const))(
    '%s declares title, description and category',
    (_type, { title, description, category, inputs, outputs }) => {
      for (const text of [title, description, category]) expect(text.length).toBeGreaterThan(2);
      for (const [name, input] of Object.entries({ ...inputs, ...outputs })) {
        expect(name).toMatch(/^[a-z][A-Za-z]*$/);
        expect(typeof (input.title ?? name)).toBe('string');
      }
    },
  );
});
