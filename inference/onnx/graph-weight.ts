/** How graphs hold a stored weight: which encodings stay in their file, and as what. */
import type { StoredDType } from '../checkpoint/stored-dtype.ts';
import type {
  NibbleWeight,
  PreparedWeight,
  ScaledWeight,
  StoredWeight,
  WeightLocation,
} from '../checkpoint/stored-weight.ts';
import { elementCount } from '../tensor.ts';
import type { GraphDType } from './value.ts';

/** Stored types that a cast turns into float32. */
const CASTABLE: Readonly<Partial<Record<StoredDType, GraphDType>>> = {
  F32: 'float32',
  F16: 'float16',
  BF16: 'bfloat16',
  F8_E4M3: 'float8e4m3fn',
  F8_E5M2: 'float8e5m2',
};
/** Types of values that have scales. */
const SCALABLE: typeof CASTABLE = { ...CASTABLE, I8: 'int8' };

/** Names of the types that graphs take as they are, for messages. */
export const HELD_TYPES = Object.keys(CASTABLE).join(', ');

/** Numbers in a file that a graph refers to. */
export interface StoredValues {
  readonly location: WeightLocation;
  readonly dtype: GraphDType;
}

/** A weight in the form in which graphs hold it: cast(values) * scale - offset, rotated back if it is rotated. */
export interface GraphWeight {
  readonly values: StoredValues;
  /** One scale, one for each row, or one for each group of neighbours in a row. */
  readonly scale?: StoredValues;
  /** As many as scales. */
  readonly offset?: StoredValues;
  /** Number of neighbours that share a scale, where they are less than a row. */
  readonly group?: number;
  /** Size of the groups in which the columns are rotated: see `checkpoint/rows/rotate.ts`. */
  readonly rotation?: number;
  /** The weight whose file has to be made first, if it is one. */
  readonly prepared?: PreparedWeight;
}

/** Whether a weight is made of 8-bit integers, all of a row with one scale: what integer kernels multiply. */
export function isRowCoded({ values, scale, group }: GraphWeight): boolean {
  return values.dtype === 'int8' && scale !== undefined && group === undefined;
}

/** Whether a weight is made of 4-bit integers in blocks, two to a byte: `group` of them have a scale. */
export function isNibbles({ values }: GraphWeight): boolean {
  return values.dtype === 'uint8';
}

/** How a graph holds a weight; undefined when it cannot, unless a file is prepared for it. */
export function graphWeight(weight: StoredWeight | NibbleWeight): GraphWeight | undefined {
  switch (weight.encoding) {
    case 'plain': {
      const values = valuesOf(weight, CASTABLE);
      return values && { values };
    }
    case 'scaled':
      return scaledWeight(weight);
    case 'rotated': {
      const held = graphWeight(weight.rotated);
      return held && { ...held, rotation: weight.groupSize };
    }
    case 'prepared': {
      const held = graphWeight(weight.made);
      return held && { ...held, prepared: weight };
    }
    case 'nibbles': {
      const { values, scale, offset, shape } = weight;
      const group = elementCount(shape) / elementCount(scale.shape);
      return {
        values: { location: values, dtype: 'uint8' },
        scale: { location: scale, dtype: 'float32' },
        ...(offset ? { offset: { location: offset, dtype: 'float32' } } : {}),
        group,
      };
    }
    case 'packed':
    case 'block-quantised':
    case 'rows':
      return undefined;
  }
}

function scaledWeight({ values: stored, scale: factors, offset: less, shape }: ScaledWeight): GraphWeight | undefined {
  const [values, scale] = [valuesOf(stored, SCALABLE), valuesOf(factors, CASTABLE)];
  const offset = less && valuesOf(less, CASTABLE);
  if (!values || !scale) return undefined;
  const count = elementCount(factors.shape);
  const isGrouped = offset !== undefined || (count > 1 && count !== shape[0]);
  return {
    values,
    scale,
    ...(offset ? { offset } : {}),
    ...(isGrouped ? { group: elementCount(shape) / count } : {}),
  };
}

function valuesOf(location: WeightLocation, types: typeof CASTABLE): StoredValues | undefined {
  const dtype = types[location.dtype];
  return dtype && { location, dtype };
}
