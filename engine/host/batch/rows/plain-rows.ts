/** Plain text: each line that is not blank is a prompt. */
import { linesOf } from './lines.ts';
import type { RowEntry } from './row.ts';

export async function* plainRows(path: string): AsyncGenerator<RowEntry> {
  let index = 0;
  for await (const { number: line, text } of linesOf(path))
    if (text.trim() !== '') yield { kind: 'row', index: index++, line, values: { prompt: text.trim() } };
}
