/** Which positions the rotary pairs of Qwen2.5-VL follow: sections of pairs, one after the other. */
import type { PairAxes } from '../decoder/mrope.ts';

/**
 * Axis of each rotary pair. Source: transformers `apply_multimodal_rotary_pos_emb`, modeling_qwen2_5_vl.py.
 * @param sections pairs that follow time, row and column.
 */
export function sectionAxes([time, row, column]: readonly [number, number, number]): PairAxes {
  return Array.from({ length: time + row + column }, (_, pair) => {
    if (pair < time) return 0;
    return pair < time + row ? 1 : 2;
  });
}
