// Image editing against the reference, from pixels, through the shipped workflows: Qwen-Image-Edit, and Edit-Plus with
// zero_cond_t.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Engine } from '../../engine/run/engine.ts';
import { loadWorkflow } from '../../engine/workflow/load.ts';
import { applySettings } from '../../engine/workflow/settings.ts';
import { packLatents } from '../../inference/transformer/pack.ts';
import { Vae } from '../../inference/families/qwen-image/vae/vae.ts';
import { standardServices } from '../../nodes/services/standard.ts';
import { CONDITIONING, IMAGE, LATENT } from '../../nodes/sockets.ts';
import { gap, openGoldens, repoPath, TINY } from '../inference/support/goldens.ts';
import { checkpointOf, output, pixels, registry } from './support.ts';

const TOLERANCE = { embeds: 3e-4, latents: 5e-4, image: 1e-4, vae: 5e-5 } as const;

interface Case {
  readonly golden: string;
  readonly run: string;
  readonly workflow: string;
  readonly pipeline: string;
  readonly transformer?: string;
  readonly settings: readonly string[];
  /** Node of each reference's latent, in order. */
  readonly references: readonly string[];
  readonly guided: boolean;
}

const CASES: readonly Case[] = [
  {
    golden: 'pipeline-edit',
    run: 'cfg',
    workflow: 'edit',
    pipeline: 'QwenImageEditPipeline',
    guided: true,
    references: ['encode'],
    settings: ['image=c.png', 'prompt=make the sky orange', 'look.side=128', 'guidance=4'],
  },
  {
    golden: 'pipeline-edit-plus',
    run: 'cfg',
    workflow: 'edit-several',
    pipeline: 'QwenImageEditPlusPipeline',
    transformer: 'tiny-edit-plus/transformer/config.json',
    guided: true,
    references: ['encode1', 'encode2'],
    settings: [
      'image1=c.png',
      'image2=b.png',
      'prompt=Replace the triangle of Picture 1 with the one of Picture 2',
      'look1.side=96',
      'look2.side=96',
      'guidance=4',
    ],
  },
  {
    golden: 'pipeline-edit-plus',
    run: 'one_image_nocfg',
    workflow: 'edit',
    pipeline: 'QwenImageEditPlusPipeline',
    transformer: 'tiny-edit-plus/transformer/config.json',
    guided: false,
    references: ['encode'],
    settings: ['image=a.png', 'prompt=make the sky orange', 'look.side=96', 'guidance=1'],
  },
];

describe.each(CASES)(
  '$golden, $run',
  ({ golden, run, workflow, pipeline, transformer, settings, references, guided }) => {
    test('gives the picture of the reference', async () => {
      const goldens = await openGoldens(golden);
      const standard = standardServices({
        modelFolders: [await checkpointOf(pipeline, transformer)],
        inputFolders: [repoPath('test/fixtures/images')],
      });
      try {
        const graph = applySettings(
          await loadWorkflow(repoPath(`workflows/${workflow}.json`)),
          ['model=tiny', 'size=128', 'steps=4', 'seed=42', ...settings],
          registry,
        );
        const targets = ['positive', ...(guided ? ['negative'] : []), ...references, 'denoise', 'decode'];
        const result = await new Engine({ registry, services: standard.services }).run(graph, { targets });
        expect(result.failures).toEqual([]);
        for (const [side, node] of [
          ['pos', 'positive'],
          ['neg', 'negative'],
        ] as const) {
          if (side === 'neg' && !guided) continue;
          const { embeds } = output(result, node, 'conditioning', CONDITIONING);
          expect(
            gap(`${golden} ${run} ${side}`, embeds, await goldens.get(`${run}.prompt_embeds.${side}`)),
          ).toBeLessThanOrEqual(TOLERANCE.embeds);
        }
        const vae = await Vae.load(join(TINY, 'vae'), { precision: 'fp32' });
        for (const [i, node] of references.entries()) {
          const { samples } = output(result, node, 'latent', LATENT);
          expect(
            gap(
              `${golden} ${run} reference ${i}`,
              vae.denormalise(samples),
              await goldens.get(`${run}.vae_encode.${i}.mean`),
            ),
          ).toBeLessThanOrEqual(TOLERANCE.vae);
        }
        await vae.release();
        const { samples } = output(result, 'denoise', 'latent', LATENT);
        expect(
          gap(`${golden} ${run} latents`, packLatents(samples, 2), await goldens.get(`${run}.step.3.latents`)),
        ).toBeLessThanOrEqual(TOLERANCE.latents);
        const expected = await goldens.get(`${run}.image`);
        expect(gap(`${golden} ${run} image`, await pixels(samples), expected)).toBeLessThanOrEqual(TOLERANCE.image);
        const { width, height } = output(result, 'decode', 'image', IMAGE);
        expect([height, width]).toEqual(expected.dims.slice(2));
      } finally {
        await standard.close();
      }
    });
  },
);
