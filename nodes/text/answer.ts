/** An answer of the text encoder's language model: what the nodes that write text have in common. */
import type { ForeseeContext, RunContext } from '../../engine/graph/define.ts';
import { dimensionsForArea, InferenceError, type PictureTokens, type PixelImage } from '../../inference/index.ts';
import { checkComponents } from '../foresight.ts';
import { mayPrepare } from '../preparing.ts';
import { INFERENCE } from '../services/tokens.ts';
import type { TextEncoderHandle } from '../sockets.ts';

/** The system message of the model's own chat template. */
export const ASSISTANT = 'You are a helpful assistant.';

/** Side in pixels of the square whose area a picture is shown at: the smaller resolution of the layered models. */
export const SHOWN_SIDE = 640;

/** Pictures of one question. Each takes hundreds of tokens. */
const MOST_PICTURES = 4;

export interface Question {
  readonly textEncoder: TextEncoderHandle;
  readonly system: string;
  readonly prompt: string;
  readonly pictures: readonly PixelImage[];
  /** As {@link SHOWN_SIDE}; 0: as pictures are shown to encode them. */
  readonly side: number;
  readonly temperature: number;
  readonly seed: string;
  readonly mostTokens: number;
  /** Texts that end the answer. */
  readonly stops: readonly string[];
}

type Asking = Pick<RunContext, 'use' | 'signal' | 'progress' | 'note'>;

/**
 * Before a run, checks that a text encoder can write, and look at pictures if it has to.
 * @param pictures what is known of an input for pictures.
 * @throws InferenceError of a text encoder that cannot.
 */
export async function checkWriter(textEncoder: unknown, pictures: unknown, ctx: ForeseeContext): Promise<void> {
  const looks = Array.isArray(pictures) ? pictures.length > 0 : pictures !== undefined;
  await checkComponents({ ...(looks ? { pictureReader: textEncoder } : {}), textEncoder, writer: textEncoder }, ctx);
}

/**
 * Asks the model. The answer grows on the node while it is written; a note says when it was cut off.
 * @throws InferenceError `invalid-input` for more than four pictures; those of the request.
 */
export async function answer({ pictures, side, ...question }: Question, ctx: Asking): Promise<string> {
  const { textEncoder, mostTokens } = question;
  if (pictures.length > MOST_PICTURES) throw tooMany(pictures.length);
  const shown: PictureTokens[] = [];
  for (const picture of pictures) shown.push(await lookAt(textEncoder, picture, side, ctx));
  const { text, end } = await ctx
    .use(INFERENCE)
    .request(
      'writeText',
      { ...question, tokenizer: textEncoder.tokenizer, ...(shown.length > 0 ? { pictures: shown } : {}) },
      mayPrepare(ctx),
    );
  ctx.progress(1, 1, text);
  if (end === 'length') ctx.note(`The text was cut off after ${mostTokens} tokens`);
  return text;
}

async function lookAt(
  textEncoder: TextEncoderHandle,
  picture: PixelImage,
  side: number,
  ctx: Asking,
): Promise<PictureTokens> {
  const inference = ctx.use(INFERENCE);
  const area = (side === 0 ? textEncoder.pictureSide : side) ** 2;
  const size = dimensionsForArea(area, picture.width / picture.height);
  const { image } = await inference.request('resizeImage', { image: picture, ...size }, { signal: ctx.signal });
  return inference.request('readPicture', { textEncoder, processor: textEncoder.processor, image }, mayPrepare(ctx));
}

function tooMany(count: number): InferenceError {
  const message = `A question can have ${MOST_PICTURES} pictures at most, got ${count}. Take some away`;
  return new InferenceError('invalid-input', message, {
    field: 'pictures',
    expected: `at most ${MOST_PICTURES}`,
    received: String(count),
  });
}
