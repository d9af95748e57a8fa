/** Reads a prompt in its template: the hidden states that condition a transformer, and where its pictures stand. */
import type { EncodedPrompt, TokenSpan } from '../../diffusion/velocity-predictor.ts';
import { float32, stackRows, type Tensor } from '../../tensor.ts';
import { type EncodeExtras } from '../decoder/decoder.ts';
import { picturePositions } from '../decoder/positions.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import { encodePrompt, type EncodePromptOptions } from './encode-prompt.ts';
import { IMAGE_PAD, type PromptTemplate } from './prompt-template.ts';

/** A picture as the text encoder reads it. */
export interface ReadPicture {
  /** A row for each token, in reading order. */
  readonly tokens: Tensor<'float32'>;
  readonly rows: number;
  readonly columns: number;
}

/** A text encoder: hidden states [tokens, width] of a whole prompt. */
export interface PromptReader {
  readonly config: { readonly width: number };
  encode(tokenIds: readonly number[], extras: EncodeExtras): Promise<Tensor<'float32'>>;
}

export interface PromptToRead
  extends Omit<EncodePromptOptions, 'pictureTokens'>, Pick<EncodeExtras, 'strengths' | 'pulse'> {
  readonly prompt: string;
  readonly pictures?: readonly ReadPicture[];
}

/**
 * The hidden states after the head of the template, and the runs of them that belong to pictures.
 * @param reader the text encoder, asked for when the prompt turned out to be good.
 * @throws InferenceError `prompt-too-long`, or `invalid-input` for pictures that the template does not take.
 */
export async function readPrompt(
  tokenizer: Tokenizer,
  template: PromptTemplate,
  { prompt, window, overflow, pictures = [], ...extras }: PromptToRead,
  reader: () => Promise<PromptReader>,
): Promise<Required<EncodedPrompt>> {
  const pictureTokens = pictures.map(({ rows, columns }) => rows * columns);
  const { ids, drop } = encodePrompt(tokenizer, template, prompt, { window, overflow, pictureTokens });
  const pictureToken = pictures.length > 0 ? tokenizer.idOf(IMAGE_PAD) : undefined;
  const textEncoder = await reader();
  const { data } = await textEncoder.encode(ids, { ...pictureExtras(ids, pictureToken, pictures), ...extras });
  const { width } = textEncoder.config;
  return {
    embeds: float32(data.slice(drop * width), [ids.length - drop, width]),
    pictures: spansOf(placesOf(ids, pictureToken), pictureTokens, drop),
  };
}

/** Where the tokens of pictures go, and their positions. Prompts about the same pictures share all up to their end. */
export function pictureExtras(
  ids: readonly number[],
  pictureToken: number | undefined,
  pictures: readonly ReadPicture[],
): Pick<EncodeExtras, 'positions' | 'embeds' | 'head'> {
  const places = placesOf(ids, pictureToken);
  if (pictureToken === undefined || places.length === 0) return {};
  return {
    positions: picturePositions(ids, pictureToken, pictures),
    embeds: { positions: places, values: stackRows(pictures.map(({ tokens }) => tokens)) },
    head: (places.at(-1) ?? -1) + 1,
  };
}

/** Where the tokens of pictures stand. */
function placesOf(ids: readonly number[], pictureToken: number | undefined): readonly number[] {
  return ids.flatMap((id, place) => (id === pictureToken ? [place] : []));
}

/** The tokens of a picture stand together. */
function spansOf(places: readonly number[], counts: readonly number[], drop: number): readonly TokenSpan[] {
  let before = 0;
  return counts.map((length) => {
    const start = (places[before] ?? drop) - drop;
    before += length;
    return { start, length };
  });
}
