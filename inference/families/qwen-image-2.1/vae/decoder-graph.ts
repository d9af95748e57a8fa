/** The decoder of the VAE. Source: diffusers `autoencoder_kl_qwenimage21.py`, decoder and `_decode`. */
import type { WeightSource } from '../../../checkpoint/weight-source.ts';
import { Graph } from '../../../onnx/graph.ts';
import type { GraphOptions } from '../../../onnx/graph-core.ts';
import type { OnnxModel } from '../../../onnx/model.ts';
import { upsample2 } from '../../../onnx/picture-operators.ts';
import { channelNorm, middleBlock, residualBlock } from '../../../vae/blocks.ts';
import type { VaeConfig } from './config.ts';
import { sameConv } from './same-conv.ts';
import { repeatShortcut } from './shortcuts.ts';

/**
 * Builds the graph.
 *
 * Input: `latents` [1, latentChannels, h, w], not normalised.
 * Output: `pixels` [1, pixelChannels, h * scale, w * scale], around [-1, 1] and not clamped.
 * Exposable: `conv_in`, `mid_attention`, `mid_block`, `up_blocks.N` with its parts.
 * @throws InferenceError when weights do not fit the config.
 */
export function buildDecoderGraph(config: VaeConfig, weights: WeightSource, options?: GraphOptions): OnnxModel {
  const g = new Graph('vae-decoder', weights, options);
  const { latentChannels, pixelChannels } = config;
  const coarseFirst = config.decoderChannels.toReversed();
  const coarsestChannels = coarseFirst[0] ?? 0;
  const halvesTime = config.halvesTime.toReversed();
  const latents = g.input('latents', 'float32', [1, latentChannels, 'height', 'width']); // [1, latentChannels, h, w]
  const z = sameConv(g, latents, 'post_quant_conv', latentChannels, 1); // [1, latentChannels, h, w]
  let x = g.tap('conv_in', sameConv(g, z, 'decoder.conv_in', coarsestChannels, 3)); // [1, coarsest, h, w]
  x = middleBlock(g, x, 'decoder.mid_block', sameConv); // [1, coarsest, h, w]

  coarseFirst.forEach((channels, level) => {
    const name = `up_blocks.${level}`;
    const input = x;
    for (let i = 0; i <= config.residualBlocks; i += 1) {
      x = residualBlock(g, x, `decoder.${name}.resnets.${i}`, channels, sameConv); // [1, channels, h * 2^level, ...]
      g.tap(`${name}.resnets.${i}`, x);
    }
    if (level < coarseFirst.length - 1) {
      const larger = upsample2(g, x); // [1, channels, h * 2^(level + 1), ...]
      const resampled = sameConv(g, larger, `decoder.${name}.upsampler.resample.1`, channels, 3); // the same
      const shortcut = repeatShortcut(g, input, channels, halvesTime[level] === true ? 2 : 1); // the same
      x = g.add(g.tap(`${name}.resample`, resampled), g.tap(`${name}.avg_shortcut`, shortcut));
    }
    g.tap(name, x);
  });

  x = g.silu(channelNorm(g, x, 'decoder.norm_out')); // [1, finest, h * scale, w * scale]
  g.output('pixels', sameConv(g, x, 'decoder.conv_out', pixelChannels, 3)); // [1, pixelChannels, h * scale, w * scale]
  return g.finish();
}

/** Tensors of the decoder that a still picture never uses: the time convolutions. */
export function unusedByDecoder({ halvesTime }: VaeConfig): readonly string[] {
  return halvesTime.toReversed().flatMap((halves, level) => {
    const name = `decoder.up_blocks.${level}.upsampler.time_conv`;
    return halves ? [`${name}.weight`, `${name}.bias`] : [];
  });
}
