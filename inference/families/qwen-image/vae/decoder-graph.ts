/** The decoder of the VAE. Source: diffusers `autoencoder_kl_qwenimage.py`, `QwenImageDecoder3d` and `_decode`. */
import type { WeightSource } from '../../../checkpoint/weight-source.ts';
import { Graph } from '../../../onnx/graph.ts';
import type { GraphOptions } from '../../../onnx/graph-core.ts';
import type { OnnxModel } from '../../../onnx/model.ts';
import { causalConv, channelNorm, conv2d, middleBlock, residualBlock } from './blocks.ts';
import type { VaeConfig } from './config.ts';

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
  const coarseFirst = config.channels.toReversed();
  const latents = g.input('latents', 'float32', [1, config.latentChannels, 'height', 'width']);
  const z = causalConv(g, latents, 'post_quant_conv', config.latentChannels, 1);
  let x = g.tap('conv_in', causalConv(g, z, 'decoder.conv_in', coarseFirst[0] ?? 0, 3));
  x = middleBlock(g, x, 'decoder.mid_block');
  coarseFirst.forEach((channels, level) => {
    const name = `decoder.up_blocks.${level}`;
    for (let i = 0; i <= config.residualBlocks; i += 1) x = residualBlock(g, x, `${name}.resnets.${i}`, channels);
    // An upsampler also halves the channels.
    if (level < coarseFirst.length - 1) {
      x = conv2d(g, g.upsample2(x), `${name}.upsamplers.0.resample.1`, channels / 2, 3, { pads: [1, 1, 1, 1] });
    }
    g.tap(`up_blocks.${level}`, x);
  });
  x = g.silu(channelNorm(g, x, 'decoder.norm_out'));
  g.output('pixels', causalConv(g, x, 'decoder.conv_out', config.pixelChannels, 3));
  return g.finish();
}

/** Tensors of the decoder a single frame never uses: the time convolutions. */
export function unusedByDecoder({ halvesTime }: VaeConfig): readonly string[] {
  return halvesTime.toReversed().flatMap((halves, level) => {
    const name = `decoder.up_blocks.${level}.upsamplers.0.time_conv`;
    return halves ? [`${name}.weight`, `${name}.bias`] : [];
  });
}
