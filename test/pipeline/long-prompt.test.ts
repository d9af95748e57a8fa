// Prompts up to the window, and beyond it.
import { cp, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { editConfig } from '../inference/support/temporary-checkpoint.ts';
import { client, component } from '../runtime/support.ts';
import { TINY } from '../inference/support/goldens.ts';

/** Every repetition is one token; the suffix of the template adds five. */
const promptOf = (tokens: number): string => ' fox'.repeat(tokens - 5);

const encode = (
  prompt: string,
  options: { readonly window: number; readonly overflow?: 'error' | 'truncate'; readonly textEncoderDir?: string },
) =>
  client().request('encodePrompt', {
    textEncoder: component('text_encoder', options.textEncoderDir),
    tokenizer: component('tokenizer'),
    template: 'text-to-image',
    prompt,
    window: options.window,
    overflow: options.overflow ?? 'error',
  });

describe('a long prompt', () => {
  it('of 32,000 tokens is encoded, each token as in a shorter prompt', async () => {
    const { embeds } = await encode(promptOf(32_000), { window: 32_000 });
    expect(embeds.dims).toEqual([32_000, 64]);
    const { embeds: short } = await encode(promptOf(1500), { window: 1500 });
    const head = 1400 * 64;
    const apart = short.data
      .subarray(0, head)
      .reduce((worst, value, i) => Math.max(worst, Math.abs(value - (embeds.data[i] ?? Number.NaN))), 0);
    expect(apart).toBeLessThanOrEqual(1e-5);
  });

  it('of one token more is refused with both counts, or cut when asked', async () => {
    const refused = encode(promptOf(513), { window: 512 });
    await expect(refused).rejects.toMatchObject({
      code: 'prompt-too-long',
      details: { field: 'prompt', expected: 'at most 512 tokens', received: '513 tokens' },
    });
    const { embeds } = await encode(promptOf(513), { window: 512, overflow: 'truncate' });
    expect(embeds.dims[0]).toBe(512);
  });

  it('beyond what the checkpoint takes is refused, whatever the window', async () => {
    const dir = join(await mkdtemp(join(tmpdir(), 'inkloom-')), 'text_encoder');
    await cp(join(TINY, 'text_encoder'), dir, { recursive: true });
    await editConfig(dir, { max_position_embeddings: 300, text_config: null });
    await expect(encode(promptOf(400), { window: 1000, textEncoderDir: dir })).rejects.toThrow(
      'The prompt has 434 tokens; this checkpoint takes at most 300',
    );
  });
});
