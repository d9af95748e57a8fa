/** The tokenizers that ship: those that the published text encoders have. They differ in four added tokens. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

export type BundledTokenizer = 'qwen2.5' | 'qwen3-vl';

/** Absolute path of a tokenizer's folder, found from the sources and from the compiled files. */
export function bundledTokenizer(name: BundledTokenizer = 'qwen2.5'): string {
  const folder = join('models', `${name}-tokenizer`);
  let root = import.meta.dirname;
  while (!existsSync(join(root, folder)) && dirname(root) !== root) root = dirname(root);
  return join(root, folder);
}
