/**
 * A weight as a file stores it: where its bytes lie, and how they stand for numbers. The encodings are those of
 * published checkpoints (docs/formats.md).
 */
import type { BlockFormat } from './gguf/types.ts';
import type { NibbleForm, PreparedPlace } from './prepared/place.ts';
import type { StoredDType } from './stored-dtype.ts';

/** A dense tensor inside a weight file. */
export interface WeightLocation {
  /** Absolute path with symbolic links resolved. */
  readonly file: string;
  /** First byte of the values, counted from the start of the file. */
  readonly offset: number;
  /** Bytes the values take. */
  readonly length: number;
  readonly dtype: StoredDType;
  /** Sizes, outermost first (PyTorch order). */
  readonly shape: readonly number[];
}

/** Common to all encodings. */
interface Encoded {
  readonly file: string;
  /** Sizes of the weight as the model uses it, not of what is stored. */
  readonly shape: readonly number[];
}

/** The values themselves. */
export interface PlainWeight extends WeightLocation {
  readonly encoding: 'plain';
}

/** Blocks of values that share their scales, as in GGUF files. */
export interface BlockQuantisedWeight extends Encoded {
  readonly encoding: 'block-quantised';
  readonly format: BlockFormat;
  readonly offset: number;
  readonly length: number;
}

/**
 * 8-bit values, each times a scale, less an offset: `float8_e4m3fn` and `int8_tensorwise` files, and prepared ones.
 */
export interface ScaledWeight extends Encoded {
  readonly encoding: 'scaled';
  readonly values: WeightLocation;
  /** One scale for all values, one for each row, or one for each group of neighbours in a row, row by row. */
  readonly scale: WeightLocation;
  /** As many as scales. */
  readonly offset?: WeightLocation;
}

/** 4-bit floats, high nibble first, in blocks of 16 along a row. */
export interface Nvfp4Weight extends Encoded {
  readonly encoding: 'packed';
  readonly format: 'nvfp4';
  /** U8 [out, in / 2]. */
  readonly values: WeightLocation;
  /** E4M3 in the order of cuBLAS: see `rows/tiled-scales.ts`. */
  readonly blockScales: WeightLocation;
  /** One float. */
  readonly scale: WeightLocation;
  /** Factors on the columns [in], if any. */
  readonly columnScales: WeightLocation | undefined;
}

/** 8-bit floats (E4M3 or E5M2) in blocks of 32 along a row. */
export interface Mxfp8Weight extends Encoded {
  readonly encoding: 'packed';
  readonly format: 'mxfp8';
  readonly values: WeightLocation;
  /** E8M0 in the order of cuBLAS: see `rows/tiled-scales.ts`. */
  readonly blockScales: WeightLocation;
}

/** 4-bit integers in two's complement, low nibble first. */
export interface Int4Weight extends Encoded {
  readonly encoding: 'packed';
  readonly format: 'int4';
  /** I8 [out, in / 2]. */
  readonly values: WeightLocation;
  /** [out]. */
  readonly scale: WeightLocation;
}

/** 4-bit or 6-bit codes that stand for 8-bit integers. */
export interface W4a8Weight extends Encoded {
  readonly encoding: 'packed';
  readonly format: 'w4a8';
  readonly bits: 4 | 6;
  /** I8 [out, in * bits / 8]. */
  readonly values: WeightLocation;
  /** Factors on the levels of each group of columns [out, in / group], as E4M3 or F32. */
  readonly groupScales: WeightLocation;
  /** [out]. */
  readonly channelScales: WeightLocation;
  /** The level of each code [16]; without it the codes count from the middle. */
  readonly codebook: WeightLocation | undefined;
  /** Added to each group of columns [in / group, out], if any. */
  readonly correction: WeightLocation | undefined;
}

export type PackedWeight = Nvfp4Weight | Mxfp8Weight | Int4Weight | W4a8Weight;

/** A matrix times a block-diagonal Hadamard matrix, stored in another encoding: `convrot` files. */
export interface RotatedWeight extends Encoded {
  readonly encoding: 'rotated';
  /** Size of the blocks of the Hadamard matrix, a power of 4. */
  readonly groupSize: number;
  readonly rotated: PlainWeight | ScaledWeight | PackedWeight;
}

/** Consecutive rows of a weight whose rows do not lie in one piece. */
export interface RowsWeight extends Encoded {
  readonly encoding: 'rows';
  readonly of: PackedWeight | RotatedWeight;
  readonly first: number;
}

/** A weight as its checkpoint stores it. */
export type OriginalWeight =
  | PlainWeight
  | BlockQuantisedWeight
  | ScaledWeight
  | PackedWeight
  | RotatedWeight
  | RowsWeight;

/** A weight that graphs cannot read as it is stored, and its place in a file that is made for them. */
export interface PreparedWeight extends Encoded {
  readonly encoding: 'prepared';
  readonly name: string;
  readonly original: OriginalWeight;
  /**
   * `values` are those of the original to the last bit; `integers` are rounded to 8 bits, `rounded nibbles` to 4;
   * `nibbles` are the original's own integers of 4 bits.
   */
  readonly form: 'values' | 'integers' | NibbleForm;
  readonly place: PreparedPlace;
  /** The weight in its file, once that is made. */
  readonly made: PlainWeight | ScaledWeight | RotatedWeight | NibbleWeight;
}

export type StoredWeight = OriginalWeight | PreparedWeight;

/**
 * 4-bit integers with a scale for each block of neighbours, and an offset in some: value = (nibble - 8) * scale -
 * offset. Only made for graphs.
 */
export interface NibbleWeight extends Encoded {
  readonly encoding: 'nibbles';
  /** U8 [out, blocks, block / 2], the first of two in the low half. */
  readonly values: WeightLocation;
  /** F32 [out, blocks]. */
  readonly scale: WeightLocation;
  /** F32 [out, blocks]. */
  readonly offset?: WeightLocation;
}

/** Whether graphs read a weight from where it is stored. */
export function isMapped(weight: StoredWeight): boolean {
  switch (weight.encoding) {
    case 'plain':
    case 'scaled':
    case 'prepared':
      return true;
    case 'rotated':
      return isMapped(weight.rotated);
    case 'packed':
    case 'block-quantised':
    case 'rows':
      return false;
  }
}

/** The weight whose values lie at a location. */
export function plainWeight(location: WeightLocation): PlainWeight {
  return { ...location, encoding: 'plain' };
}

/** An encoding in words, for error messages. */
export function describeEncoding(weight: StoredWeight): string {
  switch (weight.encoding) {
    case 'plain':
      return `plain ${weight.dtype}`;
    case 'block-quantised':
      return `block-quantised ${weight.format}`;
    case 'scaled':
      return `scaled ${weight.values.dtype}`;
    case 'packed':
      return weight.format;
    case 'prepared':
      return describeEncoding(weight.original);
    case 'rows':
      return describeEncoding(weight.of);
    case 'rotated':
      return `rotated in groups of ${weight.groupSize}, ${describeEncoding(weight.rotated)}`;
  }
}
