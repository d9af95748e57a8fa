/** The arithmetic of VAEs, whatever their family: the convolutions of their blocks (`vae/blocks.ts`), counted. */
import { attentionFlop, matrixFlop, type Work, type WorkModel } from './work.ts';

/** One half of a VAE. */
export interface VaeHalf {
  /** See {@link WorkModel.proportions}. */
  readonly proportions: string;
  /** Channels of the attention in the middle. */
  readonly attentionWidth: number;
  /** Operations of the convolutions for one latent pixel. */
  readonly perLatent: number;
}

/** @param scale pixels per latent pixel along a side. */
export function encoderModel(half: VaeHalf, scale: number): WorkModel<'encodeImage'> {
  return { proportions: half.proportions, of: ({ pixels }) => workOf(half, pixels / scale ** 2, 1) };
}

export function decoderModel(half: VaeHalf): WorkModel<'decodeLatents'> {
  return { proportions: half.proportions, of: ({ latentPixels, frames }) => workOf(half, latentPixels, frames) };
}

function workOf({ attentionWidth, perLatent }: VaeHalf, latentPixels: number, frames: number): Work {
  return {
    linear: frames * latentPixels * perLatent,
    attention: frames * attentionFlop(latentPixels, latentPixels, attentionWidth),
  };
}

/** A convolution with a kernel of 3 x 3, for one pixel of its output. */
export function conv3(input: number, out: number): number {
  return 9 * matrixFlop(out, input);
}

/** A residual block, for one pixel. */
export function residual(input: number, out: number): number {
  return conv3(input, out) + conv3(out, out) + (input === out ? 0 : matrixFlop(out, input));
}

/** Two residual blocks and the projections of the attention between them, for one pixel. */
export function middle(channels: number): number {
  return 2 * residual(channels, channels) + matrixFlop(3 * channels, channels) + matrixFlop(channels, channels);
}
