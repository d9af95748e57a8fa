// Qwen-Image-Layered against the reference, from pixels, through the shipped workflow.
import { cp, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { filesOfRun } from '../../engine/host/save-files.ts';
import { Engine } from '../../engine/run/engine.ts';
import { loadWorkflow } from '../../engine/workflow/load.ts';
import { applySettings } from '../../engine/workflow/settings.ts';
import { packLatents } from '../../inference/transformer/pack.ts';
import { Vae } from '../../inference/families/qwen-image/vae/vae.ts';
import { float32 } from '../../inference/tensor.ts';
import { standardServices } from '../../nodes/services/standard.ts';
import { IMAGE, IMAGES, LATENT, SCHEDULE } from '../../nodes/sockets.ts';
import { CHECKPOINTS, gap, openGoldens, repoPath, TINY } from '../inference/support/goldens.ts';
import { output, registry } from './support.ts';

const goldens = await openGoldens('pipeline-layered');
const models = await mkdtemp(join(tmpdir(), 'inkloom-'));
const dir = join(models, 'Qwen-Image-Layered');
await cp(TINY, dir, { recursive: true });
await cp(join(CHECKPOINTS, 'tiny-layered'), dir, { recursive: true });

test.for([
  ['cfg', 'false'],
  ['cfg_normalize', 'true'],
] as const)('gives the layers of the reference: %s', async ([name, rescale]) => {
  const standard = standardServices({ modelFolders: [models], inputFolders: [repoPath('test/fixtures/images')] });
  try {
    const {
      dims: [, frames = 0, , rows = 0, columns = 0],
    } = await goldens.get(`${name}.draw.0`);
    const settings = [
      'image=rgba.png',
      'prompt=A red fox in the snow',
      'size=128',
      `layers=${frames - 1}`,
      'steps=4',
      'guidance=4',
      'seed=42',
      `denoise.rescale=${rescale}`,
    ];
    const graph = applySettings(await loadWorkflow(repoPath('workflows/layered.json')), settings, registry);
    const part = { type: 'cut-latent', inputs: { latent: { from: 'denoise.latent' }, index: 1, amount: 16_384 } };
    const { vae: decoder } = graph.nodes['decode']?.inputs ?? {};
    const again = { type: 'decode-layers', inputs: { vae: decoder, latent: { from: 'part.latent' }, whole: true } };
    const whole = { ...graph, nodes: { ...graph.nodes, part, again } };
    const result = await new Engine({ registry, services: standard.services }).run(whole, {
      targets: ['fit', 'schedule', 'denoise', 'decode', 'save', 'again'],
    });
    expect(result.failures).toEqual([]);
    expect(output(result, 'fit', 'image', IMAGE).data).toEqual(
      Uint8Array.from((await goldens.get('cfg.resized.1')).data),
    );
    expect(output(result, 'schedule', 'schedule', SCHEDULE).sigmas).toEqual([
      ...(await goldens.get(`${name}.sigmas`)).data,
    ]);
    expect(output(result, 'again', 'images', IMAGES)).toEqual(output(result, 'decode', 'images', IMAGES));
    const { samples } = output(result, 'denoise', 'latent', LATENT);
    expect(
      gap(`layered ${name} latents`, packLatents(samples, 2), await goldens.get(`${name}.step.3.latents`)),
    ).toBeLessThanOrEqual(5e-4);

    const vae = await Vae.load(join(dir, 'vae'), { precision: 'fp32' });
    const size = samples.data.length / frames;
    const layers = [];
    for (let frame = 1; frame < frames; frame += 1) {
      const { data } = await vae.decode(
        vae.denormalise(float32(samples.data.slice(frame * size, (frame + 1) * size), [1, ...samples.dims.slice(1)])),
      );
      layers.push(...data.map((value) => Math.min(1, Math.max(0, value / 2 + 0.5))));
    }
    await vae.release();
    const expected = await goldens.get(`${name}.image`);
    expect(
      gap(`layered ${name} layers`, float32(Float32Array.from(layers), expected.dims), expected),
    ).toBeLessThanOrEqual(1e-4);

    const images = output(result, 'decode', 'images', IMAGES);
    expect(images.map(({ width, height, channels }) => [width, height, channels])).toEqual(
      Array.from({ length: frames - 1 }, () => [columns * 8, rows * 8, 4]),
    );
    expect(filesOfRun(result).map(({ file: { prefix, extension } }) => `${prefix}.${extension}`)).toEqual([
      'layer.png',
      'layer.png',
    ]);
  } finally {
    await standard.close();
  }
});
