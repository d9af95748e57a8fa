/** The arithmetic of the VAE: the convolutions of `vae/encoder-graph.ts` and `vae/decoder-graph.ts`, counted. */
import { attentionFlop, matrixFlop, type Work, type WorkModel } from '../../work.ts';
import type { VaeConfig } from '../vae/config.ts';

export function encoderWork(config: VaeConfig): WorkModel<'encodeImage'> {
  const { scale } = config;
  return {
    proportions: proportionsOf(config),
    of: ({ pixels }) => framesWork(config, pixels / scale ** 2, 1, encoderPerLatent(config)),
  };
}

export function decoderWork(config: VaeConfig): WorkModel<'decodeLatents'> {
  return {
    proportions: proportionsOf(config),
    of: ({ latentPixels, frames }) => framesWork(config, latentPixels, frames, decoderPerLatent(config)),
  };
}

function proportionsOf({ channels, residualBlocks }: VaeConfig): string {
  return `${channels.join(', ')} x ${residualBlocks}`;
}

/** @param perLatent operations of the convolutions for one latent pixel. */
function framesWork({ coarsestChannels }: VaeConfig, latentPixels: number, frames: number, perLatent: number): Work {
  return {
    linear: frames * latentPixels * perLatent,
    attention: frames * attentionFlop(latentPixels, latentPixels, coarsestChannels),
  };
}

/** A convolution with a kernel of 3 x 3, for one pixel of its output. */
function conv3(input: number, out: number): number {
  return 9 * matrixFlop(out, input);
}

function residual(input: number, out: number): number {
  return conv3(input, out) + conv3(out, out) + (input === out ? 0 : matrixFlop(out, input));
}

/** Two residual blocks, and the projections of the attention between them. */
function middle(channels: number): number {
  return 2 * residual(channels, channels) + matrixFlop(3 * channels, channels) + matrixFlop(channels, channels);
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
