// Weights stored as float32, float16 and bfloat16: the same model, as exactly as the format allows.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Transformer } from '../../inference/families/qwen-image/transformer/transformer.ts';
import { Vae } from '../../inference/families/qwen-image/vae/vae.ts';
import { TorchGenerator } from '../../inference/diffusion/noise/torch-generator.ts';
import { float32, type Tensor } from '../../inference/tensor.ts';
import { gap, TINY } from '../inference/support/goldens.ts';
import { copyComponent, readAll, writeAll } from '../inference/support/temporary-checkpoint.ts';

/** Largest change from adding products in another order. */
const SAME = 5e-6;
const WEIGHTS = 'diffusion_pytorch_model.safetensors';
const noise = new TorchGenerator(1n);
const LATENTS = float32(noise.randn(35 * 64), [35, 64]);
const TEXT = float32(noise.randn(9 * 64), [9, 64]);
const PICTURE = float32(noise.randn(16 * 12 * 8), [1, 16, 12, 8]);

/** A copy of a component whose bfloat16 weights are stored in another format. */
async function converted(
  name: string,
  dtype: 'F32' | 'F16',
  convert: (values: Float32Array) => Uint8Array,
): Promise<string> {
  const dir = await copyComponent(join(TINY, name));
  const tensors = await readAll(join(dir, WEIGHTS));
  for (const [key, { shape, data }] of tensors) {
    const bits = new Uint16Array(Uint8Array.from(data).buffer);
    tensors.set(key, {
      dtype,
      shape,
      data: convert(new Float32Array(Uint32Array.from(bits, (half) => half << 16).buffer)),
    });
  }
  await writeAll(join(dir, WEIGHTS), tensors);
  return dir;
}

const toFloat32 = (values: Float32Array): Uint8Array => new Uint8Array(values.buffer);

/** Rounds to IEEE binary16 by way of the nearest representable number; subnormals included. */
function toFloat16(values: Float32Array): Uint8Array {
  return new Uint8Array(
    Uint16Array.from(values, (value) => {
      const magnitude = Math.abs(value);
      const exponent = Math.max(-14, Math.floor(Math.log2(magnitude)));
      const steps = magnitude === 0 ? 0 : Math.round(magnitude / 2 ** (exponent - 10));
      const bits = steps >= 1024 ? ((exponent + 15) << 10) + steps - 1024 : steps;
      return (value < 0 ? 0x8000 : 0) | bits;
    }).buffer,
  );
}

async function velocity(dir: string, precision: 'fp32' | 'cast'): Promise<Tensor<'float32'>> {
  const model = await Transformer.load(dir, { precision });
  const result = await model.predict({
    latents: LATENTS,
    text: TEXT,
    timestep: 0.5,
    grids: [{ frames: 1, height: 7, width: 5 }],
  });
  await model.release();
  return result;
}

async function picture(dir: string): Promise<Tensor<'float32'>> {
  const vae = await Vae.load(dir, { precision: 'fp32' });
  const result = await vae.decode(PICTURE);
  await vae.release();
  return result;
}

describe('stored formats', () => {
  it('bfloat16 gives the same velocity whether it is widened once or in every run', async () => {
    const dir = join(TINY, 'transformer');
    expect(gap('cast', await velocity(dir, 'cast'), await velocity(dir, 'fp32'))).toBeLessThanOrEqual(SAME);
  });

  it('float32 gives the bits of bfloat16', async () => {
    const dir = await converted('transformer', 'F32', toFloat32);
    for (const precision of ['fp32', 'cast'] as const) {
      expect(await velocity(dir, precision)).toEqual(await velocity(join(TINY, 'transformer'), precision));
    }
    expect(await picture(await converted('vae', 'F32', toFloat32))).toEqual(await picture(join(TINY, 'vae')));
  });

  it('float16 comes as close as its eleven bits of the same weights', async () => {
    const expected = await velocity(join(TINY, 'transformer'), 'fp32');
    const dir = await converted('transformer', 'F16', toFloat16);
    const [once, always] = [await velocity(dir, 'fp32'), await velocity(dir, 'cast')];
    expect(gap('float16 cast', always, once)).toBeLessThanOrEqual(SAME);
    expect(gap('float16 velocity', once, expected)).toBeLessThanOrEqual(1e-4);
    expect(
      gap('float16 picture', await picture(await converted('vae', 'F16', toFloat16)), await picture(join(TINY, 'vae'))),
    ).toBeLessThanOrEqual(1e-4);
  });
});

it('the modulation of a timestep does not depend on which others were computed with it', async () => {
  const at = async (prepared: readonly number[]): Promise<Tensor<'float32'>> => {
    const model = await Transformer.load(join(TINY, 'transformer'), { precision: 'fp32' });
    await model.prepare(prepared);
    const result = await model.predict({
      latents: LATENTS,
      text: TEXT,
      timestep: 0.3,
      grids: [{ frames: 1, height: 7, width: 5 }],
    });
    await model.release();
    return result;
  };
  const alone = await at([]);
  for (const count of [1, 2, 3, 12, 13, 50]) {
    const others = Array.from({ length: count }, (_, i) => (i + 1) / 64);
    expect(await at([0.3, ...others])).toEqual(alone);
    expect(await at([...others, 0.3])).toEqual(alone);
  }
});
