/** Widens and narrows masks with corners cut off: by as many steps up, down, left or right. */
import type { PixelMask } from './mask.ts';

/**
 * Widens the white of a mask to all pixels that so many steps reach; beyond its edges the mask counts as continued.
 * Source: ComfyUI `GrowMask` with `tapered_corners` repeats a cross of 3 x 3 pixels; this doubles the reach instead.
 * @param pixels a negative number narrows it.
 */
export function growTapered({ width, height, data }: PixelMask, pixels: number): PixelMask {
  const pick = pixels < 0 ? Math.min : Math.max;
  const total = Math.abs(pixels);
  let grown = data;
  for (let reach = 0; reach < total;) {
    // All that `reach + step` steps reach is within `reach` steps of a pixel `step` away, as long as step <= reach.
    const step = Math.min(Math.max(1, reach), total - reach);
    grown = spread(grown, width, height, step, pick);
    reach += step;
  }
  return { width, height, data: grown };
}

/** The extreme of every pixel and those `step` pixels away from it, or as far as the mask goes. */
function spread(
  data: Uint8Array,
  width: number,
  height: number,
  step: number,
  pick: (...values: number[]) => number,
): Uint8Array {
  const out = new Uint8Array(data.length);
  for (let row = 0; row < height; row += 1) {
    const [above, below] = [Math.max(0, row - step) * width, Math.min(height - 1, row + step) * width];
    for (let column = 0; column < width; column += 1) {
      const [left, right] = [Math.max(0, column - step), Math.min(width - 1, column + step)];
      const at = row * width;
      out[at + column] = pick(
        data[at + column] as number,
        data[at + left] as number,
        data[at + right] as number,
        data[above + column] as number,
        data[below + column] as number,
      );
    }
  }
  return out;
}
