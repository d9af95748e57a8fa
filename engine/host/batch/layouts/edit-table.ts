/** ImgEdit: one JSON object with an edit for each key. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { UsageError } from '../../usage-error.ts';
import type { RowReader } from '../rows/row.ts';

const tableSchema = z.record(z.string(), z.record(z.string(), z.unknown()));

/**
 * Rows with `key`, and the fields of each edit: `id` (name of the picture), `prompt` and `edit_type`.
 * @throws UsageError for a file that is no such object.
 */
export function editTable(path: string): RowReader {
  return async function* read() {
    const entries = Object.entries(await readTable(path));
    for (const [index, [key, edit]] of entries.entries())
      yield { kind: 'row', index, line: index + 1, values: { ...edit, key } };
  };
}

async function readTable(path: string): Promise<z.infer<typeof tableSchema>> {
  const expected =
    'expected a JSON object such as {"1082": {"id": "animal/1.jpg", "prompt": "...", "edit_type": "..."}}';
  try {
    return tableSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (cause) {
    const isContent = cause instanceof SyntaxError || cause instanceof z.ZodError;
    const why = isContent ? expected : (cause as Error).message;
    throw new UsageError(`${path}: ${why}`, { cause });
  }
}
