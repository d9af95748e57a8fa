/**
 * Windows of the vision tower: most blocks attend within squares of tokens only. Patches are put in the order of
 * windows once, and attention pads every window to its full size.
 * Source: transformers `modeling_qwen2_5_vl.py`, `get_window_index`.
 */
import type { PatchGrid } from '../../vision/picture-patches.ts';

export interface Windows {
  /** Tokens in the order of windows: position in that order to token in reading order. */
  readonly tokenOrder: readonly number[];
  /** Tokens of each window. */
  readonly sizes: readonly number[];
}

/** @param side tokens along a side of a window. */
export function windowsOf({ rows, columns }: PatchGrid, merge: number, side: number): Windows {
  const [tokenRows, tokenColumns] = [rows / merge, columns / merge];
  const tokenOrder: number[] = [];
  const sizes: number[] = [];
  for (let top = 0; top < tokenRows; top += side) {
    for (let left = 0; left < tokenColumns; left += side) {
      const [bottom, right] = [Math.min(top + side, tokenRows), Math.min(left + side, tokenColumns)];
      for (let row = top; row < bottom; row += 1) {
        for (let column = left; column < right; column += 1) tokenOrder.push(row * tokenColumns + column);
      }
      sizes.push((bottom - top) * (right - left));
    }
  }
  return { tokenOrder, sizes };
}

/** The same windows as index tables over patches, each padded to `slots` patches. */
export interface WindowTables {
  /** [windows * slots]: the patch in each slot; padding repeats the first patch. */
  readonly gather: BigInt64Array;
  /** [windows * slots]: 1 where a slot holds a patch, 0 for padding. */
  readonly valid: Int32Array;
  /** [patches]: the slot of each patch. */
  readonly scatter: BigInt64Array;
}

export function windowTables({ sizes }: Windows, merge: number, slots: number): WindowTables {
  const counts = sizes.map((size) => size * merge ** 2);
  const gather = new BigInt64Array(counts.length * slots);
  const valid = new Int32Array(counts.length * slots);
  const scatter = new BigInt64Array(counts.reduce((sum, count) => sum + count, 0));
  let patch = 0;
  for (const [window, count] of counts.entries()) {
    for (let i = 0; i < count; i += 1, patch += 1) {
      const slot = window * slots + i;
      gather[slot] = BigInt(patch);
      valid[slot] = 1;
      scatter[patch] = BigInt(slot);
    }
  }
  return { gather, valid, scatter };
}
