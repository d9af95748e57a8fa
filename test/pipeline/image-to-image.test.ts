// Image to image against the reference, from pixels, through the shipped workflow.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Engine } from '../../engine/run/engine.ts';
import { loadWorkflow } from '../../engine/workflow/load.ts';
import { applySettings } from '../../engine/workflow/settings.ts';
import { packLatents } from '../../inference/transformer/pack.ts';
import { TorchGenerator } from '../../inference/diffusion/noise/torch-generator.ts';
import { sampleLatents } from '../../inference/vae/sample.ts';
import { Vae } from '../../inference/families/qwen-image/vae/vae.ts';
import { float32 } from '../../inference/tensor.ts';
import { standardServices } from '../../nodes/services/standard.ts';
import { IMAGE, LATENT, SCHEDULE } from '../../nodes/sockets.ts';
import { gap, openGoldens, repoPath, TINY } from '../inference/support/goldens.ts';
import { output, pixels, registry } from './support.ts';

const goldens = await openGoldens('pipeline-img2img');

test('the posterior is drawn before the noise, from one generator', async () => {
  const vae = await Vae.load(join(TINY, 'vae'), { precision: 'fp32' });
  const [mean, logvar] = await Promise.all(
    ['mean', 'logvar'].map(async (name) => {
      const {
        data,
        dims: [, channels = 0, , height = 0, width = 0],
      } = await goldens.get(`cfg.vae_encode.0.${name}`);
      return float32(data, [1, channels, height, width]);
    }),
  );
  if (!mean || !logvar) throw new Error('both moments');
  const generator = new TorchGenerator(42n);
  const noise = await goldens.get('cfg.draw.0');
  const sample = vae.normalise(sampleLatents({ mean, logvar }, generator));
  expect(
    gap('posterior draw', float32(new TorchGenerator(42n).randn(noise.data.length), noise.dims), noise),
  ).toBeLessThanOrEqual(2e-6);
  expect(
    gap('noise draw', float32(generator.randn(noise.data.length), noise.dims), await goldens.get('cfg.draw.1')),
  ).toBeLessThanOrEqual(2e-6);
  expect(sample.dims).toEqual(mean.dims);
  await vae.release();
});

test('gives the picture of the reference', async () => {
  const standard = standardServices({
    modelFolders: [repoPath('models')],
    inputFolders: [repoPath('test/fixtures/images')],
  });
  try {
    const settings = [
      'model=tiny-random',
      'image=c.png',
      'prompt=A red fox in the snow',
      'width=128',
      'height=96',
      'steps=4',
      'strength=0.6',
      'guidance=4',
      'seed=42',
    ];
    const graph = applySettings(await loadWorkflow(repoPath('workflows/image-to-image.json')), settings, registry);
    const result = await new Engine({ registry, services: standard.services }).run(graph, {
      targets: ['resize', 'schedule', 'denoise', 'decode'],
    });
    expect(result.failures).toEqual([]);
    const resized = await goldens.get('cfg.resized.0');
    expect(output(result, 'resize', 'image', IMAGE).data).toEqual(Uint8Array.from(resized.data));
    // Strength 0.6 of four steps leaves out the first.
    expect(output(result, 'schedule', 'schedule', SCHEDULE).sigmas).toEqual(
      [...(await goldens.get('cfg.sigmas')).data].slice(1),
    );
    const { samples } = output(result, 'denoise', 'latent', LATENT);
    expect(
      gap('img2img latents', packLatents(samples, 2), await goldens.get('cfg.step.2.latents')),
    ).toBeLessThanOrEqual(5e-4);
    expect(gap('img2img image', await pixels(samples), await goldens.get('cfg.image'))).toBeLessThanOrEqual(1e-4);
  } finally {
    await standard.close();
  }
});
