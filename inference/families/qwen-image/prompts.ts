/** Prompts and the pictures they speak of, through the language model and its vision tower. */
import type { EncodedPrompt } from '../../diffusion/velocity-predictor.ts';
import { withoutAlpha } from '../../image/transparency.ts';
import type { Pulse } from '../../pulse.ts';
import { templateByName } from '../../text/prompt/prompt-template.ts';
import { readPrompt } from '../../text/prompt/read-prompt.ts';
import { patchPicture, type ProcessorConfig } from '../../text/vision/picture-patches.ts';
import { type PictureRequest, type PictureTokens, type PromptRequest, strengthsOf } from '../requests.ts';
import type { QwenImageLoaded } from './models.ts';

/**
 * Hidden states of a prompt in its template, [tokens, text width], those of the template's head left out.
 * @throws InferenceError `prompt-too-long`, or `invalid-input` for pictures the template does not take.
 */
export async function encodePrompt(
  loaded: QwenImageLoaded,
  request: PromptRequest,
  pulse: Pulse,
): Promise<EncodedPrompt> {
  const { textEncoder, tokenizer, template, ...prompt } = request;
  const { embeds } = await readPrompt(
    await loaded.get('tokenizer', tokenizer),
    templateByName(template),
    { ...prompt, strengths: strengthsOf(textEncoder), pulse },
    () => loaded.get('text encoder', textEncoder),
  );
  return { embeds };
}

/** A picture through the vision tower, without its transparency: [rows * columns, text width]. */
export async function readPicture(
  loaded: QwenImageLoaded,
  { textEncoder, processor, image }: PictureRequest,
): Promise<PictureTokens> {
  const tower = await loaded.get('vision tower', textEncoder);
  const patched = patchPicture(withoutAlpha(image), tower.config, processor as ProcessorConfig);
  const { merge } = tower.config;
  return {
    tokens: await tower.encode(patched),
    rows: patched.grid.rows / merge,
    columns: patched.grid.columns / merge,
  };
}
