/** Two masks as one. */
import type { Place } from './composite.ts';
import type { PixelMask } from './mask.ts';

/**
 * What becomes of two values, 0 to 255. `and`, `or` and `xor` count half white and more as white, and give black or
 * white.
 */
const COMBINATIONS = {
  multiply: (below: number, above: number) => Math.round((below * above) / 255),
  add: (below: number, above: number) => Math.min(255, below + above),
  subtract: (below: number, above: number) => Math.max(0, below - above),
  and: (below: number, above: number) => (isWhite(below) && isWhite(above) ? 255 : 0),
  or: (below: number, above: number) => (isWhite(below) || isWhite(above) ? 255 : 0),
  xor: (below: number, above: number) => (isWhite(below) !== isWhite(above) ? 255 : 0),
} as const;

export type MaskCombination = keyof typeof COMBINATIONS;
export const MASK_COMBINATIONS = Object.keys(COMBINATIONS) as readonly MaskCombination[];

const isWhite = (value: number): boolean => value >= 128;

/**
 * A mask that another one is laid on; what reaches out of it is cut off.
 * Source: ComfyUI `MaskComposite` in comfy_extras/nodes_mask.py.
 * @param at where the upper left pixel of `above` comes to lie in `below`.
 */
export function combinedMasks(below: PixelMask, above: PixelMask, combination: MaskCombination, at: Place): PixelMask {
  const { width, height } = below;
  const combine = COMBINATIONS[combination];
  const data = below.data.slice();
  for (let row = 0; row < Math.min(above.height, height - at.y); row += 1) {
    for (let column = 0; column < Math.min(above.width, width - at.x); column += 1) {
      const to = (at.y + row) * width + at.x + column;
      data[to] = combine(data[to] as number, above.data[row * above.width + column] as number);
    }
  }
  return { width, height, data };
}
