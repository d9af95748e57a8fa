/** Prompts and the pictures they speak of, through the language model and its vision tower. */
import type { EncodedPrompt } from '../../diffusion/velocity-predictor.ts';
import { onWhite } from '../../image/transparency.ts';
import type { Pulse } from '../../pulse.ts';
import { readPrompt } from '../../text/prompt/read-prompt.ts';
import { patchPicture, type ProcessorConfig } from '../../text/vision/picture-patches.ts';
import { type PictureRequest, type PictureTokens, type PromptRequest, strengthsOf } from '../requests.ts';
import type { QwenImage21Loaded } from './models.ts';
import { template } from './prompt-template.ts';

/**
 * Hidden states of a prompt after the system message, [tokens, text width], before the final norm, and the runs of them
 * that stand for pictures.
 * @throws InferenceError `prompt-too-long`, or `invalid-input` for more pictures than the template takes.
 */
export async function encodePrompt(
  loaded: QwenImage21Loaded,
  { textEncoder, tokenizer, template: _only, ...prompt }: PromptRequest,
  pulse: Pulse,
): Promise<EncodedPrompt> {
  return readPrompt(
    await loaded.get('tokenizer', tokenizer),
    template,
    { ...prompt, strengths: strengthsOf(textEncoder), pulse },
    () => loaded.get('text encoder', textEncoder),
  );
}

/** A picture through the vision tower: a row for each token, [rows * columns, (1 + levels) * text width]. */
export async function readPicture(
  loaded: QwenImage21Loaded,
  { textEncoder, processor, image }: PictureRequest,
): Promise<PictureTokens> {
  const tower = await loaded.get('vision tower', textEncoder);
  const patched = patchPicture(onWhite(image), tower.config, processor as ProcessorConfig);
  const { merge } = tower.config;
  return {
    tokens: await tower.encode(patched),
    rows: patched.grid.rows / merge,
    columns: patched.grid.columns / merge,
  };
}
