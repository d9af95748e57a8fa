/** The arithmetic of the VAE: the convolutions of `vae/encoder-graph.ts` and `vae/decoder-graph.ts`, counted. */
import { conv3, decoderModel, encoderModel, middle, residual, type VaeHalf } from '../../vae-work.ts';
import { matrixFlop, type WorkModel } from '../../work.ts';
import type { VaeConfig } from '../vae/config.ts';

export function encoderWork(config: VaeConfig): WorkModel<'encodeImage'> {
  return encoderModel(halfOf(config, encoderPerLatent(config)), config.scale);
}

export function decoderWork(config: VaeConfig): WorkModel<'decodeLatents'> {
  return decoderModel(halfOf(config, decoderPerLatent(config)));
}

function halfOf({ channels, residualBlocks, coarsestChannels }: VaeConfig, perLatent: number): VaeHalf {
  const proportions = `${channels.join(', ')} x ${residualBlocks}`;
  return { proportions, attentionWidth: coarsestChannels, perLatent };
}

function encoderPerLatent(config: VaeConfig): number {
  const { channels, residualBlocks, pixelChannels, finestChannels, coarsestChannels, latentChannels, scale } = config;
  let area = scale ** 2;
  let flop = area * conv3(pixelChannels, finestChannels);
  let before = finestChannels;
  for (const [level, out] of channels.entries()) {
    for (let block = 0; block < residualBlocks; block += 1, before = out) flop += area * residual(before, out);
    if (level === channels.length - 1) break;
    area /= 4;
    flop += area * conv3(out, out);
  }
  const moments = 2 * latentChannels;
  return flop + middle(coarsestChannels) + conv3(coarsestChannels, moments) + matrixFlop(moments, moments);
}

function decoderPerLatent(config: VaeConfig): number {
  const { channels, residualBlocks, pixelChannels, finestChannels, coarsestChannels, latentChannels } = config;
  let flop =
    matrixFlop(latentChannels, latentChannels) + conv3(latentChannels, coarsestChannels) + middle(coarsestChannels);
  let [area, before] = [1, coarsestChannels];
  for (const [level, out] of channels.toReversed().entries()) {
    for (let block = 0; block <= residualBlocks; block += 1, before = out) flop += area * residual(before, out);
    if (level === channels.length - 1) break;
    // An upsampler also halves the channels.
    area *= 4;
    before = out / 2;
    flop += area * conv3(out, before);
  }
  return flop + area * conv3(finestChannels, pixelChannels);
}
