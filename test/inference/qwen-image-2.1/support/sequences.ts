/** The sequences of the goldens: prompts, pictures between them, and the noisy target. */
import { repoPath, unbatched, type Goldens } from '../../support/goldens.ts';
import type { SlotSpan } from '../../../../inference/families/qwen-image-2.1/transformer/joint-sequence.ts';
import type { TransformerInput } from '../../../../inference/families/qwen-image-2.1/transformer/transformer.ts';
import { float32, type Tensor } from '../../../../inference/tensor.ts';
import { type TokenGrid, tokenCount } from '../../../../inference/transformer/token-grid.ts';

export const TINY_21 = repoPath('test/fixtures/checkpoints/tiny-2.1/transformer');

export const grid = (height: number, width: number): TokenGrid => ({ frames: 1, height, width });
const SQUARE = grid(8, 8);
const REFERENCES = [grid(4, 6), grid(6, 4)] as const;

/** Names of prompts with pictures, and how many pictures each has. */
export const EDITS = { one: 1, two: 2, adjacent: 2, image_first: 1 } as const;
export type EditName = keyof typeof EDITS;

/** A prompt without pictures. */
export async function textToImage(goldens: Goldens, target: TokenGrid, tokens: number): Promise<TransformerInput> {
  const latents = await goldens.get(`input.latents.${target.height}x${target.width}`);
  return {
    text: unbatched(await goldens.get(`input.text.${tokens}`)),
    target: { tokens: unbatched(latents), grid: target },
    timestep: 1,
  };
}

/** A prompt with pictures, before a target of 8 x 8. */
export async function edit(goldens: Goldens, name: EditName): Promise<TransformerInput> {
  const text = unbatched(await goldens.get(`input.edit.${name}.text`));
  const pictures = REFERENCES.slice(0, EDITS[name]);
  const mask = (await goldens.get(`layout.edit.${name}.img_mask`)).data;
  return {
    text,
    slots: slotsOf(mask.subarray(0, text.dims[0]), pictures),
    references: await Promise.all(
      pictures.map(async (size, i) => ({
        tokens: unbatched(await goldens.get(`input.ref.${i}.${size.height}x${size.width}`)),
        grid: size,
      })),
    ),
    target: { tokens: unbatched(await goldens.get('input.latents.8x8')), grid: SQUARE },
    timestep: 1,
  };
}

/** Pictures fill the slots one after the other, so two that touch are told apart by their sizes. */
function slotsOf(mask: Float32Array, pictures: readonly TokenGrid[]): SlotSpan[] {
  let from = 0;
  return pictures.map((picture) => {
    const start = mask.indexOf(1, from);
    const length = tokenCount(picture) / 4;
    from = start + length;
    return { start, length };
  });
}

/** Rows of a matrix. */
export function rowsOf({ data, dims }: Tensor<'float32'>, keeps: (row: number) => boolean): Tensor<'float32'> {
  const [rows = 0, width = 0] = dims;
  const kept = Array.from({ length: rows }, (_, row) => row).filter(keeps);
  const values = kept.flatMap((row) => [...data.subarray(row * width, (row + 1) * width)]);
  return float32(Float32Array.from(values), [kept.length, width]);
}
