/** The tokenizer that ships: that of Qwen2.5, which every published text encoder of the family has. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

const FOLDER = join('models', 'qwen2.5-tokenizer');

/** Absolute path of its folder, found from the sources and from the compiled files. */
export function bundledTokenizer(): string {
  let root = import.meta.dirname;
  while (!existsSync(join(root, FOLDER)) && dirname(root) !== root) root = dirname(root);
  return join(root, FOLDER);
}
