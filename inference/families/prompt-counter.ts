/** Counts the tokens of prompts in the template of a checkpoint. */
import type { PromptTemplate } from '../text/prompt/prompt-template.ts';
import { Tokenizer } from '../text/tokenizer/tokenizer.ts';
import type { PromptCounter } from './facts.ts';

/**
 * Opens the tokenizer of a folder.
 * @param template that prompts stand in.
 * @returns counts a prompt between the parts of its template: a line break at its start joins the one before it.
 * @throws InferenceError `file-missing` or `file-malformed`.
 */
export async function promptCounter(
  dir: string,
  { prefix, opening = '', suffix }: PromptTemplate,
): Promise<PromptCounter> {
  const tokenizer = await Tokenizer.load(dir);
  const head = prefix + opening;
  const empty = tokenizer.count(head + suffix);
  const dropped = tokenizer.count(prefix);
  return (prompt) => {
    const whole = tokenizer.count(head + prompt + suffix);
    return { tokens: whole - empty, window: whole - dropped };
  };
}
