/** The tokenizer against the reference's ids, from both kinds of folder, and what it says about a broken one. */
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InferenceError } from '../../inference/errors.ts';
import { assembleQwen2Definition } from '../../inference/text/tokenizer/qwen2-definition.ts';
import { bundledTokenizer } from '../../inference/text/tokenizer/bundled.ts';
import { Tokenizer } from '../../inference/text/tokenizer/tokenizer.ts';
import { TOKENIZER_FOLDER, tokenRows } from './support/token-goldens.ts';

let scratch = '';
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'inkloom-tokenizer-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

async function folder(name: string, files: readonly string[]): Promise<string> {
  const directory = join(scratch, name);
  await Promise.all(files.map((file) => cp(join(TOKENIZER_FOLDER, file), join(directory, file), { recursive: true })));
  return directory;
}

async function failure(directory: string): Promise<InferenceError> {
  const error: unknown = await Tokenizer.load(directory).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof InferenceError) return error;
  throw new Error(`expected an InferenceError, got ${String(error)}`);
}

const rows = await tokenRows();

describe('token ids equal the reference', () => {
  it('from vocab.json, merges.txt and tokenizer_config.json', async () => {
    const tokenizer = await Tokenizer.load(TOKENIZER_FOLDER);
    expect(rows.map((row) => tokenizer.encode(row.prompt))).toEqual(rows.map((row) => row.raw));
  });

  it('from vocab.json, merges.txt and added_tokens.json', async () => {
    const tokenizer = await Tokenizer.load(await folder('added', ['vocab.json', 'merges.txt', 'added_tokens.json']));
    expect(rows.map((row) => tokenizer.encode(row.prompt))).toEqual(rows.map((row) => row.raw));
  });

  it('from tokenizer.json', async () => {
    const directory = await folder('json', ['tokenizer_config.json']);
    await writeFile(join(directory, 'tokenizer.json'), JSON.stringify(await assembleQwen2Definition(TOKENIZER_FOLDER)));
    const tokenizer = await Tokenizer.load(directory);
    expect(rows.map((row) => tokenizer.encode(row.prompt))).toEqual(rows.map((row) => row.raw));
  });

  it('from the tokenizer that ships, whose vocabulary follows from its merges', async () => {
    const tokenizer = await Tokenizer.load(bundledTokenizer());
    expect(rows.map((row) => tokenizer.encode(row.prompt))).toEqual(rows.map((row) => row.raw));
  });

  it('through links, as the Hub cache stores files', async () => {
    const directory = await folder('linked', ['tokenizer_config.json']);
    for (const file of ['vocab.json', 'merges.txt'])
      await symlink(resolve(TOKENIZER_FOLDER, file), join(directory, file));
    const tokenizer = await Tokenizer.load(directory);
    expect(tokenizer.encode(rows[0]?.prompt ?? '')).toEqual(rows[0]?.raw);
  });
});

describe('a broken folder is an error that names the file', () => {
  it.each([
    ['nothing there', [], 'file-missing', 'vocab.json'],
    ['no merges', ['vocab.json'], 'file-missing', 'merges.txt'],
  ] as const)('%s', async (name, files, code, file) => {
    const error = await failure(await folder(name, files));
    expect(error.code).toBe(code);
    expect(error.details.file).toContain(file);
  });

  it('a link to nothing', async () => {
    const directory = await folder('dangling', ['merges.txt']);
    await symlink(join(scratch, 'gone'), join(directory, 'vocab.json'));
    const error = await failure(directory);
    expect(error.code).toBe('file-missing');
    expect(error.message).toContain('link whose target does not exist');
  });

  it.each([
    ['vocab.json', '{"a": 1', 'not valid JSON'],
    ['vocab.json', '[]', 'not an array'],
    ['vocab.json', '{"a": "1"}', 'not an integer'],
    ['merges.txt', '#version: 0.2\na b c', 'line 2: expected two pieces'],
    ['tokenizer_config.json', '{"added_tokens_decoder": {"1": {}}}', 'added_tokens_decoder'],
    ['added_tokens.json', '{"<a>": "x"}', 'not an integer'],
    ['tokenizer.json', '{}', 'does not describe a tokenizer'],
  ])('%s holding %s', async (file, content, message) => {
    const directory = await folder(`malformed-${file}-${content.length}`, ['merges.txt']);
    await writeFile(join(directory, 'vocab.json'), await readFile(join(TOKENIZER_FOLDER, 'vocab.json')));
    await writeFile(join(directory, file), content);
    const error = await failure(directory);
    expect(error.code).toBe('file-malformed');
    expect(error.message).toContain(message);
    expect(error.details.file).toContain(file);
  });
});
