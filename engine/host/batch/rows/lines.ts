/** The lines of a stream, one at a time, so that a file of any length takes little memory. */
import { createReadStream } from 'node:fs';

export interface NumberedLine {
  /** From 1. */
  readonly number: number;
  /** Without its end, and the first without a byte order mark. */
  readonly text: string;
  /** Whether a line break ends the line; false for the rest of a file that was cut off, or has no last line break. */
  readonly ended: boolean;
}

/** Lines of a file in UTF-8, which end with LF or CRLF. @throws the error of the file system. */
export async function* linesOf(path: string): AsyncGenerator<NumberedLine> {
  let [rest, number] = ['', 0];
  const line = (text: string, ended: boolean): NumberedLine => {
    number += 1;
    const plain = number === 1 ? text.replace(/^\uFEFF/, '') : text;
    return { number, text: plain.endsWith('\r') ? plain.slice(0, -1) : plain, ended };
  };
  for await (const chunk of createReadStream(path, 'utf8')) {
    const parts = (rest + String(chunk)).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) yield line(part, true);
  }
  if (rest !== '') yield line(rest, false);
}
