/** The decoder of the VAE. Source: diffusers `autoencoder_kl_qwenimage.py`, `QwenImageDecoder3d` and `_decode`. */
import type { WeightSource } from '../../../checkpoint/weight-source.ts';
import { Graph } from '../../../onnx/graph.ts';
import type { GraphOptions } from '../../../onnx/graph-core.ts';
import type { OnnxModel } from '../../../onnx/model.ts';
import { upsample2 } from '../../../onnx/picture-operators.ts';
import { channelNorm, conv2d, middleBlock, residualBlock } from '../../../vae/blocks.ts';
import { causalConv } from './causal-conv.ts';
import type { VaeConfig } from './config.ts';

/** Keeps the size under a kernel of 3: top, left, bottom, right. */
const PADDING = [1, 1, 1, 1];

/**
 * Builds the graph.
 *
 * Input: `latents` [1, latentChannels, h, w], not normalised.
 * Output: `pixels` [1, pixelChannels, h * scale, w * scale], around [-1, 1] and not clamped.
 * Exposable: `conv_in`, `mid_attention`, `mid_block`, `up_blocks.N`.
 * @throws InferenceError when weights do not fit the config.
 */
export function buildDecoderGraph(config: VaeConfig, weights: WeightSource, options?: GraphOptions): OnnxModel {
  const g = new Graph('vae-decoder', weights, options);
  const { latentChannels, coarsestChannels } = config;
  const latents = g.input('latents', 'float32', [1, latentChannels, 'height', 'width']); // [1, latentChannels, h, w]
  const z = causalConv(g, latents, 'post_quant_conv', latentChannels, 1); // [1, latentChannels, h, w]
  let x = g.tap('conv_in', causalConv(g, z, 'decoder.conv_in', coarsestChannels, 3)); // [1, coarsest, h, w]
  x = middleBlock(g, x, 'decoder.mid_block', causalConv); // [1, coarsest, h, w]

  const coarseFirst = config.channels.toReversed();
  coarseFirst.forEach((channels, level) => {
    const name = `decoder.up_blocks.${level}`;
    for (let i = 0; i <= config.residualBlocks; i += 1) {
      x = residualBlock(g, x, `${name}.resnets.${i}`, channels, causalConv); // [1, channels, h * 2^level, w * 2^level]
    }
    if (level < coarseFirst.length - 1) {
      // An upsampler also halves the channels.
      const larger = upsample2(g, x); // [1, channels, h * 2^(level + 1), w * 2^(level + 1)]
      x = conv2d(g, larger, `${name}.upsamplers.0.resample.1`, channels / 2, 3, { pads: PADDING }); // channels / 2
    }
    g.tap(`up_blocks.${level}`, x);
  });

  x = g.silu(channelNorm(g, x, 'decoder.norm_out')); // [1, finest, h * scale, w * scale]
  g.output('pixels', causalConv(g, x, 'decoder.conv_out', config.pixelChannels, 3)); // [1, pixelChannels, ...]
  return g.finish();
}

/** Tensors of the decoder a single frame never uses: the time convolutions. */
export function unusedByDecoder({ halvesTime }: VaeConfig): readonly string[] {
  return halvesTime.toReversed().flatMap((halves, level) => {
    const name = `decoder.up_blocks.${level}.upsamplers.0.time_conv`;
    return halves ? [`${name}.weight`, `${name}.bias`] : [];
  });
}
