/**
 * Rotary tables of vision towers: half of the angles of a patch follow its row, half its column.
 * Source: transformers `Qwen2_5_VisionRotaryEmbedding` and `rot_pos_emb`, modeling_qwen2_5_vl.py, angles in float32.
 */
import { float32, type Tensor } from '../../tensor.ts';
import { type PatchGrid, type PatchPosition, patchPositions } from './picture-patches.ts';

/** Base of the rotary frequencies. */
const THETA = 10_000;

/**
 * Angles of patches by row, then by column, each [order.length, headDim / 2].
 * @param order places of patches in the order of `patchPositions`.
 */
export function rotaryTables(
  { headDim, merge }: { readonly headDim: number; readonly merge: number },
  grid: PatchGrid,
  order: readonly number[],
): Readonly<Record<'rope.cos' | 'rope.sin', Tensor<'float32'>>> {
  const quarter = headDim / 4;
  const frequencies = Array.from({ length: quarter }, (_, i) =>
    Math.fround(1 / Math.fround(THETA ** Math.fround((2 * i) / (headDim / 2)))),
  );
  const positions = patchPositions(grid, merge);
  const [cos, sin] = [new Float32Array(order.length * 2 * quarter), new Float32Array(order.length * 2 * quarter)];
  order.forEach((patch, place) => {
    const { row, column } = positions[patch] as PatchPosition;
    [row, column].forEach((position, axis) =>
      frequencies.forEach((frequency, i) => {
        const angle = Math.fround(position * frequency);
        const at = (place * 2 + axis) * quarter + i;
        [cos[at], sin[at]] = [Math.cos(angle), Math.sin(angle)];
      }),
    );
  });
  return {
    'rope.cos': float32(cos, [order.length, 2 * quarter]),
    'rope.sin': float32(sin, [order.length, 2 * quarter]),
  };
}
