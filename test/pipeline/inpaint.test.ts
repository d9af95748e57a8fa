// Inpainting against the reference, from pixels, through the shipped workflow; nothing outside the mask changes.
import { expect, test } from 'vitest';
import { Engine } from '../../engine/run/engine.ts';
import { loadWorkflow } from '../../engine/workflow/load.ts';
import { applySettings } from '../../engine/workflow/settings.ts';
import { latentMask } from '../../inference/image/mask.ts';
import { packLatents } from '../../inference/transformer/pack.ts';
import { standardServices } from '../../nodes/services/standard.ts';
import { IMAGE, LATENT, MASK } from '../../nodes/sockets.ts';
import { gap, openGoldens, repoPath } from '../inference/support/goldens.ts';
import { output, pixels, registry } from './support.ts';

const goldens = await openGoldens('pipeline-inpaint');

test('gives the picture of the reference, and pastes it back', async () => {
  const standard = standardServices({
    modelFolders: [repoPath('models')],
    inputFolders: [repoPath('test/fixtures/images')],
  });
  try {
    const settings = [
      'model=tiny-random',
      'image=c.png',
      'mask=mask.png',
      'prompt=A red fox in the snow',
      'width=128',
      'height=96',
      'steps=4',
      'strength=0.6',
      'guidance=4',
      'seed=42',
    ];
    const graph = applySettings(await loadWorkflow(repoPath('workflows/inpaint.json')), settings, registry);
    const result = await new Engine({ registry, services: standard.services }).run(graph, {
      targets: ['mask', 'resize', 'denoise', 'decode', 'paste'],
    });
    expect(result.failures).toEqual([]);
    const mask = output(result, 'mask', 'mask', MASK);
    expect([...latentMask(mask, 12, 16, 8)]).toEqual([...(await goldens.get('cfg.mask_latent')).data]);
    const { samples } = output(result, 'denoise', 'latent', LATENT);
    expect(
      gap('inpaint latents', packLatents(samples, 2), await goldens.get('cfg.step.2.latents')),
    ).toBeLessThanOrEqual(5e-4);
    expect(gap('inpaint image', await pixels(samples), await goldens.get('cfg.image'))).toBeLessThanOrEqual(1e-4);

    const [before, painted, after] = (['resize', 'decode', 'paste'] as const).map((node) =>
      output(result, node, 'image', IMAGE),
    );
    const shade = (at: number): number =>
      mask.data[
        Math.floor((Math.floor(at / 128) * mask.height) / 96) * mask.width + Math.floor(((at % 128) * mask.width) / 128)
      ] ?? -1;
    const pixel = (image: typeof before, at: number): string =>
      [...(image?.data.subarray(at * 3, at * 3 + 3) ?? [])].join(' ');
    const all = Array.from({ length: 96 * 128 }, (_, at) => at);
    const [black, white] = [0, 255].map((value) => all.filter((at) => shade(at) === value)) as [number[], number[]];
    expect(Math.min(black.length, white.length)).toBeGreaterThan(1000);
    expect(black.filter((at) => pixel(after, at) !== pixel(before, at))).toEqual([]);
    expect(white.filter((at) => pixel(after, at) !== pixel(painted, at))).toEqual([]);
    expect(painted?.data).not.toEqual(before?.data);
  } finally {
    await standard.close();
  }
});
