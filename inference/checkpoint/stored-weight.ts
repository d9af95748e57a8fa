/**
 * A weight as a file stores it: where its bytes lie, and how they stand for numbers. The encodings are those of
 * published checkpoints (docs/formats.md).
 */
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
  /** Name of the block layout, such as `Q4_K`. */
  readonly format: string;
  readonly offset: number;
  readonly length: number;
}

/** 8-bit values, each times a scale: `float8_e4m3fn` and `int8_tensorwise` files. */
export interface ScaledWeight extends Encoded {
  readonly encoding: 'scaled';
  readonly values: WeightLocation;
  /** One scale for all values, or one per row [out, 1]. */
  readonly scale: WeightLocation;
}

/** A matrix times a block-diagonal Hadamard matrix, stored in another encoding: `convrot` files. */
export interface RotatedWeight extends Encoded {
  readonly encoding: 'rotated';
  /** Size of the blocks of the Hadamard matrix. */
  readonly groupSize: number;
  readonly rotated: PlainWeight | ScaledWeight;
}

export type StoredWeight = PlainWeight | BlockQuantisedWeight | ScaledWeight | RotatedWeight;

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
    case 'rotated':
      return `rotated in groups of ${weight.groupSize}, ${describeEncoding(weight.rotated)}`;
  }
}
