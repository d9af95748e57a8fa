/** The arithmetic of the VAE: the convolutions of `vae/encoder-graph.ts` and `vae/decoder-graph.ts`, counted. */
import { conv3, decoderModel, encoderModel, middle, residual, type VaeHalf } from '../../vae-work.ts';
import { matrixFlop, type WorkModel } from '../../work.ts';
import type { VaeConfig } from '../vae/config.ts';

export function encoderWork(config: VaeConfig): WorkModel<'encodeImage'> {
  const half = halfOf(config.encoderChannels, config, encoderPerLatent(config));
  return encoderModel(half, config.scale);
}

export function decoderWork(config: VaeConfig): WorkModel<'decodeLatents'> {
  return decoderModel(halfOf(config.decoderChannels, config, decoderPerLatent(config)));
}

function halfOf(channels: readonly number[], { residualBlocks }: VaeConfig, perLatent: number): VaeHalf {
  return {
    proportions: `${channels.join(', ')} x ${residualBlocks}`,
    attentionWidth: channels.at(-1) ?? 0,
    perLatent,
  };
}

function encoderPerLatent(config: VaeConfig): number {
  const { encoderChannels, residualBlocks, pixelChannels, firstChannels, latentChannels, scale } = config;
  let area = scale ** 2;
  let flop = area * conv3(pixelChannels, firstChannels);
  let before = firstChannels;
  for (const [level, out] of encoderChannels.entries()) {
    for (let block = 0; block < residualBlocks; block += 1, before = out) flop += area * residual(before, out);
    if (level === encoderChannels.length - 1) break;
    area /= 4;
    flop += area * conv3(out, out);
  }
  const moments = 2 * latentChannels;
  return flop + middle(before) + conv3(before, moments) + matrixFlop(moments, moments);
}

function decoderPerLatent(config: VaeConfig): number {
  const { decoderChannels, residualBlocks, pixelChannels, latentChannels } = config;
  const coarseFirst = decoderChannels.toReversed();
  let before = coarseFirst[0] ?? 0;
  let flop = matrixFlop(latentChannels, latentChannels) + conv3(latentChannels, before) + middle(before);
  let area = 1;
  for (const [level, out] of coarseFirst.entries()) {
    for (let block = 0; block <= residualBlocks; block += 1, before = out) flop += area * residual(before, out);
    if (level === coarseFirst.length - 1) break;
    area *= 4;
    flop += area * conv3(out, out);
  }
  return flop + area * conv3(before, pixelChannels);
}
