/** The encoding of one layer of a safetensors file, from its marker or, without one, from its types and scales. */
import { isRotationSize } from '../rows/rotate.ts';
import { tiledCount } from '../rows/tiled-scales.ts';
import type { StoredDType } from '../stored-dtype.ts';
import {
  plainWeight,
  type PackedWeight,
  type PlainWeight,
  type RotatedWeight,
  type ScaledWeight,
  type StoredWeight,
} from '../stored-weight.ts';
import type { Layer } from './companions.ts';
import type { LayerMarker } from './marker.ts';

type Encode = (layer: Layer, marker: LayerMarker) => StoredWeight;

const ENCODERS: Readonly<Record<LayerMarker['format'], Encode>> = {
  float8_e4m3fn: (layer) => scaled(layer, 'F8_E4M3'),
  float8_e5m2: (layer) => scaled(layer, 'F8_E5M2'),
  int8_tensorwise(layer, { isRotated, rotationSize }) {
    const weight = scaled(layer, 'I8');
    return isRotated ? rotated(layer, weight, rotationSize) : weight;
  },
  nvfp4,
  mxfp8,
  convrot_w4a4: (layer, { rotationSize }) => rotated(layer, int4(layer), rotationSize),
  asym_w4a8_int8: (layer, { groupSize, rotationSize }) => rotated(layer, w4a8(layer, groupSize), rotationSize),
};

/**
 * The weight of a layer.
 * @throws InferenceError `file-malformed` when the tensors around it do not fit its encoding.
 */
export function encodeLayer(layer: Layer, marker: LayerMarker | undefined): StoredWeight {
  return marker ? ENCODERS[marker.format](layer, marker) : scaled(layer, layer.weight.dtype);
}

/** @param dtype of the values. Older writers store floats of 8 bits as bytes. */
function scaled(layer: Layer, dtype: StoredDType): PlainWeight | ScaledWeight {
  const { file, shape, dtype: stored } = layer.weight;
  if (stored !== dtype && !(stored === 'U8' && dtype !== 'I8')) throw layer.malformed('weight', dtype, stored);
  const values = { ...layer.weight, dtype };
  const ending = layer.find('weight_scale') ? 'weight_scale' : 'scale_weight';
  const scale = layer.find(ending);
  if (!scale) return plainWeight(values);
  return { encoding: 'scaled', file, shape, values, scale: layer.checked(ending, scale, 1, shape[0] ?? 1) };
}

function rotated(layer: Layer, weight: RotatedWeight['rotated'], groupSize: number): RotatedWeight {
  const columns = weight.shape.at(-1) ?? 0;
  if (isRotationSize(groupSize) && columns % groupSize === 0) {
    return { encoding: 'rotated', file: weight.file, shape: weight.shape, groupSize, rotated: weight };
  }
  throw layer.malformed('weight', `columns in groups of a power of 4`, `${columns} in groups of ${groupSize}`);
}

function nvfp4(layer: Layer): PackedWeight {
  const [rows, bytes] = layer.size;
  const columns = bytes * 2;
  if (columns % 16 !== 0) throw layer.malformed('weight', 'columns in blocks of 16', `${columns}`);
  const columnScales = layer.find('pre_quant_scale');
  return {
    ...packed(layer, [rows, columns]),
    format: 'nvfp4',
    blockScales: eightBits(layer.get('weight_scale', tiledCount(rows, columns / 16))),
    scale: layer.get('weight_scale_2', 1),
    columnScales: columnScales && layer.checked('pre_quant_scale', columnScales, columns),
  };
}

function mxfp8(layer: Layer): PackedWeight {
  const [rows, columns] = layer.size;
  if (columns % 32 !== 0) throw layer.malformed('weight', 'columns in blocks of 32', `${columns}`);
  const weight = packed(layer, [rows, columns]);
  const blockScales = layer.get('weight_scale', tiledCount(rows, columns / 32));
  return { ...weight, format: 'mxfp8', values: eightBits(weight.values), blockScales };
}

function int4(layer: Layer): PackedWeight {
  const [rows, bytes] = layer.size;
  return { ...packed(layer, [rows, bytes * 2]), format: 'int4', scale: layer.get('weight_scale', rows) };
}

function w4a8(layer: Layer, groupSize: number): PackedWeight {
  const [rows, bytes] = layer.size;
  const groupScales = layer.get('weight_s_rel');
  const groups = groupScales.shape.at(-1) ?? 0;
  const columns = groups * groupSize;
  const bits = (bytes * 8) / columns;
  if (bits !== 4 && bits !== 6)
    throw layer.malformed('weight', `codes of 4 or 6 bits in ${columns} columns`, `${bits}`);
  const [codebook, correction] = [layer.find('weight_codebook'), layer.find('weight_correction')];
  return {
    ...packed(layer, [rows, columns]),
    format: 'w4a8',
    bits,
    groupScales: layer.checked('weight_s_rel', groupScales, rows * groups),
    channelScales: layer.get('weight_s_channel', rows),
    codebook: codebook && layer.checked('weight_codebook', codebook, 16),
    correction: correction && layer.checked('weight_correction', correction, rows * groups),
  };
}

function packed({ weight }: Layer, shape: readonly number[]) {
  return { encoding: 'packed', file: weight.file, shape, values: weight } as const;
}

/** Bytes are codes of E4M3: older writers have no type for them. */
function eightBits<T extends { readonly dtype: StoredDType }>(location: T): T {
  return location.dtype === 'U8' ? { ...location, dtype: 'F8_E4M3' } : location;
}
