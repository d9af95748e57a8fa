// Nodes give the latents of a real ComfyUI 0.33 on the tiny checkpoint: what is drawn for a seed and a batch, pictures
// denoised in part, masks. Settings of each golden: test/fixtures/goldens/make_comfyui_latents.py.
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { defineNode } from '../../engine/graph/define.ts';
import type { GraphNode } from '../../engine/graph/graph.ts';
import { NodeRegistry } from '../../engine/graph/registry.ts';
import { Engine, type RunResult } from '../../engine/run/engine.ts';
import { loadWorkflow } from '../../engine/workflow/load.ts';
import { applySettings } from '../../engine/workflow/settings.ts';
import { Vae } from '../../inference/families/qwen-image/vae/vae.ts';
import { interpolate } from '../../inference/image/interpolate.ts';
import type { PixelMask } from '../../inference/image/mask.ts';
import { float32, type Tensor } from '../../inference/tensor.ts';
import { standardNodes } from '../../nodes/index.ts';
import { pixelsOf } from '../../nodes/image/pixels.ts';
import { standardServices } from '../../nodes/services/standard.ts';
import { type Latent, LATENT, MASK } from '../../nodes/sockets.ts';
import { gap, openGoldens, repoPath, stack, TINY } from '../inference/support/goldens.ts';
import { output } from '../pipeline/support.ts';

/** Largest difference, as a share of the largest value. */
const TOLERANCE = 1e-3;
const [WIDTH, HEIGHT] = [96, 128];

const goldens = await openGoldens('comfyui-latents');
const vae = await Vae.load(join(TINY, 'vae'), { precision: 'fp32' });
const given = await picture();
afterAll(() => vae.release());

/** a.png as ComfyUI's ImageScale (area) and VAEEncode make it: its pixels are not rounded to 8 bits between the two. */
async function picture(): Promise<Latent> {
  const { width, height, data } = await pixelsOf(sharp(repoPath('test/fixtures/images/a.png')));
  const planes = [0, 1, 2].map((channel) => {
    const plane = Float32Array.from(
      { length: width * height },
      (_, i) => ((data[i * 3 + channel] ?? NaN) / 255) * 2 - 1,
    );
    return interpolate(plane, { width, height }, { width: WIDTH, height: HEIGHT }, 'area');
  });
  const pixels = float32(Float32Array.from(planes.flatMap((plane) => [...plane])), [1, 3, HEIGHT, WIDTH]);
  return { samples: vae.normalise((await vae.encode(pixels)).mean), scale: 8 };
}

/**
 * mask.png as ComfyUI's LoadImage reads a grey PNG: 8 bits are shifted to 16, so that white is 65280 of 65535. These
 * values are no whole 255ths, so they are no bytes here.
 */
async function greyMask(): Promise<PixelMask> {
  const mask = await pixelsOf(sharp(repoPath('test/fixtures/images/mask.png')).toColourspace('b-w'));
  const values = Float32Array.from(mask.data, (value) => (value * 256 * 255) / 65_535);
  return { ...mask, data: values as unknown as Uint8Array };
}

const givenLatent = defineNode({
  type: 'given-latent',
  version: 1,
  title: 'Given latent',
  category: 'latent',
  description: 'The latent of the picture.',
  inputs: {},
  outputs: { latent: { socket: LATENT } },
  run: () => ({ latent: given }),
});

const givenMask = defineNode({
  type: 'given-mask',
  version: 1,
  title: 'Given mask',
  category: 'latent',
  description: 'The mask.',
  inputs: { isWhite: { kind: 'boolean', default: false } },
  outputs: { mask: { socket: MASK } },
  run: async ({ isWhite }) => {
    const mask = await greyMask();
    return { mask: isWhite ? { ...mask, data: mask.data.map(() => 255) } : mask };
  },
});

const registry = new NodeRegistry([...standardNodes, givenLatent, givenMask]);
const standard = standardServices({ modelFolders: [repoPath('models')] });
afterAll(() => standard.close());

const workflow = await loadWorkflow(repoPath('workflows/text-to-image.json'));

/** Runs the workflow for one picture, with the settings that ComfyUI's pictures need; nodes are added or changed. */
async function run(
  settings: readonly string[],
  nodes: Readonly<Record<string, GraphNode>> = {},
  targets: readonly string[] = ['denoise'],
): Promise<RunResult> {
  const fixed = [`width=${WIDTH}`, `height=${HEIGHT}`, 'model=tiny-random', 'steps=4', 'guidance=2.5'];
  const prompts = ['prompt=A red fox in the snow', 'negative.prompt= '];
  const parity = ['denoise.rescale=false', 'denoise.maskRule=comfyui', 'denoise.noise=comfyui'];
  const curve = ['schedule.curve=comfyui-simple', 'schedule.shift=3.1'];
  const graph = applySettings(workflow, [...fixed, ...prompts, ...parity, ...curve, ...settings], registry);
  const changed = Object.entries(nodes).map(([id, node]) => {
    const known = graph.nodes[id];
    return [id, known ? { ...known, inputs: { ...known.inputs, ...node.inputs } } : node] as const;
  });
  const whole = { ...graph, nodes: { ...graph.nodes, ...Object.fromEntries(changed) } };
  return new Engine({ registry, services: standard.services }).run(whole, { targets });
}

async function latents(...args: Parameters<typeof run>): Promise<Tensor<'float32'>> {
  return output(await run(...args), 'denoise', 'latent', LATENT).samples;
}

async function errorOf(name: string, ...pictures: readonly Tensor<'float32'>[]): Promise<number> {
  const expected = await goldens.get(name);
  return (
    gap(name, stack(...pictures.map((one) => vae.denormalise(one))), expected) /
    Math.max(...expected.data.map(Math.abs))
  );
}

const from = (source: string) => ({ from: source });
const fromPicture: Record<string, GraphNode> = {
  picture: { type: 'given-latent' },
  schedule: { type: 'schedule', inputs: { latent: from('picture.latent') } },
  denoise: { type: 'denoise', inputs: { latent: from('picture.latent') } },
};
const masked: Record<string, GraphNode> = {
  ...fromPicture,
  maskFile: { type: 'given-mask' },
  masked: { type: 'latent-mask', inputs: { latent: from('picture.latent'), mask: from('maskFile.mask') } },
  denoise: { type: 'denoise', inputs: { latent: from('masked.latent') } },
};

describe('a seed draws the noise of ComfyUI', () => {
  it.each([
    ['seed.big', 'seed=9223372036854775813'],
    ['seed.32', 'seed=4294967299'],
    ['shift1', 'seed=9', 'schedule.shift=1'],
  ])('%s', async (name, ...settings) => {
    expect(await errorOf(name, await latents(settings))).toBeLessThan(TOLERANCE);
  });
});

describe('a picture is denoised in part', () => {
  it('from the noise of a part of the schedule', async () => {
    expect(
      await errorOf('img2img', await latents(['seed=13', 'steps=8', 'schedule.denoise=0.6'], fromPicture)),
    ).toBeLessThan(TOLERANCE);
  });

  it.each([
    ['inpaint', 'steps=6'],
    ['inpaint.denoise', 'steps=8', 'schedule.denoise=0.7'],
  ])('within the mask that its latent carries: %s', async (name, ...settings) => {
    expect(await errorOf(name, await latents(['seed=14', ...settings], masked))).toBeLessThan(TOLERANCE);
  });

  it('within a mask of the node, which counts before one that the latent carries', async () => {
    const nodes = {
      ...masked,
      all: { type: 'given-mask', inputs: { isWhite: true } },
      masked: { type: 'latent-mask', inputs: { latent: from('picture.latent'), mask: from('all.mask') } },
      denoise: { type: 'denoise', inputs: { latent: from('masked.latent'), mask: from('maskFile.mask') } },
    };
    expect(await errorOf('inpaint', await latents(['seed=14', 'steps=6'], nodes))).toBeLessThan(TOLERANCE);
  });
});

describe('a picture is denoised by one node after another', () => {
  const single = { ...workflow.nodes['denoise']?.inputs, seed: '4294967299', guidance: 2.5, rescale: false };
  const cut = (inputs: object): GraphNode => ({
    type: 'cut-schedule',
    inputs: { schedule: from('schedule.schedule'), ...inputs },
  });
  const parts = (first: object, second: object): Record<string, GraphNode> => ({
    begin: cut({ endStep: 2, keepNoise: true, ...first }),
    rest: cut({ startStep: 2, ...second }),
    first: {
      type: 'denoise',
      inputs: { ...single, schedule: from('begin.schedule') },
    },
    denoise: {
      type: 'denoise',
      inputs: { latent: from('first.latent'), addNoise: false, schedule: from('rest.schedule') },
    },
  });
  it('the first keeps its noise, the second adds none: as one node does it', async () => {
    expect(await errorOf('seed.32', await latents(['seed=1'], parts({}, {})))).toBeLessThan(TOLERANCE);
  });

  it('a part without steps gives the latent as it is', async () => {
    const result = await run(['seed=1'], parts({}, { startStep: 9 }), ['first', 'denoise']);
    expect(result.failures).toEqual([]);
    expect(output(result, 'denoise', 'latent', LATENT)).toEqual(output(result, 'first', 'latent', LATENT));
  });
});

describe('a batch', () => {
  const batch = (batchSize: number): Record<string, GraphNode> => ({
    size: { type: 'empty-latent', inputs: { batchIndex: { each: [0, 1] }, batchSize } },
  });

  it('draws its noise in turns, as ComfyUI draws it at once', async () => {
    const result = await run(['seed=11'], batch(2), ['denoise#0', 'denoise#1']);
    const made = [0, 1].map((index) => output(result, `denoise#${index}`, 'latent', LATENT).samples);
    expect(await errorOf('batch2', ...made)).toBeLessThan(TOLERANCE);
  });

  it('that is smaller than its numbers is refused, at the size', async () => {
    const result = await run(['seed=11'], batch(1), ['size#1']);
    expect(result.failures).toMatchObject([{ node: 'size#1', details: { field: 'batchSize' } }]);
  });
});
