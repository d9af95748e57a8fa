/** The encoder of the VAE. Source: diffusers `autoencoder_kl_qwenimage21.py`, encoder and `_encode`. */
import type { WeightSource } from '../../../checkpoint/weight-source.ts';
import { Graph } from '../../../onnx/graph.ts';
import type { GraphOptions } from '../../../onnx/graph-core.ts';
import type { OnnxModel } from '../../../onnx/model.ts';
import { channelNorm, conv2d, middleBlock, residualBlock } from '../../../vae/blocks.ts';
import { LOG_VARIANCE } from '../../../vae/sample.ts';
import type { VaeConfig } from './config.ts';
import { sameConv } from './same-conv.ts';
import { averageShortcut } from './shortcuts.ts';

/** A kernel of 3 with stride 2, padded at the bottom and the right only. */
const HALVING = { pads: [0, 0, 1, 1], stride: 2 };

/**
 * Builds the graph.
 *
 * Input: `pixels` [1, pixelChannels, height, width] in [-1, 1], sides multiples of `scale`.
 * Outputs: `mean` and `logvar` [1, latentChannels, height / scale, width / scale].
 * Exposable: `conv_in`, `down_blocks.N` with its parts, `mid_attention`, `mid_block`.
 * @throws InferenceError when weights do not fit the config.
 */
export function buildEncoderGraph(config: VaeConfig, weights: WeightSource, options?: GraphOptions): OnnxModel {
  const g = new Graph('vae-encoder', weights, options);
  const { latentChannels, encoderChannels, residualBlocks, halvesTime } = config;
  const pixels = g.input('pixels', 'float32', [1, config.pixelChannels, 'height', 'width']); // [1, pixelChannels, h, w]
  let x = g.tap('conv_in', sameConv(g, pixels, 'encoder.conv_in', config.firstChannels, 3)); // [1, first, h, w]

  encoderChannels.forEach((channels, level) => {
    const name = `down_blocks.${level}`;
    const input = x;
    for (let i = 0; i < residualBlocks; i += 1) {
      x = residualBlock(g, x, `encoder.${name}.resnets.${i}`, channels, sameConv); // [1, channels, h / 2^level, ...]
      g.tap(`${name}.resnets.${i}`, x);
    }
    const isCoarsest = level === encoderChannels.length - 1;
    if (!isCoarsest) {
      x = conv2d(g, x, `encoder.${name}.downsampler.resample.1`, channels, 3, HALVING); // [1, channels, half, half]
      g.tap(`${name}.resample`, x);
    }
    const shrinking = { frames: halvesTime[level] === true ? 2 : 1, side: isCoarsest ? 1 : 2 };
    const shortcut = g.tap(`${name}.avg_shortcut`, averageShortcut(g, input, channels, shrinking)); // as x
    x = g.tap(name, g.add(x, shortcut));
  });

  x = middleBlock(g, x, 'encoder.mid_block', sameConv); // [1, coarsest, h / scale, w / scale]
  x = g.silu(channelNorm(g, x, 'encoder.norm_out')); // [1, coarsest, h / scale, w / scale]
  x = sameConv(g, x, 'encoder.conv_out', 2 * latentChannels, 3); // [1, 2 * latentChannels, h / scale, w / scale]
  x = sameConv(g, x, 'quant_conv', 2 * latentChannels, 1); // [1, 2 * latentChannels, h / scale, w / scale]
  const [mean, logvar] = g.split2(x, 1); // [1, latentChannels, h / scale, w / scale] each
  g.output('mean', mean);
  g.output('logvar', g.clip(logvar, LOG_VARIANCE.low, LOG_VARIANCE.high));
  return g.finish();
}

/** Tensors of the encoder that a still picture never uses: the time convolutions. */
export function unusedByEncoder({ halvesTime }: VaeConfig): readonly string[] {
  return halvesTime.flatMap((halves, level) => {
    const name = `encoder.down_blocks.${level}.downsampler.time_conv`;
    return halves ? [`${name}.weight`, `${name}.bias`] : [];
  });
}
