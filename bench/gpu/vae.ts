/** Decoding a picture at the true width of the VAE, with random weights, in tiles that fit. */
import { TorchGenerator } from '../../inference/diffusion/noise/torch-generator.ts';
import { Vae } from '../../inference/families/qwen-image/vae/vae.ts';
import { deviceNamed } from '../../inference/onnx/devices/registry.ts';
import { DeviceMemory } from '../../inference/onnx/streaming/device-memory.ts';
import { float32 } from '../../inference/tensor.ts';
import type { Part } from './part.ts';
import { randomVae } from './random-vae.ts';
import { timed } from './timed.ts';

export const vae: Part = async ({ device, sizes, vram, folder, figure }) => {
  await randomVae(folder);
  const deviceMemory = new DeviceMemory(vram);
  const plan = await Vae.plan({ dir: folder }, deviceNamed(device));
  const model = await plan.load({ precision: 'fp32', deviceMemory });
  const side = sizes.picture / model.config.scale;
  const latents = float32(new TorchGenerator(1n).randn(16 * side * side), [1, 16, side, side]);
  const { first, warm } = await timed(1, () => model.decode(latents));
  const name = `VAE decode, ${sizes.picture} x ${sizes.picture}`;
  figure(name, warm, 's');
  figure(`${name}, first run`, first, 's');
  figure(`${name}, on the device`, deviceMemory.peak / 2 ** 30, 'GiB');
  await model.release();
};
