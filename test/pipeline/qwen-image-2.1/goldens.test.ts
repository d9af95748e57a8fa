// Text to image and edits of Qwen-Image-2.1 against the reference, from prompts and pixels, through the shipped
// workflows: the same files that run the first family.
import { afterAll, describe, expect, test } from 'vitest';
import { Engine } from '../../../engine/run/engine.ts';
import type { RunEvent } from '../../../engine/run/events.ts';
import { loadWorkflow } from '../../../engine/workflow/load.ts';
import { applySettings } from '../../../engine/workflow/settings.ts';
import { standardServices } from '../../../nodes/services/standard.ts';
import { CONDITIONING, IMAGE, LATENT } from '../../../nodes/sockets.ts';
import type { PixelImage } from '../../../inference/index.ts';
import { float32, type Tensor } from '../../../inference/tensor.ts';
import { gap, openGoldens, repoPath } from '../../inference/support/goldens.ts';
import { output, registry } from '../support.ts';
import { tiny21, tiny21Turbo } from './support.ts';

/** Suggested by the makers of the goldens, for float32. */
const TOLERANCE = { embeds: 5e-4, latents: 1e-3, image: 3e-4 } as const;

interface Case {
  readonly golden: 'pipeline-t2i' | 'pipeline-edit';
  readonly run: string;
  readonly workflow: string;
  readonly settings: readonly string[];
  readonly turbo?: boolean;
}

const CASES: readonly Case[] = [
  {
    golden: 'pipeline-t2i',
    run: 'plain',
    workflow: 'text-to-image',
    settings: ['prompt=A red fox in the snow', 'width=96', 'height=64', 'steps=4', 'guidance=1'],
  },
  {
    golden: 'pipeline-t2i',
    run: 'cfg',
    workflow: 'text-to-image',
    settings: [
      'prompt=一只戴着帽子的猫，坐在窗边，水彩画',
      'negative=blurry, low quality',
      'width=96',
      'height=64',
      'steps=4',
      'guidance=4',
    ],
  },
  {
    golden: 'pipeline-t2i',
    run: 'empty_odd_size',
    workflow: 'text-to-image',
    settings: ['prompt=', 'width=96', 'height=64', 'steps=4', 'guidance=1'],
  },
  {
    golden: 'pipeline-t2i',
    run: 'turbo',
    workflow: 'text-to-image',
    settings: ['prompt=A red fox in the snow', 'width=96', 'height=64', 'guidance=1'],
    turbo: true,
  },
  {
    golden: 'pipeline-edit',
    run: 'one',
    workflow: 'edit',
    settings: ['image=c.png', 'prompt=make the sky orange', 'size=96', 'steps=4', 'guidance=1'],
  },
  {
    golden: 'pipeline-edit',
    run: 'rgba',
    workflow: 'edit',
    settings: ['image=rgba.png', 'image.alpha=true', 'prompt=make the sky orange', 'size=96', 'steps=4', 'guidance=1'],
  },
  {
    golden: 'pipeline-edit',
    run: 'cfg',
    workflow: 'edit',
    settings: [
      'image=a.png',
      'prompt=make the sky orange',
      'negative=blurry, low quality',
      'size=96',
      'steps=4',
      'guidance=4',
    ],
  },
  {
    golden: 'pipeline-edit',
    run: 'two_rgba',
    workflow: 'edit-several',
    settings: [
      'image1=b.png',
      'image2=rgba.png',
      'image1.alpha=true',
      'image2.alpha=true',
      'prompt=Put the triangle of <image2> into <image1>',
      'size=96',
      'steps=4',
      'guidance=1',
    ],
  },
  {
    golden: 'pipeline-edit',
    run: 'turbo',
    workflow: 'edit',
    settings: ['image=c.png', 'prompt=make the sky orange', 'size=96', 'guidance=1'],
    turbo: true,
  },
];

const inputFolders = [repoPath('test/fixtures/goldens/2.1/images')];
const plain = standardServices({ modelFolders: [await tiny21()], inputFolders });
const distilled = standardServices({ modelFolders: [await tiny21Turbo()], inputFolders });
afterAll(() => Promise.all([plain.close(), distilled.close()]));

describe.each(CASES)('$golden, $run', ({ golden, run, workflow, settings, turbo }) => {
  test('gives the picture of the reference', async () => {
    const goldens = await openGoldens(`2.1/${golden}`);
    const graph = applySettings(
      await loadWorkflow(repoPath(`workflows/${workflow}.json`)),
      ['model=tiny-2.1', 'seed=42', ...settings],
      registry,
    );
    const { services } = turbo ? distilled : plain;
    const result = await new Engine({ registry, services }).run(graph, { targets: ['positive', 'denoise', 'decode'] });
    expect(result.failures).toEqual([]);
    const { embeds } = output(result, 'positive', 'conditioning', CONDITIONING);
    const expectedEmbeds = await goldens.get(`${run}.prompt_embeds.pos`);
    expect(gap(`${golden} ${run} embeds`, embeds, expectedEmbeds)).toBeLessThanOrEqual(TOLERANCE.embeds);
    const { samples } = output(result, 'denoise', 'latent', LATENT);
    const last = goldens.names.find((name) => name.startsWith(`${run}.step.`)) ?? '';
    const latents = gap(`${golden} ${run} latents`, tokensOf(samples), await goldens.get(last));
    expect(latents).toBeLessThanOrEqual(TOLERANCE.latents);
    const picture = planesOf(output(result, 'decode', 'image', IMAGE));
    const bytes = goldens.names.find((name) => name.startsWith(`${run}.image`)) ?? '';
    const levels = bytes.endsWith('u8') ? 1 : 255;
    // Bytes are rounded: to half a level, and those of the reference too.
    const rounding = bytes.endsWith('u8') ? 1 : 0.5 + TOLERANCE.image * levels;
    const expected = scaled(await goldens.get(bytes), levels);
    expect(gap(`${golden} ${run} image`, picture, expected)).toBeLessThanOrEqual(rounding);
  });
});

test('a Turbo checkpoint runs its eight noise levels, and says that no other number counts', async () => {
  const notes: string[] = [];
  const onEvent = (event: RunEvent): void => {
    if (event.type === 'node-note') notes.push(event.message);
  };
  const settings = ['model=tiny-2.1', 'width=96', 'height=64', 'steps=2'];
  const graph = applySettings(await loadWorkflow(repoPath('workflows/turbo.json')), settings, registry);
  const engine = new Engine({ registry, services: distilled.services });
  const result = await engine.run(graph, { targets: ['denoise'], onEvent });
  expect(result.failures).toEqual([]);
  expect(result.executed.filter((node) => /^denoise\/step-\d+$/.test(node))).toHaveLength(8);
  expect(notes).toContain('The checkpoint has 8 steps of its own: "Steps", set to 2, is not used');
  expect(notes.some((note) => note.includes('Qwen Research License'))).toBe(true);
});

/** A picture as the reference has it, [1, channels, rows, columns], in bytes. */
function planesOf({ width, height, channels, data }: PixelImage): Tensor<'float32'> {
  const pixels = width * height;
  const planes = Float32Array.from({ length: data.length }, (_, i) => {
    const [channel, pixel] = [Math.floor(i / pixels), i % pixels];
    return data[pixel * channels + channel] as number;
  });
  return float32(planes, [1, channels, height, width]);
}

function scaled({ data, dims }: Tensor<'float32'>, factor: number): Tensor<'float32'> {
  return float32(
    data.map((value) => value * factor),
    dims,
  );
}

/** Latents [1, channels, rows, columns] as the reference has them, [tokens, channels]. */
function tokensOf({ data, dims }: Tensor<'float32'>): Tensor<'float32'> {
  const [, channels = 0, rows = 0, columns = 0] = dims;
  const pixels = rows * columns;
  const tokens = Float32Array.from({ length: data.length }, (_, i) => {
    const [pixel, channel] = [Math.floor(i / channels), i % channels];
    return data[channel * pixels + pixel] as number;
  });
  return float32(tokens, [pixels, channels]);
}
