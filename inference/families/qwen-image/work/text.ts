/** The arithmetic of the text encoder and its vision tower, counted from their layers. */
import type { TextEncoderConfig } from '../../../text/qwen2.5-vl/config.ts';
import type { VisionConfig } from '../../../text/qwen2.5-vl/vision/config.ts';
import { attentionFlop, matrixFlop, type WorkModel } from '../../work.ts';

/**
 * Tokens of a template before the prompt, which the language model reads too.
 * Source: diffusers pipeline_qwenimage.py, `prompt_template_encode_start_idx`.
 */
const TEMPLATE_HEAD = 34;

/** Matrices of a gated MLP. */
const GATED = 3;

export function textEncoderWork(config: TextEncoderConfig): WorkModel<'encodePrompt'> {
  const { layers, width, kvHeads, headDim, mlpWidth } = config;
  const keysAndValues = 2 * matrixFlop(kvHeads * headDim, width);
  const perToken = 2 * matrixFlop(width, width) + keysAndValues + GATED * matrixFlop(mlpWidth, width);
  return {
    proportions: `${layers} x ${width} x ${mlpWidth}`,
    of({ tokens: given }) {
      const tokens = given + TEMPLATE_HEAD;
      // Causal: a token attends to half of the others on average.
      return { linear: layers * tokens * perToken, attention: (layers * attentionFlop(tokens, tokens, width)) / 2 };
    },
  };
}

export function visionWork(config: VisionConfig): WorkModel<'readPicture'> {
  const { layers, width, mlpWidth, outWidth, channels, patch, frames, merge, windowTokens, fullBlocks } = config;
  const perPatch = layers * (4 * matrixFlop(width, width) + GATED * matrixFlop(mlpWidth, width));
  const merged = merge ** 2 * width;
  const mergerPerToken = matrixFlop(merged, merged) + matrixFlop(outWidth, merged);
  return {
    proportions: `${layers} x ${width} x ${mlpWidth}`,
    of({ pixels }) {
      const patches = pixels / patch ** 2;
      const window = Math.min(patches, (windowTokens * merge) ** 2);
      const embedding = matrixFlop(width, channels * frames * patch ** 2);
      return {
        linear: patches * (embedding + perPatch + mergerPerToken / merge ** 2),
        attention:
          fullBlocks.size * attentionFlop(patches, patches, width) +
          (layers - fullBlocks.size) * attentionFlop(patches, window, width),
      };
    },
  };
}
