/** Which positions the rotary pairs of Qwen3-VL follow: time, row and column in turn. */
import type { PairAxes } from '../decoder/mrope.ts';

/**
 * Axis of each rotary pair: pair j follows the row for j = 1 (mod 3) and the column for j = 2 (mod 3), as far as their
 * sections reach, and the time otherwise.
 * Source: transformers `apply_interleaved_mrope`, modeling_qwen3_vl.py.
 * @param sections pairs that follow time, row and column.
 */
export function interleavedAxes([time, row, column]: readonly [number, number, number]): PairAxes {
  return Array.from({ length: time + row + column }, (_, pair) => {
    if (pair % 3 === 1 && pair < 3 * row) return 1;
    return pair % 3 === 2 && pair < 3 * column ? 2 : 0;
  });
}
