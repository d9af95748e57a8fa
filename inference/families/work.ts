/**
 * The arithmetic of models, known from sizes before anything is loaded: forecasts are made of it. All numbers are
 * floating-point operations; a multiplication and an addition are two.
 */
import type { ComponentFiles } from '../checkpoint/component-files.ts';

/** Operations whose time depends on sizes, with the sizes. */
export interface WorkSizes {
  /** Conditioning tokens of the prompt. */
  readonly encodePrompt: { readonly tokens: number };
  /** Pixels of the picture. */
  readonly readPicture: { readonly pixels: number };
  /**
   * Latent pixels of the picture and of all its references, and for each pass of the transformer the conditioning
   * tokens.
   */
  readonly denoiseStep: {
    readonly latentPixels: number;
    readonly referencePixels: number;
    readonly passes: readonly number[];
  };
  /** Pixels of the picture. */
  readonly encodeImage: { readonly pixels: number };
  /** Latent pixels of each of the frames. */
  readonly decodeLatents: { readonly latentPixels: number; readonly frames: number };
}

export type WorkOperation = keyof WorkSizes;

/** Products of matrices and convolutions grow with the tokens; attention grows with their square. */
export interface Work {
  readonly linear: number;
  readonly attention: number;
}

/** What one component computes in one operation. */
export interface WorkModel<O extends WorkOperation> {
  /** The proportions of the model: two models of the same proportions run at the same speed. */
  readonly proportions: string;
  of(sizes: WorkSizes[O]): Work;
}

/** Work models by operation. Each reads configs and headers, no weights, and throws the errors of opening. */
export type FamilyWork = { readonly [O in WorkOperation]: (files: ComponentFiles) => Promise<WorkModel<O>> };

/** Operations of a matrix [out, in] times one vector. */
export function matrixFlop(out: number, input: number): number {
  return 2 * out * input;
}

/** Operations of attention of each query to each key, over heads of `width` in all: the scores, then the sums. */
export function attentionFlop(queries: number, keys: number, width: number): number {
  return 2 * (2 * queries * keys * width);
}
