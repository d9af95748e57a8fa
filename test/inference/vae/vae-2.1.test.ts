// The VAE of Qwen-Image-2.1 against the reference: both directions, every stage, in tiles, and files of either layout.
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openComponent } from '../../../inference/checkpoint/component.ts';
import { readConfig } from '../../../inference/checkpoint/config-file.ts';
import { vaeConfigSchema } from '../../../inference/families/qwen-image-2.1/vae/config.ts';
import { buildDecoderGraph } from '../../../inference/families/qwen-image-2.1/vae/decoder-graph.ts';
import { buildEncoderGraph } from '../../../inference/families/qwen-image-2.1/vae/encoder-graph.ts';
import { Vae } from '../../../inference/families/qwen-image-2.1/vae/vae.ts';
import { Session } from '../../../inference/onnx/session.ts';
import { float32, type Tensor } from '../../../inference/tensor.ts';
import { tilingFor } from '../../../inference/vae/tiling.ts';
import { CHECKPOINTS, gap, openGoldens, view } from '../support/goldens.ts';

const TOLERANCE = 5e-5;
/** Values inside reach 30. */
const STAGE_TOLERANCE = 3e-4;
const FOLDER = join(CHECKPOINTS, 'tiny-2.1/vae');
const goldens = await openGoldens('2.1/vae');
const vae = await Vae.load(FOLDER, { precision: 'fp32' });
afterAll(() => vae.release());

/** Goldens are [batch, channel, 1, height, width]. */
async function image(name: string): Promise<Tensor<'float32'>> {
  const tensor = await goldens.get(name);
  const [batch = 0, channels = 0, , height = 0, width = 0] = tensor.dims;
  return view(tensor, [batch, channels, height, width]);
}

/** Pixels as bytes are made of them. */
function clamped({ data, dims }: Tensor<'float32'>): Tensor<'float32'> {
  return float32(
    data.map((value) => Math.min(1, Math.max(-1, value))),
    dims,
  );
}

it.each(['rgb.48x80', 'rgba.48x80', 'rgba.64x96'])(
  '%s is encoded to the distribution of the reference',
  async (key) => {
    const { mean, logvar } = await vae.encode(await image(`${key}.pixels`));
    const expected = await image(`${key}.encode.mean`);
    expect(mean.dims).toEqual(expected.dims);
    expect(gap(`${key}.mean`, mean, expected)).toBeLessThanOrEqual(TOLERANCE);
    expect(gap(`${key}.logvar`, logvar, await image(`${key}.encode.logvar`))).toBeLessThanOrEqual(TOLERANCE);
    const normalised = await image(`${key}.encode.mode_normalised`);
    expect(gap(`${key}.normalised`, vae.normalise(mean), normalised)).toBeLessThanOrEqual(TOLERANCE);
  },
);

it.each(['rgba.48x80', 'rgba.64x96'])('%s is decoded to the pixels of the reference', async (key) => {
  const latents = vae.denormalise(await image(`${key}.latents_normalised`));
  expect(gap(`${key}.latents`, latents, await image(`${key}.latents`))).toBeLessThanOrEqual(TOLERANCE);
  const pixels = await vae.decode(latents);
  const expected = await image(`${key}.decode`);
  expect(pixels.dims).toEqual(expected.dims);
  expect(gap(`${key}.decode`, clamped(pixels), expected)).toBeLessThanOrEqual(TOLERANCE);
});

describe('every stage gives the values of the reference', () => {
  it.for([
    ['encoder', 'pixels', buildEncoderGraph, 18],
    ['decoder', 'latents', buildDecoderGraph, 13],
  ] as const)('%s', async ([half, input, build, count]) => {
    const config = await readConfig(FOLDER, vaeConfigSchema);
    const prefix = `trace.${half}.`;
    const stages = goldens.names.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
    expect(stages).toHaveLength(count);
    const session = await Session.create(build(config, await openComponent(FOLDER), { exposed: stages }), {
      precision: 'fp32',
    });
    const outputs = await session.run({ [input]: await image(`rgba.48x80.${input}`) });
    for (const stage of stages)
      expect(gap(prefix + stage, outputs[stage], await image(prefix + stage))).toBeLessThanOrEqual(STAGE_TOLERANCE);
    await session.release();
  });
});

it('is decoded and encoded in tiles as the reference blends', async () => {
  const [key, tiling] = ['tiled.80x96.tile48.stride32', { tile: 48, stride: 32 }];
  const pixels = await vae.decode(await image(`${key}.latents`), tiling);
  const expected = await image(`${key}.decode`);
  expect(pixels.dims).toEqual(expected.dims);
  expect(gap(`${key}.decode`, clamped(pixels), expected)).toBeLessThanOrEqual(TOLERANCE);
  const { mean } = await vae.encode(await image(`${key}.pixels`), tiling);
  expect(gap(`${key}.mean`, mean, await image(`${key}.encode.mean`))).toBeLessThanOrEqual(TOLERANCE);
});

it('takes any multiple of 32 both ways, in tiles too', async () => {
  const [width, height] = [96, 160];
  const { mean } = await vae.encode(float32(new Float32Array(4 * width * height), [1, 4, height, width]));
  expect(mean.dims).toEqual([1, 64, height / 16, width / 16]);
  for (const tiling of [undefined, { tile: 64, stride: 48 }])
    expect((await vae.decode(mean, tiling)).dims).toEqual([1, 4, height, width]);
});

it.each([
  [2048, 2048, { tile: 960, stride: 720 }],
  [2400, 1792, { tile: 1088, stride: 816 }],
  [2528, 1696, { tile: 896, stride: 672 }],
  [2752, 1536, { tile: 1024, stride: 768 }],
  [1024, 1024, undefined],
])('at its published width, %i x %i within 4 GiB takes the tiles %j', (width, height, expected) => {
  expect(tilingFor(width, height, 144, 4 * 2 ** 30, 16)).toEqual(expected);
});

it('refuses a side that is no multiple of 16', async () => {
  await expect(vae.encode(float32(new Float32Array(4 * 16 * 24), [1, 4, 16, 24]))).rejects.toMatchObject({
    code: 'invalid-input',
    details: { field: 'pixels', received: '[1, 4, 16, 24]' },
  });
});
