/** The encoder of the VAE. Source: diffusers `autoencoder_kl_qwenimage.py`, `QwenImageEncoder3d` and `_encode`. */
import type { WeightSource } from '../../../checkpoint/weight-source.ts';
import { Graph } from '../../../onnx/graph.ts';
import type { GraphOptions } from '../../../onnx/graph-core.ts';
import type { OnnxModel } from '../../../onnx/model.ts';
import { causalConv, channelNorm, conv2d, middleBlock, residualBlock } from './blocks.ts';
import type { VaeConfig } from './config.ts';

/** Range the logarithm of the variance is clamped to: `DiagonalGaussianDistribution` in diffusers `vae.py`. */
const LOG_VARIANCE = { low: -30, high: 20 } as const;

/**
 * Builds the graph.
 *
 * Input: `pixels` [1, pixelChannels, height, width] in [-1, 1], sides multiples of `scale`.
 * Outputs: `mean` and `logvar` [1, latentChannels, height / scale, width / scale].
 * Exposable: `conv_in`, `down_blocks.N`, `mid_attention`, `mid_block`.
 * @throws InferenceError when weights do not fit the config.
 */
export function buildEncoderGraph(config: VaeConfig, weights: WeightSource, options?: GraphOptions): OnnxModel {
  const g = new Graph('vae-encoder', weights, options);
  const pixels = g.input('pixels', 'float32', [1, config.pixelChannels, 'height', 'width']);
  let x = g.tap('conv_in', causalConv(g, pixels, 'encoder.conv_in', config.channels[0] ?? 0, 3));
  // The stored list is flat: residual blocks and downsamplers in one numbering.
  let index = 0;
  config.channels.forEach((channels, level) => {
    for (let i = 0; i < config.residualBlocks; i += 1, index += 1) {
      x = g.tap(`down_blocks.${index}`, residualBlock(g, x, `encoder.down_blocks.${index}`, channels));
    }
    if (level === config.channels.length - 1) return;
    x = g.tap(
      `down_blocks.${index}`,
      conv2d(g, x, `encoder.down_blocks.${index}.resample.1`, channels, 3, { pads: [0, 0, 1, 1], stride: 2 }),
    );
    index += 1;
  });
  x = middleBlock(g, x, 'encoder.mid_block');
  x = causalConv(g, g.silu(channelNorm(g, x, 'encoder.norm_out')), 'encoder.conv_out', 2 * config.latentChannels, 3);
  const moments = g.chunk(causalConv(g, x, 'quant_conv', 2 * config.latentChannels, 1), 1, 2);
  const [mean, logvar] = moments;
  if (mean) g.output('mean', mean);
  if (logvar) g.output('logvar', g.clip(logvar, LOG_VARIANCE.low, LOG_VARIANCE.high));
  return g.finish();
}

/** Tensors of the encoder a single frame never uses: the time convolutions. */
export function unusedByEncoder({ halvesTime, residualBlocks }: VaeConfig): readonly string[] {
  return halvesTime.flatMap((halves, level) => {
    const name = `encoder.down_blocks.${(level + 1) * (residualBlocks + 1) - 1}.time_conv`;
    return halves ? [`${name}.weight`, `${name}.bias`] : [];
  });
}
