/**
 * Text to token ids and back with the checkpoint's own tokenizer: the byte-level BPE of Qwen2, run by
 * `@huggingface/tokenizers`.
 * A tokenizer folder holds either tokenizer.json, or vocab.json and merges.txt with the added tokens beside them.
 */
import { join } from 'node:path';
import { Tokenizer as BytePairEncoder } from '@huggingface/tokenizers';
import { readOptionalJson } from '../../checkpoint/optional-json.ts';
import { InferenceError } from '../../errors.ts';
import { assembleQwen2Definition } from './qwen2-definition.ts';

export class Tokenizer {
  readonly #encoder: BytePairEncoder;

  private constructor(encoder: BytePairEncoder) {
    this.#encoder = encoder;
  }

  /**
   * Loads the tokenizer of a folder; tokenizer.json wins over vocab.json and merges.txt. Links are followed.
   * @param directory the `tokenizer` folder of a checkpoint
   * @throws InferenceError `file-missing` or `file-malformed`, naming the file.
   */
  static async load(directory: string): Promise<Tokenizer> {
    const published = await readOptionalJson(directory, 'tokenizer.json');
    const config = (await readOptionalJson(directory, 'tokenizer_config.json')) ?? {};
    const definition = published ?? (await assembleQwen2Definition(directory));
    try {
      return new Tokenizer(new BytePairEncoder(definition, config));
    } catch (cause) {
      const file = join(directory, published === undefined ? 'vocab.json' : 'tokenizer.json');
      throw new InferenceError(
        'file-malformed',
        `${file} does not describe a tokenizer: ${String(cause)}`,
        { file },
        { cause },
      );
    }
  }

  /** Token ids of a text, nothing added before or after; special tokens written in the text become their ids. */
  encode(text: string): number[] {
    return text === '' ? [] : this.#encoder.encode(text, { add_special_tokens: false }).ids;
  }

  /**
   * The text of token ids, special tokens left out. A character whose bytes are not all there yet is left out too, at
   * the end of the text.
   */
  decode(ids: readonly number[]): string {
    if (ids.length === 0) return '';
    const options = { skip_special_tokens: true, clean_up_tokenization_spaces: false };
    return this.#encoder.decode([...ids], options).replace(/\uFFFD+$/, '');
  }

  /** Number of tokens of a text. */
  count(text: string): number {
    return this.encode(text).length;
  }

  /** The id of one token, undefined when the vocabulary has no such token. */
  idOf(token: string): number | undefined {
    return this.#encoder.token_to_id(token);
  }
}
