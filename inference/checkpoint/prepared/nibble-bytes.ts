/** Bytes that a weight takes as 4-bit integers, known from headers alone. */
import { codeLayout } from '../rows/codes-of.ts';
import type { StoredWeight } from '../stored-weight.ts';
import { isInBlock } from './integer-form.ts';
import { nibbleBlock } from './nibbles.ts';
import { hasNibbles } from './own-nibbles.ts';

const FLOAT_BYTES = 4;

interface NibbleBytes {
  /** With the integers of the file where it has such. */
  readonly own: number;
  readonly rounded: number;
}

/** @returns undefined for a weight that keeps its values. */
export function nibbleBytesOf(name: string, weight: StoredWeight): NibbleBytes | undefined {
  if (weight.encoding === 'prepared') return nibbleBytesOf(name, weight.original);
  const { shape } = weight;
  const block = isInBlock(name, shape) ? nibbleBlock(shape[1] ?? 1) : undefined;
  if (block === undefined) return undefined;
  const rounded = bytesOf(shape, block, 1);
  if (!hasNibbles(weight)) return { own: rounded, rounded };
  const { group, hasOffsets } = codeLayout(weight);
  return { own: bytesOf(shape, group, hasOffsets ? 2 : 1), rounded };
}

/** @param floats of a block. */
function bytesOf([rows = 1, width = 1]: readonly number[], block: number, floats: number): number {
  return rows * (width / 2 + (width / block) * floats * FLOAT_BYTES);
}
