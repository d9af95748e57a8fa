/**
 * The arithmetic of a step with the keys and values of its prefix at hand, as every step but the first of a run has
 * them: the layers of `transformer/pass-graph.ts`, counted for the tokens of the target.
 */
import { attentionFlop, matrixFlop, type Work, type WorkModel } from '../../work.ts';
import type { TransformerConfig } from '../transformer/config.ts';

/** Matrices [width, width] of the attention of a block: queries, keys, values and output. */
const SQUARES = 4;
/** Matrices of a gated MLP. */
const GATED = 3;
/** Tokens of a picture that stand in the place of one of its tokens of the text encoder. */
const TOKENS_OF_SLOT = 4;

export function transformerWork(config: TransformerConfig): WorkModel<'denoiseStep'> {
  const { layers, heads, headDim } = config;
  return {
    proportions: `${layers} x ${heads} x ${headDim}`,
    of({ latentPixels, referencePixels, passes }) {
      const parts = passes.map((states) => {
        const text = states - referencePixels / TOKENS_OF_SLOT;
        return passWork(config, latentPixels, Math.max(0, text) + referencePixels);
      });
      return {
        linear: parts.reduce((sum, { linear }) => sum + linear, 0),
        attention: parts.reduce((sum, { attention }) => sum + attention, 0),
      };
    },
  };
}

/** @param target tokens of the picture. @param prefix tokens before them. */
function passWork(config: TransformerConfig, target: number, prefix: number): Work {
  const { layers, width, mlpWidth, inChannels, outFeatures } = config;
  const perToken = SQUARES * matrixFlop(width, width) + GATED * matrixFlop(mlpWidth, width);
  const ends = matrixFlop(width, inChannels) + matrixFlop(outFeatures, width);
  return {
    linear: target * (layers * perToken + ends),
    attention: layers * attentionFlop(target, prefix + target, width),
  };
}
