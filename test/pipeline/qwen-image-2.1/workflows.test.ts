// The workflows that ship run a checkpoint of Qwen-Image-2.1 by choosing it, and give RGBA pictures; a run whose
// inference process dies between two steps gives the bytes of one that is not disturbed.
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { MemoryCache } from '../../../engine/cache/memory.ts';
import { filesOfRun } from '../../../engine/host/save-files.ts';
import { Engine } from '../../../engine/run/engine.ts';
import type { RunEvent } from '../../../engine/run/events.ts';
import { loadWorkflow } from '../../../engine/workflow/load.ts';
import { applySettings } from '../../../engine/workflow/settings.ts';
import { standardServices } from '../../../nodes/services/standard.ts';
import { IMAGE, LATENT } from '../../../nodes/sockets.ts';
import { repoPath } from '../../inference/support/goldens.ts';
import { output, registry } from '../support.ts';
import { tiny21 } from './support.ts';

const inputFolders = [repoPath('workflows')];
const plain = standardServices({ modelFolders: [await tiny21()], inputFolders });
afterAll(() => plain.close());

const EDIT = ['size=64', 'steps=2'];
const SIZE = ['width=96', 'height=64', 'steps=2'];

async function graphOf(name: string, settings: readonly string[]) {
  return applySettings(
    await loadWorkflow(repoPath(`workflows/${name}.json`)),
    ['model=tiny-2.1', ...settings],
    registry,
  );
}

describe('the workflow', () => {
  it.each([
    ['text-to-image', SIZE, ['96 x 64']],
    ['text-to-image-by-ratio', ['ratio=1:1', 'scale=0.05', 'steps=2'], ['64 x 64']],
    ['image-to-image', SIZE, ['96 x 64']],
    ['inpaint', SIZE, ['96 x 64']],
    ['edit', EDIT, ['64 x 64']],
    ['edit-several', EDIT, ['64 x 64']],
    ['edit-in-turns', EDIT, ['64 x 64', '64 x 64']],
    ['remove-background', EDIT, ['64 x 64']],
    ['turbo', SIZE, ['96 x 64']],
  ])('%s', async (name, settings, sizes) => {
    const result = await new Engine({ registry, services: plain.services }).run(await graphOf(name, settings));
    expect(result.failures).toEqual([]);
    const saved = filesOfRun(result).map(async ({ file }) => sharp(file.data).metadata());
    const pictures = await Promise.all(saved);
    expect(pictures.map(({ width, height }) => `${width} x ${height}`)).toEqual(sizes);
    expect(pictures.map(({ channels }) => channels)).toEqual(sizes.map(() => 4));
  });
});

describe('an empty latent without a VAE', () => {
  it('takes the form of the transformer: the same latents as with the VAE', async () => {
    const graph = await graphOf('text-to-image', SIZE);
    const free = { type: 'free-size-latent', inputs: { width: 96, height: 64 } };
    const { denoise } = graph.nodes;
    const inputs = { ...denoise?.inputs, latent: { from: 'free.latent' } };
    const unformed = { ...graph, nodes: { ...graph.nodes, free, denoise: { type: 'denoise', inputs } } };
    const engine = new Engine({ registry, services: plain.services });
    const results = [
      await engine.run(graph, { targets: ['denoise'] }),
      await engine.run(unformed, { targets: ['denoise'] }),
    ];
    const [usual, fitted] = results.map((result) => output(result, 'denoise', 'latent', LATENT));
    expect(fitted).toEqual(usual);
  });
});

describe('an edit', () => {
  it('gives the same bytes when the process dies in the middle, and the prefix is computed anew', async () => {
    const graph = await graphOf('edit', ['size=64', 'steps=4', 'seed=3']);
    const whole = await new Engine({ registry, services: plain.services }).run(graph, { targets: ['decode'] });
    const standard = standardServices({ modelFolders: [await tiny21()], inputFolders });
    let kills = 0;
    const onEvent = (event: RunEvent): void => {
      const { pid } = standard.inference;
      if (event.type !== 'node-started' || event.node !== 'denoise/step-3' || pid === undefined) return;
      process.kill(pid, 'SIGKILL');
      kills += 1;
    };
    try {
      const engine = new Engine({ registry, services: standard.services, cache: new MemoryCache() });
      const killed = await engine.run(graph, { targets: ['decode'], onEvent });
      expect([kills, killed.failures]).toEqual([1, []]);
      const [one, other] = [whole, killed].map((result) => output(result, 'decode', 'image', IMAGE));
      expect(other?.data).toEqual(one?.data);
    } finally {
      await standard.close();
    }
  });

  it('says which link is missing when the text encoder saw a picture at another size', async () => {
    const { nodes, ...graph } = await graphOf('edit', EDIT);
    const inputs = { textEncoder: { from: 'checkpoint.textEncoder' }, image: { from: 'image.image' }, side: 96 };
    const unlinked = { ...graph, nodes: { ...nodes, look: { type: 'look-at-image', inputs } } };
    const { failures } = await new Engine({ registry, services: plain.services }).run(unlinked);
    expect(failures[0]?.message).toContain('link "As reference" of "Look at image" to the picture');
  });
});
