// The VAE against the reference: both directions, RGB and RGBA, every stage.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openComponent } from '../../../inference/checkpoint/component.ts';
import { readConfig } from '../../../inference/checkpoint/config-file.ts';
import { Session } from '../../../inference/onnx/session.ts';
import { vaeConfigSchema } from '../../../inference/families/qwen-image/vae/config.ts';
import { buildDecoderGraph } from '../../../inference/families/qwen-image/vae/decoder-graph.ts';
import { buildEncoderGraph } from '../../../inference/families/qwen-image/vae/encoder-graph.ts';
import { tilingFor } from '../../../inference/vae/tiling.ts';
import { Vae } from '../../../inference/families/qwen-image/vae/vae.ts';
import { float32, type Tensor } from '../../../inference/tensor.ts';
import { CHECKPOINTS, gap, openGoldens, TINY, view } from '../support/goldens.ts';

const TOLERANCE = 5e-5;
const FOLDERS = { rgb: join(TINY, 'vae'), rgba: join(CHECKPOINTS, 'tiny-layered/vae') } as const;
const goldens = await openGoldens('vae');

/** Goldens are [batch, channel, 1, height, width]. */
async function image(name: string): Promise<Tensor<'float32'>> {
  const tensor = await goldens.get(name);
  const [batch = 0, channels = 0, , height = 0, width = 0] = tensor.dims;
  return view(tensor, [batch, channels, height, width]);
}

describe.for([
  ['rgb', '64x96'],
  ['rgb', '128x128'],
  ['rgba', '64x96'],
  ['rgba', '128x128'],
] as const)('%s %s', ([kind, size]) => {
  const key = `${kind}.${size}`;

  test('encodes to the distribution of the reference', async () => {
    const vae = await Vae.load(FOLDERS[kind], { precision: 'fp32' });
    const { mean, logvar } = await vae.encode(await image(`${key}.pixels`));
    const expected = await image(`${key}.encode.mean`);
    expect(mean.dims).toEqual(expected.dims);
    expect(gap(`${key}.mean`, mean, expected)).toBeLessThanOrEqual(TOLERANCE);
    expect(gap(`${key}.logvar`, logvar, await image(`${key}.encode.logvar`))).toBeLessThanOrEqual(TOLERANCE);
    const normalised = vae.normalise(mean);
    expect(gap(`${key}.normalised`, normalised, await image(`${key}.encode.mode_normalised`))).toBeLessThanOrEqual(
      TOLERANCE,
    );
    expect(gap(`${key}.denormalised`, vae.denormalise(normalised), mean)).toBeLessThanOrEqual(1e-6);
    await vae.release();
  });

  test('decodes to the pixels of the reference', async () => {
    const vae = await Vae.load(FOLDERS[kind], { precision: 'cast' });
    const pixels = await vae.decode(await image(`${key}.latents`));
    const expected = await image(`${key}.decode`);
    expect(pixels.dims).toEqual(expected.dims);
    const clamped = float32(
      pixels.data.map((value) => Math.min(1, Math.max(-1, value))),
      pixels.dims,
    );
    expect(gap(`${key}.decode`, clamped, expected)).toBeLessThanOrEqual(TOLERANCE);
    await vae.release();
  });
});

describe('every stage gives the values of the reference', () => {
  test.for([
    ['encoder', 'pixels', buildEncoderGraph],
    ['decoder', 'latents', buildDecoderGraph],
  ] as const)('%s', async ([half, input, build]) => {
    const config = await readConfig(FOLDERS.rgb, vaeConfigSchema);
    const prefix = `trace.${half}.`;
    const stages = goldens.names.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
    expect(stages.length).toBeGreaterThan(6);
    const session = await Session.create(build(config, await openComponent(FOLDERS.rgb), { exposed: stages }), {
      precision: 'fp32',
    });
    const outputs = await session.run({ [input]: await image(`rgb.64x96.${input}`) });
    for (const stage of stages) {
      expect(gap(prefix + stage, outputs[stage], await image(prefix + stage))).toBeLessThanOrEqual(TOLERANCE);
    }
    await session.release();
  });
});

describe('in tiles', () => {
  const key = 'tiled.160x192.tile96.stride64';
  const tiling = { tile: 96, stride: 64 };

  test('decodes as the reference blends', async () => {
    const vae = await Vae.load(FOLDERS.rgb, { precision: 'fp32' });
    const pixels = await vae.decode(await image(`${key}.latents`), tiling);
    const expected = await image(`${key}.decode_unclamped`);
    expect(pixels.dims).toEqual(expected.dims);
    expect(gap(`${key}.decode`, pixels, expected)).toBeLessThanOrEqual(TOLERANCE);
    await vae.release();
  });

  test('encodes as the reference blends', async () => {
    const vae = await Vae.load(FOLDERS.rgb, { precision: 'fp32' });
    const { mean, logvar } = await vae.encode(await image(`${key}.pixels`), tiling);
    expect(gap(`${key}.mean`, mean, await image(`${key}.encode.mean`))).toBeLessThanOrEqual(TOLERANCE);
    expect(gap(`${key}.logvar`, logvar, await image(`${key}.encode.logvar`))).toBeLessThanOrEqual(TOLERANCE);
    await vae.release();
  });

  test('tiles by itself when a picture would take too much memory', async () => {
    const latents = await image(`${key}.latents`);
    // 8 channels at the finest level, 6 values of 4 bytes alive: 192 bytes a pixel.
    const vae = await Vae.load(FOLDERS.rgb, { precision: 'fp32', activationBytes: 96 * 96 * 192 });
    expect((await vae.decode(latents)).data).toEqual((await vae.decode(latents, { tile: 96, stride: 72 })).data);
    const roomy = await Vae.load(FOLDERS.rgb, { precision: 'fp32' });
    expect((await roomy.decode(latents)).data).not.toEqual((await vae.decode(latents)).data);
    await Promise.all([vae.release(), roomy.release()]);
  });

  test.for([
    [1328, 1328, undefined],
    [3584, 3584, { tile: 1216, stride: 912 }],
    [4096, 512, { tile: 1120, stride: 840 }],
  ] as const)('plans tiles for %i x %i at the width of Qwen-Image within 4 GiB', ([width, height, expected]) => {
    expect(tilingFor(width, height, 96, 4 * 2 ** 30, 8)).toEqual(expected);
  });
});

describe('the VAE refuses', () => {
  test('a side that is not a multiple of 8', async () => {
    const vae = await Vae.load(FOLDERS.rgb, { precision: 'fp32' });
    await expect(vae.encode(float32(new Float32Array(3 * 8 * 12), [1, 3, 8, 12]))).rejects.toMatchObject({
      code: 'invalid-input',
      details: {
        field: 'pixels',
        expected: '[1, 3, multiple of 8 height, multiple of 8 width]',
        received: '[1, 3, 8, 12]',
      },
    });
  });
  test('latents of another channel count', async () => {
    const vae = await Vae.load(FOLDERS.rgb, { precision: 'fp32' });
    await expect(vae.decode(float32(new Float32Array(4), [1, 4, 1, 1]))).rejects.toMatchObject({
      code: 'invalid-input',
      details: { field: 'latents' },
    });
  });
});
