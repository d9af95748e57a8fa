/** The encoder of the VAE. Source: diffusers `autoencoder_kl_qwenimage.py`, `QwenImageEncoder3d` and `_encode`. */
import type { WeightSource } from '../../../checkpoint/weight-source.ts';
import { Graph } from '../../../onnx/graph.ts';
import type { GraphOptions } from '../../../onnx/graph-core.ts';
import type { OnnxModel } from '../../../onnx/model.ts';
import { channelNorm, conv2d, middleBlock, residualBlock } from '../../../vae/blocks.ts';
import { LOG_VARIANCE } from '../../../vae/sample.ts';
import { causalConv } from './causal-conv.ts';
import type { VaeConfig } from './config.ts';

/** A kernel of 3 with stride 2, padded at the bottom and the right only. */
const HALVING = { pads: [0, 0, 1, 1], stride: 2 };

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
  const { latentChannels, finestChannels, residualBlocks } = config;
  const pixels = g.input('pixels', 'float32', [1, config.pixelChannels, 'height', 'width']); // [1, pixelChannels, h, w]
  let x = g.tap('conv_in', causalConv(g, pixels, 'encoder.conv_in', finestChannels, 3)); // [1, finest, h, w]

  // The stored list is flat: residual blocks and downsamplers in one numbering.
  let index = 0;
  config.channels.forEach((channels, level) => {
    for (let i = 0; i < residualBlocks; i += 1, index += 1) {
      x = residualBlock(g, x, `encoder.down_blocks.${index}`, channels, causalConv); // [1, channels, h / 2^level, ...]
      g.tap(`down_blocks.${index}`, x);
    }
    if (level === config.channels.length - 1) return;
    const name = `encoder.down_blocks.${index}.resample.1`;
    x = conv2d(g, x, name, channels, 3, HALVING); // [1, channels, h / 2^(level + 1), w / 2^(level + 1)]
    g.tap(`down_blocks.${index}`, x);
    index += 1;
  });

  x = middleBlock(g, x, 'encoder.mid_block', causalConv); // [1, coarsest, h / scale, w / scale]
  x = g.silu(channelNorm(g, x, 'encoder.norm_out')); // [1, coarsest, h / scale, w / scale]
  x = causalConv(g, x, 'encoder.conv_out', 2 * latentChannels, 3); // [1, 2 * latentChannels, h / scale, w / scale]
  x = causalConv(g, x, 'quant_conv', 2 * latentChannels, 1); // [1, 2 * latentChannels, h / scale, w / scale]
  const [mean, logvar] = g.split2(x, 1); // [1, latentChannels, h / scale, w / scale] each
  g.output('mean', mean);
  g.output('logvar', g.clip(logvar, LOG_VARIANCE.low, LOG_VARIANCE.high));
  return g.finish();
}

/** Tensors of the encoder a single frame never uses: the time convolutions. */
export function unusedByEncoder({ halvesTime, residualBlocks }: VaeConfig): readonly string[] {
  return halvesTime.flatMap((halves, level) => {
    const name = `encoder.down_blocks.${(level + 1) * (residualBlocks + 1) - 1}.time_conv`;
    return halves ? [`${name}.weight`, `${name}.bias`] : [];
  });
}
