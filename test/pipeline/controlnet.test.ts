// ControlNets against the reference, from pixels, through the shipped workflows.
// Goldens: test/fixtures/goldens/make_controlnet.py.
import { expect, test } from 'vitest';
import type { Graph } from '../../engine/graph/graph.ts';
import { Engine, type RunResult } from '../../engine/run/engine.ts';
import { loadWorkflow } from '../../engine/workflow/load.ts';
import { applySettings } from '../../engine/workflow/settings.ts';
import { packLatents } from '../../inference/families/qwen-image/latents/pack.ts';
import { standardServices } from '../../nodes/services/standard.ts';
import { IMAGE, LATENT } from '../../nodes/sockets.ts';
import { CHECKPOINTS, gap, openGoldens, repoPath } from '../inference/support/goldens.ts';
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

async function run(graph: Graph, ...targets: readonly string[]): Promise<RunResult> {
  const standard = standardServices({
    modelFolders: [repoPath('models'), CHECKPOINTS],
    inputFolders: [repoPath('test/fixtures/images')],
  });
  try {
    return await new Engine({ registry, services: standard.services }).run(graph, { targets: ['denoise', ...targets] });
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

test('inpainting, and nothing outside the mask changes', async () => {
  const graph = await shipped(
    'controlnet-inpaint',
    'controlnet=tiny-controlnet-inpaint',
    'mask=mask.png',
    'encode.seed=7',
  );
  const result = await run(graph, 'resize', 'paste');
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
