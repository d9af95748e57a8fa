// Nodes that stand for ComfyUI's give its latents together: shift and norm of a transformer, references and their
// method, zero conditioning, controls that prompts and transformers carry.
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { MemoryCache } from '../../engine/cache/memory.ts';
import { defineNode } from '../../engine/graph/define.ts';
import type { Graph, GraphNode } from '../../engine/graph/graph.ts';
import { NodeRegistry } from '../../engine/graph/registry.ts';
import { Engine, type RunResult } from '../../engine/run/engine.ts';
import { Vae } from '../../inference/families/qwen-image/vae/vae.ts';
import { float32, type Tensor } from '../../inference/tensor.ts';
import { standardNodes } from '../../nodes/index.ts';
import { standardServices } from '../../nodes/services/standard.ts';
import { CONDITIONING, LATENT } from '../../nodes/sockets.ts';
import { gap, openGoldens, repoPath, TINY } from '../inference/support/goldens.ts';
import { output } from './support.ts';

/** Largest difference, as a share of the largest value. */
const TOLERANCE = 1e-3;

const goldens = await openGoldens('parity');
const vae = await Vae.load(join(TINY, 'vae'), { precision: 'fp32' });
const standard = standardServices({ modelFolders: [repoPath('models'), repoPath('test/fixtures')] });
afterAll(() => Promise.all([vae.release(), standard.close()]));

/** A latent of any values. */
const given = new Map<string, Tensor<'float32'>>();
const givenLatent = defineNode({
  type: 'test/given-latent',
  version: 1,
  title: 'Given latent',
  category: 'test',
  description: 'A latent by its name.',
  inputs: { name: { kind: 'text', default: '' } },
  outputs: { latent: { socket: LATENT } },
  run({ name }) {
    const samples = given.get(name);
    if (!samples) throw new Error(`no latent ${name}`);
    return { latent: { samples, scale: 8 } };
  },
});
for (const name of ['a', 'b'])
  given.set(name, vae.normalise((await vae.encode(await goldens.get(`picture.${name}`))).mean));
for (const name of ['odd.latent', 'cfg1']) given.set(name, zerosLike(await goldens.get(name)));

function zerosLike({ dims }: Tensor<'float32'>): Tensor<'float32'> {
  return float32(new Float32Array(dims.reduce((size, dim) => size * dim, 1)), dims);
}

const from = (source: string) => ({ from: source });
const registry = new NodeRegistry([...standardNodes, givenLatent]);
const shared = new MemoryCache();

interface Options {
  readonly nodes?: Graph['nodes'];
  /** Name of a latent of zeros. */
  readonly latent?: string;
  readonly transformer?: string;
  readonly positive?: string;
  readonly negative?: string;
  readonly schedule?: GraphNode['inputs'];
  readonly denoise?: GraphNode['inputs'];
}

/** A KSampler of ComfyUI with 4 steps, guidance 2.5, euler and simple. */
function graphOf(options: Options): Graph {
  const { transformer = 'model.transformer', positive = 'positive.conditioning' } = options;
  const text = (prompt: string) => ({
    type: 'encode-text',
    inputs: { textEncoder: from('model.textEncoder'), prompt },
  });
  return {
    nodes: {
      model: { type: 'load-checkpoint', inputs: { checkpoint: 'tiny-random' } },
      positive: text('A red fox in the snow'),
      negative: text(' '),
      latent: { type: 'test/given-latent', inputs: { name: options.latent ?? 'cfg1' } },
      ...options.nodes,
      schedule: {
        type: 'schedule',
        inputs: { transformer: from(transformer), steps: 4, curve: 'comfyui-simple', shift: 0, ...options.schedule },
      },
      denoise: {
        type: 'denoise',
        inputs: {
          transformer: from(transformer),
          latent: from('latent.latent'),
          positive: from(positive),
          negative: from(options.negative ?? 'negative.conditioning'),
          schedule: from('schedule.schedule'),
          guidance: 2.5,
          rescale: false,
          parity: 'comfyui',
          ...options.denoise,
        },
      },
    },
  };
}

function run(options: Options, targets = ['denoise'], cache = shared): Promise<RunResult> {
  return new Engine({ registry, services: standard.services, cache }).run(graphOf(options), { targets, foresee: true });
}

async function latents(options: Options): Promise<Tensor<'float32'>> {
  return output(await run(options), 'denoise', 'latent', LATENT).samples;
}

async function errorOf(name: string, options: Options): Promise<number> {
  const expected = await goldens.get(name);
  const actual = vae.denormalise(await latents(options));
  return gap(name, actual, expected) / Math.max(...expected.data.map(Math.abs));
}

const shift: GraphNode = { type: 'sampling-shift', inputs: { transformer: from('model.transformer') } };

describe('the latents of ComfyUI', () => {
  it('without a shift, by the sigmas that ComfyUI gives such models', async () => {
    expect(await errorOf('noshiftnode', { denoise: { seed: 9 } })).toBeLessThan(TOLERANCE);
  });

  it('with a shift and a norm of guidance on the transformer', async () => {
    const normed = { type: 'normalise-guidance', inputs: { transformer: from('shift.transformer'), strength: 0.5 } };
    const options = { nodes: { shift, normed }, transformer: 'normed.transformer', denoise: { seed: 10, guidance: 4 } };
    expect(await errorOf('cfgnorm.half', options)).toBeLessThan(TOLERANCE);
  });

  it('of odd sides', async () => {
    const options = { nodes: { shift }, transformer: 'shift.transformer', latent: 'odd.latent', denoise: { seed: 12 } };
    expect(await errorOf('odd.latent', options)).toBeLessThan(TOLERANCE);
  });

  it.each(['offset', 'index_timestep_zero'])('with references, method %s', async (method) => {
    const picture = (name: string): GraphNode => ({ type: 'test/given-latent', inputs: { name } });
    const refer = (prompt: string): GraphNode => ({
      type: 'add-reference',
      inputs: { conditioning: from(`${prompt}.conditioning`), references: [from('a.latent'), from('b.latent')] },
    });
    const by = (prompt: string): GraphNode => ({
      type: 'reference-method',
      inputs: { conditioning: from(`${prompt}.conditioning`), method },
    });
    const prompts = { p: refer('positive'), n: refer('negative'), positiveBy: by('p'), negativeBy: by('n') };
    const options = {
      nodes: { shift, a: picture('a'), b: picture('b'), ...prompts },
      transformer: 'shift.transformer',
      positive: 'positiveBy.conditioning',
      negative: 'negativeBy.conditioning',
      denoise: { seed: 16 },
    };
    expect(await errorOf(`refmethod.${method}`, options)).toBeLessThan(TOLERANCE);
  });
});

describe('a prompt of zeros', () => {
  const zero: GraphNode = { type: 'zero-conditioning', inputs: { conditioning: from('positive.conditioning') } };

  it('is as long as the prompt, and another than none', async () => {
    const ran = await run({ nodes: { zero }, negative: 'zero.conditioning' }, ['zero', 'positive', 'denoise']);
    const { embeds } = output(ran, 'zero', 'conditioning', CONDITIONING);
    expect(embeds.dims).toEqual(output(ran, 'positive', 'conditioning', CONDITIONING).embeds.dims);
    expect(embeds.data.every((value) => value === 0)).toBe(true);
    const samples = output(ran, 'denoise', 'latent', LATENT).samples;
    expect(gap('other negative', samples, await latents({}))).toBeGreaterThan(1e-2);
  });
});

describe('guidance below 1', () => {
  it('counts as in ComfyUI, and is none as in diffusers', async () => {
    const [none, half] = [await latents({ denoise: { guidance: 1 } }), await latents({ denoise: { guidance: 0.5 } })];
    expect(gap('half', half, none)).toBeGreaterThan(1e-2);
    const asDiffusers = await latents({ denoise: { guidance: 0.5, parity: 'diffusers' } });
    expect(gap('none', asDiffusers, none)).toBeLessThan(1e-5);
  });
});
