/**
 * A component as one safetensors file in 8-bit integers, as ComfyUI opens it: `int8_tensorwise` with `convrot`, and a
 * marker `comfy_quant` beside each layer (docs/formats.md, "Encodings").
 */
import { rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { elementCount } from '../../tensor.ts';
import { isInBlock } from '../prepared/integer-form.ts';
import { integerTensors, rotationOf } from '../prepared/integer-tensors.ts';
import type { OnPrepared } from '../prepared/make-prepared.ts';
import type { OnDecoded } from '../prepared/preparation.ts';
import { PreparedFile, type PreparedTensor } from '../prepared/prepared-file.ts';
import { storedBytes } from '../stored-dtype.ts';
import type { OriginalWeight, ScaledWeight, StoredWeight } from '../stored-weight.ts';
import type { WeightSource } from '../weight-source.ts';
import { copiedTensor, plainTensor } from './plain-tensors.ts';

/** Weights under the names that other programs know. */
export interface PortableWeights {
  readonly weights: WeightSource;
  /** Names of empty tensors that tell a variant, which the file has to carry. */
  readonly marks: readonly string[];
}

/** A layer in integers. */
interface IntegerLayer {
  /** Name of the weight without `.weight`. */
  readonly layer: string;
  readonly codes: PreparedTensor;
  readonly scale: PreparedTensor;
  readonly rotation: number | undefined;
}

/** Offsets are multiples of the size of a number, as readers of tensors expect. */
const ALIGNMENT = 8;

/**
 * Writes the file. Whatever ends the process leaves no file under its name.
 * @param path absolute; a file of this name is replaced.
 * @param onWritten called with the number of values written so far, out of all.
 * @throws InferenceError `disk-full`, or `file-truncated` when a weight file got shorter since its header was read.
 */
export async function writeIntegerFile(
  { weights, marks }: PortableWeights,
  path: string,
  onWritten: OnPrepared,
): Promise<void> {
  const named = [...weights.names()].flatMap((name) => {
    const weight = weights.get(name);
    return weight ? [[name, weight] as const] : [];
  });
  const all = named.reduce((sum, [, { shape }]) => sum + elementCount(shape), 0);
  let done = 0;
  const count: OnDecoded = (values) => onWritten((done += values), all);
  const layers = named.flatMap(([name, weight]) => integerLayer(name, weight, count) ?? []);
  const coded = new Set(layers.map(({ layer }) => `${layer}.weight`));
  const plain = named.filter(([name]) => !coded.has(name)).map(([name, weight]) => plainTensor(name, weight, count));
  const file = new PreparedFile(dirname(path), path, ordered(layers, [...plain, ...marks.map(emptyTensor)]));
  await file.write();
  await rename(file.path, path);
}

/** Undefined for a weight that keeps its values. */
function integerLayer(name: string, weight: StoredWeight, onDecoded: OnDecoded): IntegerLayer | undefined {
  const original = weight.encoding === 'prepared' ? weight.original : weight;
  if (!isInBlock(name, original.shape)) return undefined;
  const layer = name.slice(0, -'.weight'.length);
  const stored = storedIntegers(original);
  if (stored) {
    const codes = copiedTensor(name, stored.weight.values, onDecoded);
    return {
      layer,
      codes,
      scale: copiedTensor(`${layer}.weight_scale`, stored.weight.scale),
      rotation: stored.rotation,
    };
  }
  const [codes, scale] = integerTensors(name, original, onDecoded).tensors;
  if (!codes || !scale) throw new Error(`${name} has no codes`);
  return {
    layer,
    codes,
    scale: { ...scale, name: `${layer}.weight_scale` },
    rotation: rotationOf(original.shape[1] ?? 0),
  };
}

/** Integers that a file holds already, in the form that is written. */
function storedIntegers(
  weight: OriginalWeight,
): { readonly weight: ScaledWeight; readonly rotation: number | undefined } | undefined {
  const [scaled, rotation] = weight.encoding === 'rotated' ? [weight.rotated, weight.groupSize] : [weight, undefined];
  if (scaled.encoding !== 'scaled' || scaled.offset) return undefined;
  const { values, scale, shape } = scaled;
  const scales = elementCount(scale.shape);
  const isWritten = values.dtype === 'I8' && scale.dtype === 'F32' && (scales === 1 || scales === shape[0]);
  return isWritten ? { weight: scaled, rotation } : undefined;
}

/** Large numbers before small ones, and scales last, because they are known once the codes are written. */
function ordered(layers: readonly IntegerLayer[], plain: readonly PreparedTensor[]): readonly PreparedTensor[] {
  const wide = plain.filter(({ dtype }) => dtype === 'F32');
  const narrow = plain.filter(({ dtype }) => dtype !== 'F32');
  const before = [...wide, ...narrow, ...layers.map(({ codes }) => codes)];
  const bytes = before.reduce((sum, { dtype, shape }) => sum + storedBytes(dtype, shape), 0);
  // Every marker but the first is a whole number of units, so that the first one makes up for what is before them.
  const markers = layers.map((each, i) => marker(each, i === 0 ? bytes : 0));
  return [...before, ...markers, ...layers.map(({ scale }) => scale)];
}

/** JSON with spaces behind it, up to the next aligned offset. @param offset of the marker. */
function marker({ layer, rotation }: IntegerLayer, offset: number): PreparedTensor {
  const convrot = rotation === undefined ? {} : { convrot: true, convrot_groupsize: rotation };
  const json = JSON.stringify({ format: 'int8_tensorwise', ...convrot });
  const end = Math.ceil((offset + json.length) / ALIGNMENT) * ALIGNMENT;
  const text = Buffer.from(json.padEnd(end - offset));
  return {
    name: `${layer}.comfy_quant`,
    dtype: 'U8',
    shape: [text.length],
    async *bytes() {
      yield text;
    },
  };
}

function emptyTensor(name: string): PreparedTensor {
  return {
    name,
    dtype: 'BF16',
    shape: [0],
    async *bytes() {
      yield new Uint8Array();
    },
  };
}
