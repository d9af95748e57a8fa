/** Opens a VAE from a folder as published, or from a single file, whose config follows from its tensors. */
import type { ComponentFiles } from '../../../checkpoint/component-files.ts';
import { type Configured, openConfigured, sizesOf } from '../../../checkpoint/layout/derive.ts';
import type { WeightSource } from '../../../checkpoint/weight-source.ts';
import { vaeNames } from '../layouts/vae-names.ts';
import { type VaeConfig, vaeConfigSchema } from './config.ts';

/**
 * Mean and deviation of the latents of every published VAE of the family: no file holds them.
 * Source: `latents_mean` and `latents_std` in the config of Qwen-Image's VAE, which Qwen-Image-Layered repeats.
 */
const LATENTS_MEAN = [
  -0.7571, -0.7089, -0.9113, 0.1075, -0.1745, 0.9653, -0.1517, 1.5508, 0.4134, -0.0715, 0.5517, -0.3632, -0.1922,
  -0.9497, 0.2503, -0.2921,
];
const LATENTS_STD = [
  2.8184, 1.4541, 2.3275, 2.6558, 1.2196, 1.7708, 2.6052, 2.0743, 3.2687, 2.1526, 2.8652, 1.5579, 1.6382, 1.1253,
  2.8251, 1.916,
];

const CONV = ['out', 'in', 'frames', 'height', 'width'] as const;

/**
 * Reads config and headers, no weights.
 * @throws InferenceError when files are missing or damaged, or are no VAE of the family.
 */
export function openVae(files: ComponentFiles): Promise<Configured<VaeConfig>> {
  return openConfigured(files, { schema: vaeConfigSchema, names: vaeNames, derive: derivedVaeConfig });
}

/** Whether these are weights of a VAE of the family, under the names that graphs ask for. */
export function isVae(weights: WeightSource): boolean {
  const first = weights.get('encoder.conv_in.weight')?.shape;
  const latent = weights.get('post_quant_conv.weight')?.shape;
  return first?.length === CONV.length && latent?.[0] === LATENTS_MEAN.length && latent.length === CONV.length;
}

/**
 * The fields of a config, from names and shapes.
 * @throws InferenceError `tensor-missing` or `tensor-mismatch`.
 */
export function derivedVaeConfig(weights: WeightSource): object {
  const { out: base, in: pixelChannels } = sizesOf(weights, 'encoder.conv_in.weight', CONV);
  const { in: latentChannels } = sizesOf(weights, 'decoder.conv_in.weight', CONV);
  const factors: number[] = [];
  const halvesTime: boolean[] = [];
  let [layer, residualBlocks] = [0, 0];
  for (;;) {
    const { out } = sizesOf(weights, `encoder.down_blocks.${layer}.conv1.weight`, CONV);
    factors.push(out / base);
    const first = layer;
    while (weights.get(`encoder.down_blocks.${layer}.conv1.weight`)) layer += 1;
    residualBlocks = layer - first;
    if (!weights.get(`encoder.down_blocks.${layer}.resample.1.weight`)) break;
    halvesTime.push(weights.get(`encoder.down_blocks.${layer}.time_conv.weight`) !== undefined);
    layer += 1;
  }
  return {
    base_dim: base,
    z_dim: latentChannels,
    dim_mult: factors,
    num_res_blocks: residualBlocks,
    temperal_downsample: halvesTime,
    input_channels: pixelChannels,
    latents_mean: LATENTS_MEAN,
    latents_std: LATENTS_STD,
  };
}
