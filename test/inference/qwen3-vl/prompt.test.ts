// The template of Qwen-Image-2.1 with 0 to 10 pictures, against the ids that the reference's processor gives.
import { describe, expect, it } from 'vitest';
import { encodePrompt, widestPromptWindow } from '../../../inference/text/prompt/encode-prompt.ts';
import { template } from '../../../inference/families/qwen-image-2.1/prompt-template.ts';
import { IMAGE_PAD, tokenGoldens, tokenizer } from './support.ts';

const goldens = await tokenGoldens();
const qwen3 = await tokenizer();
const WIDE = { window: 32_000, overflow: 'error' } as const;
const SETS = ['images1', 'images2', 'images3'] as const;

const pictureTokens = (grids: readonly (readonly number[])[]): readonly number[] =>
  grids.map((grid) => grid.reduce((product, size) => product * size, 1) / 4);

describe('the template', () => {
  it.each(goldens.rows.map((row) => [row.prompt.slice(0, 30), row] as const))('wraps %j', (_name, row) => {
    const plain = encodePrompt(qwen3, template, row.prompt, WIDE);
    expect(plain.ids).toEqual(row.t2i);
    expect(plain.ids.slice(0, plain.drop)).toEqual(goldens.drop_tokens);
    for (const set of SETS) {
      const options = { ...WIDE, pictureTokens: pictureTokens(goldens.grid_thw[set]) };
      const { ids, drop } = encodePrompt(qwen3, template, row.prompt, options);
      expect(ids).toEqual(row[set]);
      expect(drop).toBe(14);
    }
  });

  it('is the text of the reference, with a space between pictures and none before the prompt', () => {
    const { prefix, opening, picture, suffix } = template;
    const around = (pictures: number): string =>
      `${prefix}${opening}${Array.from({ length: pictures }, (_, i) => picture(i)).join('')}{}${suffix}`;
    expect([0, 1, 2, 3].map(around)).toEqual(['t2i', ...SETS].map((set) => goldens.templates[set as 't2i']));
  });

  it('reads an empty prompt as one space, with pictures too', () => {
    const options = { ...WIDE, pictureTokens: [4, 6] };
    const [empty, space] = ['', ' '].map((prompt) => encodePrompt(qwen3, template, prompt, options));
    expect(empty).toEqual(space);
  });

  it('takes ten pictures and no more', () => {
    const { ids } = encodePrompt(qwen3, template, 'x', { ...WIDE, pictureTokens: Array(10).fill(4) });
    expect(ids.filter((id) => id === IMAGE_PAD)).toHaveLength(40);
    const eleven = { ...WIDE, pictureTokens: Array<number>(11).fill(4) };
    expect(() => encodePrompt(qwen3, template, 'x', eleven)).toThrow('at most 10 pictures, got 11');
  });

  it('counts the window from after the system message, pictures included', () => {
    const options = { overflow: 'error', pictureTokens: [1024] } as const;
    const { ids, drop } = encodePrompt(qwen3, template, 'a fox', { ...options, window: 2048 });
    const window = ids.length - drop;
    expect(encodePrompt(qwen3, template, 'a fox', { ...options, window }).ids).toEqual(ids);
    expect(() => encodePrompt(qwen3, template, 'a fox', { ...options, window: window - 1 })).toThrow(
      `${window} with the template, but the window is ${window - 1} tokens`,
    );
    expect(widestPromptWindow(qwen3, template, 1024)).toBe(1010);
  });
});
