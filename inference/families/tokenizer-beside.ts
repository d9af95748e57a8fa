/** The tokenizer of a text encoder that is opened by itself. */
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * @param dir the text encoder, a folder of a checkpoint or a file.
 * @param folder name of the folder of the tokenizer in a checkpoint.
 * @param bundled folder of the tokenizer that ships.
 * @returns absolute path of the folder in the same checkpoint, else of the one that ships.
 */
export async function tokenizerBeside(dir: string, folder: string, bundled: string): Promise<string> {
  const own = join(dirname(dir), folder);
  const isFolder = await stat(dir).then((entry) => entry.isDirectory());
  const found = isFolder && (await stat(own).catch(() => undefined))?.isDirectory() === true;
  return found ? own : bundled;
}
