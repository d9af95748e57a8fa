/** Opens a VAE from a folder as published, or from a single file, whose config follows from its tensors. */
import type { ComponentFiles } from '../../../checkpoint/component-files.ts';
import { type Configured, openConfigured, sizesOf } from '../../../checkpoint/layout/derive.ts';
import type { WeightSource } from '../../../checkpoint/weight-source.ts';
import { vaeNames } from '../layouts/vae-names.ts';
import { type VaeConfig, vaeConfigSchema } from './config.ts';

/**
 * Mean and deviation of the latents of the published VAE: no single file holds them.
 * Source: `latents_mean` and `latents_std` in the config of Qwen-Image-2.1's VAE.
 */
const LATENTS_MEAN = [
  0.5126, 0.7721, -0.0631, 1.3506, -0.7855, -2.1025, -0.3458, 1.3722, 1.8873, -1.7177, -0.651, 0.2732, 0.7562, -0.6163,
  -1.0277, 3.8363, 2.021, 0.0472, 0.932, 2.0087, 2.4954, -0.1391, -1.4249, 1.8464, -0.5236, 1.2826, 3.7046, -1.3035,
  2.7286, -1.4518, -1.9036, -1.9955, -0.0342, -1.0265, -0.7636, 3.0555, 0.0746, -3.0751, -0.1076, 1.7376, -1.0914,
  -1.9435, -0.2784, -1.368, 0.4809, -0.4433, 0.3764, 0.5729, -2.0595, 1.096, -1.326, -2.0211, -5.0179, 0.5275, 4.0162,
  1.8505, 0.3026, 1.9373, 1.4937, 0.2632, 0.5547, -1.7121, -0.1562, 0.0304,
];
const LATENTS_STD = [
  3.2001, 3.2936, 3.4321, 3.0091, 3.1061, 4.0379, 4.0705, 3.791, 3.0785, 3.65, 3.9308, 3.0904, 2.8778, 3.7675, 3.732,
  5.0756, 3.2864, 4.0397, 3.1317, 4.0443, 2.9249, 3.9454, 3.0988, 4.2489, 3.4896, 3.8513, 3.9323, 3.4719, 3.7498, 4.283,
  3.5694, 4.2467, 3.9037, 3.2947, 5.077, 3.5075, 3.27, 3.4767, 2.8063, 5.1125, 3.5327, 4.7833, 3.1286, 4.1819, 3.8527,
  3.8312, 3.5605, 4.3875, 3.9624, 4.0168, 3.5643, 4.055, 5.5614, 4.2963, 4.408, 3.4959, 3.8747, 3.7608, 3.5735, 3.149,
  3.7662, 3.6746, 3.4563, 3.8161,
];

const CONV = ['out', 'in', 'height', 'width'] as const;

/**
 * Reads config and headers, no weights.
 * @throws InferenceError when files are missing or damaged, or are no VAE of the family.
 */
export function openVae(files: ComponentFiles): Promise<Configured<VaeConfig>> {
  return openConfigured(files, { schema: vaeConfigSchema, names: vaeNames, derive: derivedVaeConfig });
}

/** Whether these are weights of a VAE of the family, under the names that graphs ask for. */
export function isVae(weights: WeightSource): boolean {
  const first = weights.get('encoder.down_blocks.0.resnets.0.conv1.weight')?.shape;
  const latent = weights.get('post_quant_conv.weight')?.shape;
  return first?.length === CONV.length && latent?.[0] === LATENTS_MEAN.length && latent.length === CONV.length;
}

/**
 * The fields of a config, from names and shapes.
 * @throws InferenceError `tensor-missing` or `tensor-mismatch`.
 */
export function derivedVaeConfig(weights: WeightSource): object {
  const { out: base, in: pixelChannels } = sizesOf(weights, 'encoder.conv_in.weight', CONV);
  const { out: outChannels, in: decoderFinest } = sizesOf(weights, 'decoder.conv_out.weight', CONV);
  const { in: latentChannels } = sizesOf(weights, 'decoder.conv_in.weight', CONV);
  const factors: number[] = [];
  const halvesTime: boolean[] = [];
  for (let level = 0; ; level += 1) {
    const name = `encoder.down_blocks.${level}`;
    factors.push(sizesOf(weights, `${name}.resnets.0.conv1.weight`, CONV).out / base);
    if (!weights.get(`${name}.downsampler.resample.1.weight`)) break;
    halvesTime.push(weights.get(`${name}.downsampler.time_conv.weight`) !== undefined);
  }
  let residualBlocks = 0;
  while (weights.get(`encoder.down_blocks.0.resnets.${residualBlocks}.conv1.weight`)) residualBlocks += 1;
  return {
    base_dim: base,
    decoder_base_dim: decoderFinest / (factors[0] ?? 1),
    z_dim: latentChannels,
    dim_mult: factors,
    num_res_blocks: residualBlocks,
    temperal_downsample: halvesTime,
    in_channels: pixelChannels,
    out_channels: outChannels,
    latents_mean: LATENTS_MEAN,
    latents_std: LATENTS_STD,
  };
}
