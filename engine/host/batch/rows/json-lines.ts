/** JSONL: one JSON object a line. */
import { exactIntegers } from '../../../workflow/exact-integers.ts';
import { linesOf } from './lines.ts';
import type { RowEntry } from './row.ts';

/** Rows of a JSONL file. A whole number that JavaScript cannot hold becomes a text of its digits. */
export async function* jsonRows(path: string): AsyncGenerator<RowEntry> {
  let index = 0;
  for await (const { number: line, text } of linesOf(path)) {
    if (text.trim() === '') continue;
    const place = { index: index++, line };
    const read = objectOf(text);
    yield typeof read === 'string' ? { kind: 'bad', ...place, error: read } : { kind: 'row', ...place, values: read };
  }
}

/** @returns the object, or what is wrong with the text. */
function objectOf(text: string): Record<string, unknown> | string {
  try {
    const value: unknown = JSON.parse(exactIntegers(text));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
    return 'expected a JSON object, such as {"prompt": "a red star"}';
  } catch (error) {
    return `not JSON: ${(error as Error).message}`;
  }
}
