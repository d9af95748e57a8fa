/** Counts the tokens of prompts in the template of a checkpoint. */
import { templateByName } from '../../text/prompt/prompt-template.ts';
import { Tokenizer } from '../../text/tokenizer/tokenizer.ts';
import type { PromptCounter } from '../facts.ts';

/**
 * Opens the tokenizer of a folder.
 * @param template name of the template that prompts stand in.
 * @returns counts a prompt between the parts of its template: a line break at its start joins the one before it.
 * @throws InferenceError `file-missing` or `file-malformed`.
 */
export async function promptCounter(dir: string, template: string): Promise<PromptCounter> {
  const tokenizer = await Tokenizer.load(dir);
  const { prefix, suffix } = templateByName(template);
  const empty = tokenizer.count(prefix + suffix);
  const dropped = tokenizer.count(prefix);
  return (prompt) => {
    const whole = tokenizer.count(prefix + prompt + suffix);
    return { tokens: whole - empty, window: whole - dropped };
  };
}
