/** The seam for the VAEs of families: how one is opened, its graphs, and the sizes that everything else needs. */
import type { ComponentFiles } from '../checkpoint/component-files.ts';
import type { Configured } from '../checkpoint/layout/derive.ts';
import type { WeightSource } from '../checkpoint/weight-source.ts';
import type { GraphOptions } from '../onnx/graph-core.ts';
import type { OnnxModel } from '../onnx/model.ts';

export interface VaeSizes {
  /** Channels of pixels: 3 for RGB, 4 for RGBA. */
  readonly pixelChannels: number;
  readonly latentChannels: number;
  /** Pixels per latent along a side. */
  readonly scale: number;
  /** Channels of activations that are as large as the picture: of the encoder or the decoder, the larger number. */
  readonly finestChannels: number;
  /** Mean of every latent channel. */
  readonly latentsMean: readonly number[];
  /** Standard deviation of every latent channel. */
  readonly latentsStd: readonly number[];
}

export interface VaeKind<C extends VaeSizes> {
  /**
   * Reads config and headers, no weights.
   * @throws InferenceError when files are missing or damaged, or are no VAE of the family.
   */
  open(files: ComponentFiles): Promise<Configured<C>>;
  /**
   * Input: `pixels` [1, pixelChannels, height, width] in [-1, 1], sides multiples of `scale`.
   * Outputs: `mean` and `logvar` [1, latentChannels, height / scale, width / scale].
   */
  buildEncoder(config: C, weights: WeightSource, options?: GraphOptions): OnnxModel;
  /**
   * Input: `latents` [1, latentChannels, h, w], not normalised.
   * Output: `pixels` [1, pixelChannels, h * scale, w * scale], around [-1, 1] and not clamped.
   */
  buildDecoder(config: C, weights: WeightSource, options?: GraphOptions): OnnxModel;
  /** Names of tensors that a still picture never uses. */
  unused(config: C): readonly string[];
}
