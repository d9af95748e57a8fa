/** Prompts and the pictures they speak of, through the language model and its vision tower. */
import type { EncodedPrompt } from '../../diffusion/velocity-predictor.ts';
import { withoutAlpha } from '../../image/transparency.ts';
import type { Pulse } from '../../pulse.ts';
import { float32, stackRows } from '../../tensor.ts';
import { encodePrompt as tokenize } from '../../text/prompt/encode-prompt.ts';
import { IMAGE_PAD, templateByName } from '../../text/prompt/prompt-template.ts';
import type { EncodeExtras } from '../../text/decoder/decoder.ts';
import { picturePositions } from '../../text/decoder/positions.ts';
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
  const { template, prompt, window, overflow, pictures = [] } = request;
  const tokenizer = await loaded.get('tokenizer', request.tokenizer);
  const pictureTokens = pictures.map(({ rows, columns }) => rows * columns);
  const { ids, drop } = tokenize(tokenizer, templateByName(template), prompt, { window, overflow, pictureTokens });
  const textEncoder = await loaded.get('text encoder', request.textEncoder);
  const { data } = await textEncoder.encode(ids, {
    ...pictureExtras(ids, tokenizer.idOf(IMAGE_PAD), pictures),
    strengths: strengthsOf(request.textEncoder),
    pulse,
  });
  const width = textEncoder.config.width;
  return { embeds: float32(data.slice(drop * width), [ids.length - drop, width]) };
}

/** Where the tokens of pictures go, and their positions. Prompts about the same pictures share all up to their end. */
export function pictureExtras(
  ids: readonly number[],
  pictureToken: number | undefined,
  pictures: readonly PictureTokens[],
): Pick<EncodeExtras, 'positions' | 'embeds' | 'head'> {
  if (pictures.length === 0 || pictureToken === undefined) return {};
  const positions = ids.flatMap((id, place) => (id === pictureToken ? [place] : []));
  return {
    positions: picturePositions(ids, pictureToken, pictures),
    embeds: { positions, values: stackRows(pictures.map(({ tokens }) => tokens)) },
    head: (positions.at(-1) ?? -1) + 1,
  };
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
