/** The arithmetic of the text encoder and its vision tower, counted from their layers. */
import type { TextEncoderConfig } from '../../../text/qwen3-vl/config.ts';
import type { VisionConfig } from '../../../text/qwen3-vl/vision/config.ts';
import { attentionFlop, matrixFlop, type WorkModel } from '../../work.ts';

/** Tokens of the system message, which are read and dropped: `drop_idx` of diffusers pipeline_qwenimage21.py. */
const TEMPLATE_HEAD = 14;

/** Matrices of a gated MLP. */
const GATED = 3;

export function textEncoderWork(config: TextEncoderConfig): WorkModel<'encodePrompt'> {
  const { layers, width, heads, kvHeads, headDim, mlpWidth } = config;
  // Queries and output, keys and values.
  const attention = 2 * matrixFlop(heads * headDim, width) + 2 * matrixFlop(kvHeads * headDim, width);
  const perToken = attention + GATED * matrixFlop(mlpWidth, width);
  return {
    proportions: `${layers} x ${width} x ${mlpWidth}`,
    of({ tokens: given }) {
      const tokens = given + TEMPLATE_HEAD;
      // Causal: a token attends to half of the others on average.
      return {
        linear: layers * tokens * perToken,
        attention: (layers * attentionFlop(tokens, tokens, heads * headDim)) / 2,
      };
    },
  };
}

export function visionWork(config: VisionConfig): WorkModel<'readPicture'> {
  const { layers, width, mlpWidth, outWidth, channels, patch, frames, merge, deepstackBlocks } = config;
  const perPatch = layers * (4 * matrixFlop(width, width) + 2 * matrixFlop(mlpWidth, width));
  const merged = merge ** 2 * width;
  const mergers = 1 + deepstackBlocks.length;
  const mergersPerToken = mergers * (matrixFlop(merged, merged) + matrixFlop(outWidth, merged));
  const embedding = matrixFlop(width, channels * frames * patch ** 2);
  return {
    proportions: `${layers} x ${width} x ${mlpWidth}`,
    of({ pixels }) {
      const patches = pixels / patch ** 2;
      return {
        linear: patches * (embedding + perPatch + mergersPerToken / merge ** 2),
        attention: layers * attentionFlop(patches, patches, width),
      };
    },
  };
}
