/** Operators on pictures [1, channels, height, width], each with its shape rule. All are plain ONNX. */
import { float32 } from '../tensor.ts';
import { type Emitter, emitOne } from './emitter.ts';
import { replaceDim, scaleDim } from './shapes.ts';
import { dimAt, type Shape, staticDim, type Value } from './value.ts';

export interface ConvOptions {
  /** Zeros around the picture: top, left, bottom, right; default: none. */
  readonly pads?: readonly number[];
  /** Default: 1. */
  readonly stride?: number;
  /** Parts of the channels that are convolved apart; default: 1. */
  readonly groups?: number;
}

/** Convolution of x [1, in, h, w] with a weight [out, in / groups, k, k], plus a bias [out]. */
export function conv(
  e: Emitter,
  x: Value,
  weight: Value,
  bias: Value | undefined,
  { pads = [0, 0, 0, 0], stride = 1, groups = 1 }: ConvOptions = {},
): Value {
  const [out, kernel] = [dimAt(weight, 0), staticDim(weight, 2)];
  const shape: Shape = [dimAt(x, 0), out, scaleDim(dimAt(x, 2), 1 / stride), scaleDim(dimAt(x, 3), 1 / stride)];
  return emitOne(e, 'Conv', bias ? [x, weight, bias] : [x, weight], shape, {
    attributes: {
      kernel_shape: { ints: [kernel, kernel] },
      pads: { ints: pads },
      strides: { ints: [stride, stride] },
      ...(groups === 1 ? {} : { group: { int: groups } }),
    },
  });
}

/** Nearest-neighbour upsampling of [1, c, h, w] by 2. */
export function upsample2(e: Emitter, x: Value): Value {
  const scales = e.constant(float32(Float32Array.of(1, 1, 2, 2), [4]));
  const shape = [dimAt(x, 0), dimAt(x, 1), scaleDim(dimAt(x, 2), 2), scaleDim(dimAt(x, 3), 2)];
  return emitOne(e, 'Resize', [x, undefined, scales], shape, {
    attributes: {
      mode: { string: 'nearest' },
      coordinate_transformation_mode: { string: 'asymmetric' },
      nearest_mode: { string: 'floor' },
    },
  });
}

/** The channels of x [1, c, h, w] with these numbers, in their order: [1, numbers, h, w]. */
export function takeChannels(e: Emitter, x: Value, numbers: readonly number[]): Value {
  const indices = e.constant({ dtype: 'int64', dims: [numbers.length], data: BigInt64Array.from(numbers, BigInt) });
  return emitOne(e, 'Gather', [x, indices], replaceDim(x.shape, 1, numbers.length), {
    attributes: { axis: { int: 1 } },
  });
}

/** Four channels become one of twice the sides: out[c, 2y + dy, 2x + dx] = x[4c + 2dy + dx, y, x]. */
export function depthToSpace2(e: Emitter, x: Value): Value {
  const shape = [dimAt(x, 0), staticDim(x, 1) / 4, scaleDim(dimAt(x, 2), 2), scaleDim(dimAt(x, 3), 2)];
  return emitOne(e, 'DepthToSpace', [x], shape, { attributes: { blocksize: { int: 2 }, mode: { string: 'CRD' } } });
}
