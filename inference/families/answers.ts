/** Answers to prompts and pictures, by the language model that otherwise encodes them. */
import { InferenceError } from '../errors.ts';
import type { Pulse } from '../pulse.ts';
import type { ContinueExtras } from '../text/decoder/decoder.ts';
import { encodePrompt, MAX_PROMPT_WINDOW } from '../text/prompt/encode-prompt.ts';
import { chatTemplate, IMAGE_PAD } from '../text/prompt/prompt-template.ts';
import { pictureExtras } from '../text/prompt/read-prompt.ts';
import type { Tokenizer } from '../text/tokenizer/tokenizer.ts';
import type { LanguageHead } from '../text/writing/language-head.ts';
import type { TextReader } from '../text/writing/text-reader.ts';
import { writeText, type WrittenText } from '../text/writing/write-text.ts';
import type { Loaded, Model, Models } from './family.ts';
import { strengthsOf, type WriteRequest } from './requests.ts';

/** Components of a family whose text encoder writes. */
export interface WritingModels extends Models {
  readonly 'tokenizer': Tokenizer & Model;
  readonly 'text encoder': ContinuingEncoder;
  readonly 'language head': LanguageHead;
}

interface ContinuingEncoder extends Model {
  readonly config: { readonly maxTokens: number };
  continue(tokenIds: readonly number[], extras: ContinueExtras): TextReader;
}

/**
 * @throws InferenceError `tensor-missing` for a text encoder without a language head, `prompt-too-long`, or
 *   `invalid-input`.
 */
export async function generate<M extends WritingModels>(
  loaded: Loaded<M>,
  request: WriteRequest,
  pulse: Pulse,
): Promise<WrittenText> {
  const { textEncoder: ref, system, prompt, pictures = [], mostTokens } = request;
  const tokenizer = await loaded.get('tokenizer', request.tokenizer);
  const { ids } = encodePrompt(tokenizer, chatTemplate(system), prompt, {
    window: MAX_PROMPT_WINDOW,
    overflow: 'error',
    pictureTokens: pictures.map(({ rows, columns }) => rows * columns),
  });
  const textEncoder = await loaded.get('text encoder', ref);
  assertRoom(ids.length, mostTokens, textEncoder.config.maxTokens);
  const head = await loaded.get('language head', ref, ['text encoder']);
  const strengths = strengthsOf(ref);
  const reader = textEncoder.continue(ids, {
    ...pictureExtras(ids, tokenizer.idOf(IMAGE_PAD), pictures),
    strengths,
  });
  const scores: (typeof head)['scores'] = (hidden) => head.scores(hidden, strengths);
  return writeText({ tokenizer, reader, scores, generation: head.generation }, ids, request, pulse);
}

/** @throws InferenceError `prompt-too-long` when prompt and answer together have more positions than the model. */
function assertRoom(tokens: number, mostTokens: number, maxTokens: number): void {
  if (tokens + mostTokens <= maxTokens) return;
  throw new InferenceError(
    'prompt-too-long',
    `The prompt has ${tokens} tokens with its pictures, and the answer up to ${mostTokens}; ` +
      `this text encoder takes ${maxTokens} in all. Shorten the prompt, show smaller pictures, or ask for fewer tokens`,
    { field: 'mostTokens', expected: `at most ${maxTokens - tokens}`, received: String(mostTokens) },
  );
}
