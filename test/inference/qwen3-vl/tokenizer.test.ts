// The tokenizer of Qwen3-VL against the ids of the reference.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bundledTokenizer } from '../../../inference/text/tokenizer/bundled.ts';
import { Tokenizer } from '../../../inference/text/tokenizer/tokenizer.ts';
import { TINY_21, tokenGoldens, tokenizer } from './support.ts';

const goldens = await tokenGoldens();
const qwen3 = await tokenizer();

describe('the tokenizer', () => {
  it('that ships gives the ids of the reference', () => {
    expect(goldens.rows.map(({ prompt }) => qwen3.encode(prompt))).toEqual(goldens.rows.map(({ raw }) => raw));
  });

  it('that ships has the added tokens of a checkpoint', async () => {
    const texts = Object.values(goldens.added_tokens);
    expect(Object.fromEntries(texts.map((token) => [qwen3.idOf(token), token]))).toEqual(goldens.added_tokens);
    const published = await readFile(join(TINY_21, 'processor', 'added_tokens.json'), 'utf8');
    const shipped = await readFile(join(bundledTokenizer('qwen3-vl'), 'added_tokens.json'), 'utf8');
    expect(JSON.parse(shipped)).toEqual(JSON.parse(published));
  });

  it('of Qwen2.5 reads the four tokens of Qwen3 as text', async () => {
    const qwen25 = await Tokenizer.load(bundledTokenizer());
    expect(qwen3.encode('<think>')).toEqual([151_667]);
    expect(qwen25.encode('<think>').length).toBeGreaterThan(1);
  });
});
