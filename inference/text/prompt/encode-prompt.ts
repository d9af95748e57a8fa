/**
 * From a prompt to the token ids that the text encoder reads, and the number of hidden states to drop.
 *
 * Tokens of the conversation: [prefix | opening, pictures, prompt, suffix]. The transformer is conditioned on the
 * hidden states of everything after the prefix; the prefix length is counted with the tokenizer at hand, never assumed.
 * Source: diffusers `_get_qwen_prompt_embeds`, pipeline_qwenimage.py and pipeline_qwenimage_edit_plus.py.
 */
import { InferenceError } from '../../errors.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import { IMAGE_PAD } from './prompt-template.ts';
import type { PromptTemplate } from './prompt-template.ts';

/** The most conditioning tokens Inkloom accepts, whatever a checkpoint declares. */
export const MAX_PROMPT_WINDOW = 32_000;

/** The default of diffusers: `max_sequence_length` of the pipeline call, pipeline_qwenimage.py. */
export const DIFFUSERS_PROMPT_WINDOW = 512;

export interface EncodePromptOptions {
  /** Most conditioning tokens: those after the prefix, pictures and suffix included; at least 1. */
  readonly window: number;
  /** `error` refuses a longer prompt; `truncate` cuts the end off as diffusers does, the suffix first. */
  readonly overflow: 'error' | 'truncate';
  /** Tokens each picture takes (t*h*w/4 of its patch grid), in order; empty for text to image. */
  readonly pictureTokens?: readonly number[];
}

export interface EncodedPrompt {
  /** Token ids of the whole conversation. */
  readonly ids: readonly number[];
  /** Leading hidden states to drop. */
  readonly drop: number;
}

/**
 * Encodes a prompt in its template; an empty prompt is fine.
 *
 * Truncation of ids equals the reference's truncation of hidden states (`[:, :max_sequence_length]`), because the text
 * encoder is causal: later tokens cannot change the states of earlier ones.
 * @throws InferenceError `prompt-too-long` with the counts and the window; `invalid-input` for a wrong number of
 *   pictures, or a prompt that holds the picture token itself.
 */
export function encodePrompt(
  tokenizer: Tokenizer,
  template: PromptTemplate,
  prompt: string,
  options: EncodePromptOptions,
): EncodedPrompt {
  const { window, overflow, pictureTokens = [] } = options;
  checkWindow(window);
  const drop = tokenizer.count(template.prefix);
  const pictures = pictureTokens.map((_tokens, index) => template.picture(index)).join('');
  const { prefix, opening = '', suffix, empty = '' } = template;
  const said = prompt === '' ? empty : prompt;
  const unexpanded = tokenizer.encode(prefix + opening + pictures + said + suffix);
  const ids = expandPictures(tokenizer, template, unexpanded, pictureTokens);
  const length = ids.length - drop;
  if (length <= window) return { ids, drop };
  if (overflow === 'truncate') return { ids: ids.slice(0, drop + window), drop };
  throw promptTooLong(tokenizer.count(prompt), length, window);
}

/**
 * The error about a prompt that the window has no room for.
 * @param tokens of the prompt itself. @param length those that count against the window.
 */
export function promptTooLong(tokens: number, length: number, window: number): InferenceError {
  return new InferenceError(
    'prompt-too-long',
    `The prompt has ${tokens} tokens, ${length} with the template, but the window is ${window} tokens. ` +
      `Widen the window (up to ${MAX_PROMPT_WINDOW}) or have longer prompts cut off`,
    { field: 'prompt', expected: `at most ${window} tokens`, received: `${length} tokens` },
  );
}

/**
 * The widest window a text encoder allows: its positions less the dropped prefix, at most MAX_PROMPT_WINDOW.
 * @param maxPositions `max_position_embeddings` of the text encoder's config
 */
export function widestPromptWindow(tokenizer: Tokenizer, template: PromptTemplate, maxPositions: number): number {
  return Math.min(MAX_PROMPT_WINDOW, maxPositions - tokenizer.count(template.prefix));
}

/** Replaces the one picture token of every picture by as many as the picture has merged patches. */
function expandPictures(
  tokenizer: Tokenizer,
  template: PromptTemplate,
  ids: readonly number[],
  pictureTokens: readonly number[],
): readonly number[] {
  const { min, max } = template.pictures;
  if (pictureTokens.length < min || pictureTokens.length > max) {
    throw new InferenceError(
      'invalid-input',
      `The ${template.name} template takes ${describe(min, max)}, got ${pictureTokens.length}`,
      {
        field: 'pictures',
        expected: describe(min, max),
        received: String(pictureTokens.length),
      },
    );
  }
  if (pictureTokens.length === 0) return ids;
  const pad = tokenizer.idOf(IMAGE_PAD);
  const found = ids.filter((id) => id === pad).length;
  if (found !== pictureTokens.length) {
    throw new InferenceError(
      'invalid-input',
      `The prompt must not contain ${IMAGE_PAD}: pictures are put in front of it`,
      {
        field: 'prompt',
        expected: `${pictureTokens.length} ${IMAGE_PAD} in the whole text`,
        received: String(found),
      },
    );
  }
  let picture = 0;
  return ids.flatMap((id) =>
    id === pad ? Array.from<number>({ length: pictureTokens[picture++] as number }).fill(id) : id,
  );
}

function describe(min: number, max: number): string {
  if (max === 0) return 'no picture';
  if (min === 0) return `at most ${max} pictures`;
  return min === max ? `exactly ${min} picture` : `at least ${min} picture`;
}

function checkWindow(window: number): void {
  if (Number.isSafeInteger(window) && window >= 1 && window <= MAX_PROMPT_WINDOW) return;
  throw new InferenceError(
    'invalid-input',
    `The prompt window must be a whole number from 1 to ${MAX_PROMPT_WINDOW}, got ${window}`,
    {
      field: 'window',
      expected: `1 to ${MAX_PROMPT_WINDOW}`,
      received: String(window),
    },
  );
}
