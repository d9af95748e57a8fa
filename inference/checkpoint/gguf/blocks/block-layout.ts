/**
 * The seam for block quantisations of GGUF files. Whatever its layout, a block is integers with a scale for each group
 * of them, and an offset in some: value = scale * code - offset. `../types.ts` lists the layouts by their number.
 */

/** Blocks taken apart. */
export interface Codes {
  /** One for each value. */
  readonly codes: Int8Array<ArrayBuffer>;
  /** One for each group. */
  readonly scales: Float32Array;
  /** One for each group; empty for a layout without. */
  readonly offsets: Float32Array;
}

/** Takes the block that begins at a byte apart, into codes from `first` on and groups from `firstGroup` on. */
type TakeApart = (bytes: Uint8Array, start: number, out: Codes, first: number, firstGroup: number) => void;

export interface BlockLayout {
  /** Values in a block. */
  readonly values: number;
  /** Bytes of a block. */
  readonly bytes: number;
  /** Values that share a scale. */
  readonly group: number;
  readonly hasOffsets: boolean;
  /** Takes whole blocks apart, that lie one after the other. */
  readonly split: (bytes: Uint8Array) => Codes;
}

/** A layout whose blocks are taken apart one by one. */
export function blockLayout(
  { values, bytes, group, hasOffsets = false }: Omit<BlockLayout, 'split' | 'hasOffsets'> & { hasOffsets?: boolean },
  takeApart: TakeApart,
): BlockLayout {
  const groups = values / group;
  return {
    values,
    bytes,
    group,
    hasOffsets,
    split(stored) {
      const blocks = stored.length / bytes;
      const codes = new Int8Array(blocks * values);
      const scales = new Float32Array(blocks * groups);
      const out = { codes, scales, offsets: new Float32Array(hasOffsets ? scales.length : 0) };
      for (let block = 0; block < blocks; block += 1) {
        takeApart(stored, block * bytes, out, block * values, block * groups);
      }
      return out;
    },
  };
}

/** Unsigned little-endian 16-bit number. */
export function uint16(bytes: Uint8Array, at: number): number {
  return (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
}
