// ControlNets against the reference, from pixels, through the shipped workflows.
// Goldens: test/fixtures/goldens/make_controlnet.py.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Graph } from '../../engine/graph/graph.ts';
import { Engine, type RunResult } from '../../engine/run/engine.ts';
import type { RunEvent } from '../../engine/run/events.ts';
import { loadWorkflow } from '../../engine/workflow/load.ts';
import { applySettings } from '../../engine/workflow/settings.ts';
import { TorchGenerator } from '../../inference/diffusion/noise/torch-generator.ts';
import { packLatents } from '../../inference/transformer/pack.ts';
import { sampleLatents } from '../../inference/vae/sample.ts';
import { Vae } from '../../inference/families/qwen-image/vae/vae.ts';
import { imageToTensor } from '../../inference/image/pixels.ts';
import { float32 } from '../../inference/tensor.ts';
import { standardServices } from '../../nodes/services/standard.ts';
import { IMAGE, LATENT } from '../../nodes/sockets.ts';
import { CHECKPOINTS, gap, openGoldens, repoPath, TINY } from '../inference/support/goldens.ts';
import { output, pixels, registry } from './support.ts';

const goldens = await openGoldens('pipeline-controlnet');
const SETTINGS = [
  'model=tiny-random',
  'image=c.png',
  'controlnet=tiny-controlnet',
  'prompt=A red fox in the snow',
  'width=128',
  'height=96',
  'steps=4',
  'guidance=4',
  'seed=42',
];

async function shipped(name: string, ...settings: readonly string[]): Promise<Graph> {
  return applySettings(await loadWorkflow(repoPath(`workflows/${name}.json`)), [...SETTINGS, ...settings], registry);
}

/** The graph with some inputs of a node changed. */
function changed(graph: Graph, node: string, inputs: Graph['nodes'][string]['inputs']): Graph {
  const old = graph.nodes[node];
  if (!old) throw new Error(`no node ${node}`);
  return { ...graph, nodes: { ...graph.nodes, [node]: { ...old, inputs: { ...old.inputs, ...inputs } } } };
}

async function run(
  graph: Graph,
  targets: readonly string[] = ['denoise'],
  onEvent: (event: RunEvent) => void = () => {},
): Promise<RunResult> {
  const standard = standardServices({
    modelFolders: [repoPath('models'), CHECKPOINTS],
    inputFolders: [repoPath('test/fixtures/images')],
  });
  try {
    return await new Engine({ registry, services: standard.services }).run(graph, { targets, onEvent });
  } finally {
    await standard.close();
  }
}

/** Distance of a run from a golden, as a share of the tolerance. */
async function off(name: string, result: RunResult): Promise<number> {
  expect(result.failures).toEqual([]);
  const { samples } = output(result, 'denoise', 'latent', LATENT);
  const latents = gap(
    `controlnet ${name} latents`,
    packLatents(samples, 2),
    await goldens.get(`${name}.step.3.latents`),
  );
  return Math.max(
    latents / 5e-4,
    gap(`controlnet ${name} image`, await pixels(samples), await goldens.get(`${name}.image`)) / 1e-4,
  );
}

/** The goldens follow the picture itself: the net is random, so edges would test no more. */
const PLAIN = { image: { from: 'resize.image' } };

test('one control picture', async () => {
  const result = await run(changed(await shipped('controlnet', 'strength=0.8'), 'encode', PLAIN));
  expect(await off('union', result)).toBeLessThanOrEqual(1);
  expect(
    await off('union', await run(changed(await shipped('controlnet', 'strength=0'), 'encode', PLAIN))),
  ).toBeGreaterThan(100);
});

test('in a part of the steps', async () => {
  expect(
    await off('part', await run(changed(await shipped('controlnet', 'start=0.25', 'end=0.75'), 'encode', PLAIN))),
  ).toBeLessThanOrEqual(1);
});

test('two control pictures, the modes of their distributions', async () => {
  const graph = await shipped('controlnet', 'strength=0.7', 'encode.sample=false');
  const nodes: Graph['nodes'] = {
    ...changed(graph, 'encode', PLAIN).nodes,
    picture2: { type: 'load-image', inputs: { image: 'a.png' } },
    resize2: { type: 'resize-image', inputs: { image: { from: 'picture2.image' }, width: 128, height: 96 } },
    encode2: { type: 'encode-image', inputs: { vae: { from: 'checkpoint.vae' }, image: { from: 'resize2.image' } } },
    apply2: {
      type: 'apply-controlnet',
      inputs: {
        controlNet: { from: 'controlNet.controlNet' },
        latent: { from: 'encode2.latent' },
        others: { from: 'apply.control' },
        strength: 0.4,
      },
    },
  };
  expect(
    await off('two', await run(changed({ nodes }, 'denoise', { control: { from: 'apply2.control' } }))),
  ).toBeLessThanOrEqual(1);
});

test('two sampled control pictures and the noise are three draws of one generator, as in the reference', async () => {
  const graph = await shipped('controlnet');
  const image = (node: string) => ({ vae: { from: 'checkpoint.vae' }, image: { from: `${node}.image` } });
  const nodes: Graph['nodes'] = {
    ...changed(graph, 'encode', PLAIN).nodes,
    picture2: { type: 'load-image', inputs: { image: 'a.png' } },
    resize2: { type: 'resize-image', inputs: { image: { from: 'picture2.image' }, width: 128, height: 96 } },
    encode2: {
      type: 'encode-image',
      inputs: { ...image('resize2'), sample: true, seed: 42, after: { from: 'encode.latent' } },
    },
    size: { type: 'empty-latent-like', inputs: { latent: { from: 'encode2.latent' } } },
    noise: { type: 'add-noise', inputs: { latent: { from: 'size.latent' }, seed: 42, sigma: 1 } },
    mode: { type: 'encode-image', inputs: image('resize') },
    mode2: { type: 'encode-image', inputs: image('resize2') },
  };
  const names = ['resize', 'resize2', 'encode', 'encode2', 'noise', 'mode', 'mode2'] as const;
  const result = await run({ nodes }, names);
  expect(result.failures).toEqual([]);
  const drawn = (name: string) => output(result, name, 'latent', LATENT).samples;

  // `retrieve_latents` of both pictures, then `prepare_latents`, of diffusers pipeline_qwenimage_controlnet.py.
  const generator = new TorchGenerator(42n);
  const vae = await Vae.load(join(TINY, 'vae'), { precision: 'fp32' });
  for (const [picture, encoded] of [
    ['resize', 'encode'],
    ['resize2', 'encode2'],
  ] as const) {
    const distribution = await vae.encode(imageToTensor(output(result, picture, 'image', IMAGE)));
    expect(gap(encoded, drawn(encoded), vae.normalise(sampleLatents(distribution, generator)))).toBeLessThan(1e-5);
  }
  await vae.release();
  const noise = generator.randn(drawn('noise').data.length);
  expect(gap('noise', drawn('noise'), float32(noise, drawn('noise').dims))).toBe(0);
});

test('two samples of one draw are noticed', async () => {
  const graph = await shipped('controlnet');
  const { apply } = graph.nodes;
  const again = { type: 'apply-controlnet', inputs: { ...apply?.inputs, others: { from: 'apply.control' } } };
  const notes: string[] = [];
  await run({ nodes: { ...graph.nodes, again } }, ['again'], (event) => {
    if (event.type === 'node-note') notes.push(`${event.node}: ${event.message}`);
  });
  expect(notes.filter((note) => note.startsWith('again: '))).toEqual([
    expect.stringContaining('Two control pictures are samples of the same draw of a seed'),
  ]);
});

test('inpainting, and nothing outside the mask changes', async () => {
  const graph = await shipped(
    'controlnet-inpaint',
    'controlnet=tiny-controlnet-inpaint',
    'mask=mask.png',
    'encode.seed=7',
  );
  const result = await run(graph, ['denoise', 'resize', 'paste']);
  expect(await off('inpaint', result)).toBeLessThanOrEqual(1);
  const [before, after] = (['resize', 'paste'] as const).map((node) => output(result, node, 'image', IMAGE).data);
  const same = before?.filter((value, i) => value === after?.[i]).length ?? 0;
  expect(same).toBeGreaterThan(3000);
  expect(same).toBeLessThan(128 * 96 * 3);
});

test('refuses what does not fit', async () => {
  const message = async (graph: Graph): Promise<string | undefined> => (await run(graph)).failures[0]?.message;
  expect(await message(await shipped('controlnet', 'controlnet=tiny-random'))).toMatch(
    /^There is no ControlNet "tiny-random"\. Known: tiny-controlnet, tiny-controlnet-inpaint\. Searched: /,
  );
  expect(await message(await shipped('controlnet', 'controlnet=tiny-controlnet-inpaint'))).toBe(
    'This ControlNet is for inpainting: it needs a mask',
  );
  expect(await message(changed(await shipped('controlnet'), 'encode', { image: { from: 'picture.image' } }))).toMatch(
    /expected shape|multiple/,
  );
});
