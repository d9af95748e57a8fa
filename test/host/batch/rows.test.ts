/** Tables of prompts: every format gives the same rows, and a bad line is bad alone. */
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { openTable } from '../../../engine/host/batch/rows/table.ts';
import { allOf, fileOf, rowsOf } from './support.ts';

describe('formats', () => {
  it.each([
    ['prompts.jsonl', '{"prompt":"a red star","n":"1"}\n\n{"prompt":"a, \\"b\\"","n":"2"}\n', [1, 3]],
    ['prompts.csv', '\uFEFFprompt,n\r\na red star,1\r\n"a, ""b""",2\r\n', [2, 3]],
    ['prompts.tsv', 'prompt\tn\na red star\t1\n"a, ""b"""\t2', [2, 3]],
  ])('%s gives its columns, with the line of each row', async (name, content, lines) => {
    expect(await rowsOf(name, content)).toEqual([
      { kind: 'row', index: 0, line: lines[0], values: { prompt: 'a red star', n: '1' } },
      { kind: 'row', index: 1, line: lines[1], values: { prompt: 'a, "b"', n: '2' } },
    ]);
  });

  it('takes each line of other files as a prompt, unless they begin with a brace', async () => {
    expect(await rowsOf('prompts.txt', 'a red star\n\n  {blue}  \n')).toMatchObject([
      { line: 1, values: { prompt: 'a red star' } },
      { line: 3, values: { prompt: '{blue}' } },
    ]);
    expect(await rowsOf('prompts', '{"prompt":"a"}')).toMatchObject([{ values: { prompt: 'a' } }]);
  });

  it('reads standard input again and again', async () => {
    const table = await openTable('-', undefined, Readable.from(['{"prompt":', '"a"}\n{"prompt":"b"}']));
    const prompts = async () => (await allOf(table.rows())).map((row) => 'values' in row && row.values['prompt']);
    expect(await prompts()).toEqual(['a', 'b']);
    expect(await prompts()).toEqual(['a', 'b']);
    await table.close();
    await expect(prompts()).rejects.toThrow('ENOENT');
  });

  it('keeps the digits of a seed that JavaScript cannot hold', async () => {
    expect(await rowsOf('a.jsonl', '{"seed":18446744073709551615}')).toMatchObject([
      { values: { seed: '18446744073709551615' } },
    ]);
  });

  it('keeps line breaks inside quotes, and counts them', async () => {
    expect(await rowsOf('a.csv', 'prompt\n"one\ntwo"\nthree\n')).toMatchObject([
      { line: 2, values: { prompt: 'one\ntwo' } },
      { line: 4, values: { prompt: 'three' } },
    ]);
  });
});

describe('lines that cannot be read', () => {
  it('are bad alone', async () => {
    expect(await rowsOf('a.jsonl', '{"prompt":"a"}\n{"prompt":\n[1]\n{"prompt":"b"}\n')).toMatchObject([
      { kind: 'row', index: 0 },
      { kind: 'bad', index: 1, line: 2, error: expect.stringMatching(/^not JSON: /) as string },
      { kind: 'bad', index: 2, line: 3, error: expect.stringMatching(/^expected a JSON object/) as string },
      { kind: 'row', index: 3, line: 4 },
    ]);
    expect(await rowsOf('a.csv', 'prompt,n\na,1\nb\nc,3\n')).toMatchObject([
      { kind: 'row' },
      { kind: 'bad', line: 3, error: 'expected 2 cells, one for each column, got 1' },
      { kind: 'row', line: 4 },
    ]);
  });

  it.each([
    ['a.csv', 'prompt\n"never closed\na\n', /a\.csv:2: cannot be read as a table: .*quote/is],
    ['a.csv', 'a,b,a\n1,2,3\n', 'two columns are called "a"'],
    ['a.csv', 'a,,b\n1,2,3\n', 'a column has no name'],
    ['a.json', '[]', 'Save it as JSONL'],
  ])('refuses %s as a whole when its rows cannot be told apart', async (name, content, message) => {
    await expect(rowsOf(name, content)).rejects.toThrow(message);
  });

  it('says what to type for a table that is not there', async () => {
    await expect(openTable('no-such.csv')).rejects.toThrow('no-such.csv: there is no such file');
    await expect(openTable(await fileOf('a.txt', 'a'), 'xml')).rejects.toThrow('--format: expected one of jsonl, csv');
  });
});

it('holds one row of a long table at a time', async () => {
  const line = `${JSON.stringify({ prompt: 'x'.repeat(1000) })}\n`;
  const table = await openTable('-', 'jsonl', Readable.from(Array.from({ length: 100 }, () => line.repeat(1000))));
  const before = process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed;
  let [count, most] = [0, 0];
  for await (const row of table.rows()) {
    count += 1;
    if (row.index % 10_000 === 0)
      most = Math.max(most, process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed);
  }
  await table.close();
  expect(count).toBe(100_000);
  // 100 MB of text were read.
  expect(most - before).toBeLessThan(60 * 2 ** 20);
});
