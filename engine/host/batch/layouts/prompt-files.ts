/** DPG-Bench: a folder with one prompt in each text file. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../../usage-error.ts';
import { statOf } from '../../places.ts';
import type { RowReader } from '../rows/row.ts';

const EXTENSION = '.txt';

/**
 * Rows with `stem`, the name of the file without `.txt`, and `prompt`, in the order of the names.
 * @throws UsageError for a path that is no folder with such files.
 */
export function promptFiles(folder: string): RowReader {
  return async function* read() {
    const names = statOf(folder)?.isDirectory() ? await readdir(folder) : [];
    const texts = names.filter((name) => name.endsWith(EXTENSION)).toSorted();
    if (texts.length === 0)
      throw new UsageError(`${folder}: expected a folder with prompts in .txt files, such as dpg_bench/prompts`);
    for (const [index, name] of texts.entries()) {
      const prompt = (await readFile(join(folder, name), 'utf8')).trim();
      yield { kind: 'row', index, line: index + 1, values: { stem: name.slice(0, -EXTENSION.length), prompt } };
    }
  };
}
