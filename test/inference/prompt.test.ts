/** Templates, the drop index derived from them, the window, against the ids the reference's processors give. */
import { describe, expect, it } from 'vitest';
import { InferenceError } from '../../inference/errors.ts';
import { encodePrompt, widestPromptWindow } from '../../inference/text/prompt/encode-prompt.ts';
import { editPlusTemplate, editTemplate, textToImageTemplate } from '../../inference/text/prompt/prompt-template.ts';
import { Tokenizer } from '../../inference/text/tokenizer/tokenizer.ts';
import { TOKENIZER_FOLDER, tokenGoldens } from './support/token-goldens.ts';

const goldens = await tokenGoldens();
const tokenizer = await Tokenizer.load(TOKENIZER_FOLDER);
const WIDE = { window: 32_000, overflow: 'error' } as const;

const pictureTokens = (grids: readonly (readonly number[])[]): readonly number[] =>
  grids.map((grid) => grid.reduce((product, size) => product * size, 1) / 4);

function failure(action: () => unknown): InferenceError {
  try {
    action();
  } catch (error) {
    if (error instanceof InferenceError) return error;
    throw error;
  }
  throw new Error('expected an InferenceError');
}

describe('encodePrompt', () => {
  it('derives the drop index of each template', () => {
    const drops = {
      t2i: encodePrompt(tokenizer, textToImageTemplate, '', WIDE).drop,
      edit: encodePrompt(tokenizer, editTemplate, '', { ...WIDE, pictureTokens: [1] }).drop,
      edit_plus: encodePrompt(tokenizer, editPlusTemplate, '', { ...WIDE, pictureTokens: [1] }).drop,
    };
    expect(drops).toEqual(goldens.drop_idx);
    expect(drops).toEqual({ t2i: 34, edit: 64, edit_plus: 64 });
  });

  it.each(goldens.rows.map((row) => [row.prompt.slice(0, 30), row] as const))(
    'wraps %j as the reference does',
    (_name, row) => {
      const t2i = encodePrompt(tokenizer, textToImageTemplate, row.prompt, { window: 1024, overflow: 'truncate' });
      expect(t2i.ids).toEqual(row.t2i);
      expect(encodePrompt(tokenizer, textToImageTemplate, row.prompt, WIDE).ids).toHaveLength(
        row.t2i_untruncated_length,
      );
      const edit = encodePrompt(tokenizer, editTemplate, row.prompt, {
        ...WIDE,
        pictureTokens: pictureTokens(goldens.edit_grid_thw),
      });
      expect(edit.ids).toEqual(row.edit);
      const plus = encodePrompt(tokenizer, editPlusTemplate, row.prompt, {
        ...WIDE,
        pictureTokens: pictureTokens(goldens.edit_plus_grid_thw),
      });
      expect(plus.ids).toEqual(row.edit_plus);
    },
  );

  it('keeps the five tokens of the ending for an empty prompt', () => {
    const { ids, drop } = encodePrompt(tokenizer, textToImageTemplate, '', WIDE);
    expect(ids.slice(drop)).toEqual([151645, 198, 151644, 77091, 198]);
  });

  it('refuses a prompt longer than the window, with the counts', () => {
    const error = failure(() =>
      encodePrompt(tokenizer, textToImageTemplate, 'fox '.repeat(600), { window: 512, overflow: 'error' }),
    );
    expect(error.code).toBe('prompt-too-long');
    expect(error.message).toBe(
      'The prompt has 601 tokens, 606 with the template, but the window is 512 tokens. ' +
        'Widen the window (up to 32000) or have longer prompts cut off',
    );
  });

  it('truncates to the window after the prefix', () => {
    const { ids, drop } = encodePrompt(tokenizer, textToImageTemplate, 'fox '.repeat(600), {
      window: 512,
      overflow: 'truncate',
    });
    expect(ids).toHaveLength(drop + 512);
  });

  it('accepts nearly 32,000 tokens', () => {
    const prompt = ' fox'.repeat(31_995);
    expect(encodePrompt(tokenizer, textToImageTemplate, prompt, WIDE).ids).toHaveLength(34 + 32_000);
    expect(failure(() => encodePrompt(tokenizer, textToImageTemplate, `${prompt} fox`, WIDE)).code).toBe(
      'prompt-too-long',
    );
  });

  it('refuses a window of no tokens, the wrong number of pictures, and picture tokens in the prompt', () => {
    const t2i = textToImageTemplate;
    expect(failure(() => encodePrompt(tokenizer, t2i, 'a', { window: 0, overflow: 'error' })).details.field).toBe(
      'window',
    );
    expect(failure(() => encodePrompt(tokenizer, t2i, 'a', { ...WIDE, pictureTokens: [1] })).message).toContain(
      'no picture',
    );
    expect(failure(() => encodePrompt(tokenizer, editTemplate, 'a', WIDE)).message).toContain('exactly 1 picture');
    const error = failure(() =>
      encodePrompt(tokenizer, editTemplate, 'a <|image_pad|>', { ...WIDE, pictureTokens: [4] }),
    );
    expect(error.details.field).toBe('prompt');
  });
});

describe('widestPromptWindow', () => {
  it('is the number of positions less the prefix, at most 32,000', () => {
    expect(widestPromptWindow(tokenizer, textToImageTemplate, 128_000)).toBe(32_000);
    expect(widestPromptWindow(tokenizer, textToImageTemplate, 1024)).toBe(990);
  });
});
