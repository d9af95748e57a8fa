/** The arithmetic of a pass of the transformer: the layers of `transformer/step-graph.ts`, counted. */
import { attentionFlop, matrixFlop, type Work, type WorkModel } from '../../work.ts';
import type { TransformerConfig } from '../transformer/config.ts';

/** Matrices [width, width] of one stream of a block: queries, keys, values, output, and 4 + 4 of the MLP. */
const SQUARES = 12;

export function transformerWork(config: TransformerConfig): WorkModel<'denoiseStep'> {
  const { layers, heads, headDim, patchSize } = config;
  return {
    proportions: `${layers} x ${heads} x ${headDim}`,
    of({ latentPixels, referencePixels, passes }) {
      const image = (latentPixels + referencePixels) / patchSize ** 2;
      const parts = passes.map((text) => passWork(config, image, text));
      return {
        linear: parts.reduce((sum, { linear }) => sum + linear, 0),
        attention: parts.reduce((sum, { attention }) => sum + attention, 0),
      };
    },
  };
}

/** @param image tokens of the picture and its references. @param text conditioning tokens. */
function passWork(config: TransformerConfig, image: number, text: number): Work {
  const { layers, width, textWidth, inChannels, outFeatures } = config;
  const tokens = image + text;
  const ends = image * (matrixFlop(width, inChannels) + matrixFlop(outFeatures, width));
  return {
    linear: layers * SQUARES * tokens * matrixFlop(width, width) + ends + text * matrixFlop(width, textWidth),
    attention: layers * attentionFlop(tokens, tokens, width),
  };
}
