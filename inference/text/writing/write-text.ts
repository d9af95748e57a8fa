/**
 * Writes the continuation of a prompt token by token. The same prompt, model and options give the same text.
 * Source: transformers `generation/utils.py`, `GenerationMixin._sample`.
 */
import { finite } from '../../finite.ts';
import type { Pulse } from '../../pulse.ts';
import type { Tensor } from '../../tensor.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import { candidates, draw, likeliest, penaliseRepetition } from './choose-token.ts';
import type { GenerationConfig } from './generation-config.ts';
import type { TextReader } from './text-reader.ts';
import { UniformGenerator } from './uniform-generator.ts';

/** A language model, opened at one prompt. */
export interface Writer {
  readonly tokenizer: Pick<Tokenizer, 'decode' | 'idOf'>;
  readonly reader: TextReader;
  /** Scores [1, vocabulary] of the token after a hidden state [1, width]. */
  readonly scores: (hidden: Tensor<'float32'>) => Promise<Tensor<'float32'>>;
  readonly generation: GenerationConfig;
}

export interface WriteOptions {
  /** 0: every token is the likeliest. Above: tokens are drawn. */
  readonly temperature: number;
  /** Decimal digits; it decides which tokens are drawn. */
  readonly seed: string;
  /** The text ends after this many tokens at the latest; at least 1. */
  readonly mostTokens: number;
  /** Texts that end the writing; the written text ends before the first of them. */
  readonly stops: readonly string[];
}

export interface WrittenText {
  readonly text: string;
  /** Of the text, the one that ended it not among them. */
  readonly tokens: readonly number[];
  /** `model`: it was done. `stop`: one of the texts that end it came. `length`: the most tokens were reached. */
  readonly end: 'model' | 'stop' | 'length';
}

/** Tokens that end an answer, for models that do not publish any. */
const END_TOKENS = ['<|im_end|>', '<|endoftext|>'] as const;

/**
 * @param promptIds tokens of the prompt that the reader is opened at.
 * @param pulse called after every token and between parts of the model, with the text so far.
 * @throws InferenceError `not-finite` when the model gives no scores; `invalid-input` for the seed. The error of the
 *   pulse.
 */
export async function writeText(
  { tokenizer, reader, scores: scoresAfter, generation }: Writer,
  promptIds: readonly number[],
  { temperature, seed, mostTokens, stops }: WriteOptions,
  pulse: Pulse,
): Promise<WrittenText> {
  const generator = new UniformGenerator(seed);
  const ends = new Set(generation.ends.length > 0 ? generation.ends : END_TOKENS.map((each) => tokenizer.idOf(each)));
  const units = promptIds.length + mostTokens;
  const tokens: number[] = [];
  let text = '';
  let hidden = await reader.readPrompt((share) => pulse((share * promptIds.length) / units, text));
  for (;;) {
    const { data: scores } = finite('scores of the next token', await scoresAfter(hidden));
    penaliseRepetition(scores, [...promptIds, ...tokens], generation.repetitionPenalty);
    const token = temperature > 0 ? draw(candidates(scores, generation, temperature), generator) : likeliest(scores);
    if (ends.has(token)) return { text, tokens, end: 'model' };
    tokens.push(token);
    text = tokenizer.decode(tokens);
    const cut = firstOf(stops, text);
    if (cut >= 0) return { text: text.slice(0, cut), tokens, end: 'stop' };
    if (tokens.length >= mostTokens) return { text, tokens, end: 'length' };
    const done = promptIds.length + tokens.length - 1;
    hidden = await reader.readToken(token, (share) => pulse((done + share) / units, text));
  }
}

/** Where the first of some texts begins in another; -1: none of them is in it. */
function firstOf(stops: readonly string[], text: string): number {
  const found = stops.flatMap((stop) => (stop !== '' && text.includes(stop) ? [text.indexOf(stop)] : []));
  return found.length === 0 ? -1 : Math.min(...found);
}
