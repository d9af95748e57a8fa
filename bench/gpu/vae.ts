/** Decoding a picture at the true width of the VAE, with random weights, in tiles that fit. */
import { join } from 'node:path';
import { TorchGenerator } from '../../inference/diffusion/noise/torch-generator.ts';
import { Vae } from '../../inference/families/qwen-image/vae/vae.ts';
import { deviceNamed } from '../../inference/onnx/devices/registry.ts';
import { DeviceMemory } from '../../inference/onnx/streaming/device-memory.ts';
import { float32 } from '../../inference/tensor.ts';
import type { Part } from './part.ts';
import { randomVae } from './random-vae.ts';
import { timed } from './timed.ts';

const NANO = join(import.meta.dirname, '../../models/nano/vae');

export const vae: Part = async ({ device, sizes, vram, folder, figure }) => {
  if (sizes.isTrueVae) await randomVae(folder);
  const deviceMemory = new DeviceMemory(vram);
  const plan = await Vae.plan({ dir: sizes.isTrueVae ? folder : NANO }, deviceNamed(device));
  const model = await plan.load({ precision: 'fp32', deviceMemory });
  const side = sizes.picture / model.config.scale;
  const { latentChannels } = model.config;
  const latents = float32(new TorchGenerator(1n).randn(latentChannels * side ** 2), [1, latentChannels, side, side]);
  const { first, warm } = await timed(1, () => model.decode(latents));
  const name = `VAE decode, ${sizes.picture} x ${sizes.picture}`;
  figure(name, warm, 's');
  figure(`${name}, first run`, first, 's');
  figure(`${name}, on the device`, deviceMemory.peak / 2 ** 30, 'GiB');
  await model.release();
};
