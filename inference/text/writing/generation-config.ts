/**
 * How a model is meant to write, as its makers publish it: `generation_config.json` beside its weights.
 * Fields and defaults: transformers `generation/configuration_utils.py`, `GenerationConfig`.
 */
import { join } from 'node:path';
import { z } from 'zod';
import { parseConfig } from '../../checkpoint/config-file.ts';
import { readOptionalJson } from '../../checkpoint/optional-json.ts';

export interface GenerationConfig {
  /** Tokens that end a text; none: the tokenizer tells them. */
  readonly ends: readonly number[];
  /** Factor that makes tokens of the text so far less likely, prompt included; 1 changes nothing. */
  readonly repetitionPenalty: number;
  /** Tokens are drawn from this many of the likeliest; 0: from all. */
  readonly topK: number;
  /** Tokens are drawn from the likeliest that have this share of the probability together, in (0, 1]. */
  readonly topP: number;
}

const token = z.number().int().nonnegative();
/** Of transformers, for a file that leaves the field out. */
const DEFAULT_TOP_K = 50;

const schema = z
  .looseObject({
    eos_token_id: z.union([token, z.array(token)]).nullish(),
    repetition_penalty: z.number().positive().nullish(),
    top_k: z.number().int().nonnegative().nullish(),
    top_p: z.number().positive().max(1).nullish(),
  })
  .transform(({ eos_token_id: ends, repetition_penalty: penalty, top_k: topK, top_p: topP }): GenerationConfig => {
    const common = { ends: [ends ?? []].flat(), repetitionPenalty: penalty ?? 1 };
    // One token to choose from is a way to publish that a model writes its likeliest text. Somebody who asks for a
    // temperature wants another.
    if (topK === 1) return { ...common, topK: DEFAULT_TOP_K, topP: 1 };
    return { ...common, topK: topK ?? DEFAULT_TOP_K, topP: topP ?? 1 };
  });

/**
 * Reads the file of a text encoder's folder.
 * @param dir the folder; a file has no such file beside it.
 * @param published for a model without the file.
 * @throws InferenceError `file-malformed` or `config-invalid`.
 */
export async function readGenerationConfig(dir: string, published: GenerationConfig): Promise<GenerationConfig> {
  const name = 'generation_config.json';
  const json = await readOptionalJson(dir, name);
  return json ? parseConfig(json, schema, join(dir, name)) : published;
}
