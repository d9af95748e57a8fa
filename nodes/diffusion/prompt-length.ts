/** Refuses, before a run, a prompt that its window has no room for. */
import type { ForeseeContext } from '../../engine/graph/define.ts';
import { promptTooLong } from '../../inference/index.ts';
import { type PromptReader, PROMPT_TOKENS } from '../services/tokens.ts';

/** More tokens than the end of any template has. */
const TEMPLATE_END = 64;

export interface KnownPrompt {
  readonly prompt?: unknown;
  readonly window?: unknown;
  /** `error` refuses a longer prompt. */
  readonly overflow?: unknown;
}

/**
 * Counts the prompt where it will stand. Nothing is checked while text encoder, prompt or window is not known.
 * @param purposes of the prompt: the first that the text encoder has a template for chooses it.
 * @throws InferenceError `prompt-too-long`.
 */
export async function checkPromptLength(
  textEncoder: unknown,
  purposes: readonly string[],
  { prompt, window, overflow }: KnownPrompt,
  ctx: ForeseeContext,
): Promise<void> {
  if (!ctx.checks || overflow !== 'error' || typeof prompt !== 'string' || typeof window !== 'number') return;
  // A token has at least one byte: a short prompt needs no tokenizer, which takes a second to load.
  if (Buffer.byteLength(prompt) + TEMPLATE_END <= window) return;
  const reader = readerOf(textEncoder, purposes);
  if (reader === undefined) return;
  // A tokenizer that cannot be read is found when the node runs, by the error that names its file.
  const count = await ctx
    .use(PROMPT_TOKENS)
    .count(reader, prompt)
    .catch(() => undefined);
  if (count && count.window > window) throw promptTooLong(count.tokens, count.window, window);
}

function readerOf(fact: unknown, purposes: readonly string[]): PromptReader | undefined {
  if (typeof fact !== 'object' || fact === null) return undefined;
  const { family, tokenizer, templates } = fact as {
    readonly family?: string;
    readonly tokenizer?: string;
    readonly templates?: Readonly<Record<string, string>>;
  };
  const template = purposes.map((purpose) => templates?.[purpose]).find((each) => each !== undefined);
  return family === undefined || tokenizer === undefined || template === undefined
    ? undefined
    : { family, tokenizer, template };
}
