/**
 * A transformer of true width with random weights that take 80 MB of disk: every matrix of 8-bit integers is the same
 * stretch of a file, rotated as ComfyUI's are, and so is every one of 4 bits. On a device each of them is a copy of its
 * own.
 */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { StoredDType } from '../../inference/checkpoint/stored-dtype.ts';
import type {
  NibbleWeight,
  PlainWeight,
  StoredWeight,
  WeightLocation,
} from '../../inference/checkpoint/stored-weight.ts';
import type { WeightSource } from '../../inference/checkpoint/weight-source.ts';
import type { TransformerConfig } from '../../inference/families/qwen-image/transformer/config.ts';
import { elementCount } from '../../inference/tensor.ts';

export type Bits = 8 | 4;

/** Blocks of 4 bits with a scale of their own. */
const BLOCK = 32;
/** Columns that are rotated together. */
const ROTATION = 256;
/** The root mean square of bytes from -128 to 127, and of nibbles from -8 to 7. */
const SPREAD: Readonly<Record<Bits, number>> = { 8: 74, 4: 4.6 };

export interface RandomWeights {
  readonly source: (bits: Bits) => WeightSource;
  readonly config: TransformerConfig;
}

/** Writes the file of all weights. @param folder for it. */
export async function randomWeights(folder: string, config: TransformerConfig): Promise<RandomWeights> {
  const file = join(folder, 'weights.bin');
  const { width, textWidth } = config;
  const largest = Math.max(4 * width ** 2, width * textWidth);
  const longest = Math.max(4 * width, textWidth);
  const sections = {
    bytes: randomBytes(largest),
    ones: halves(longest, 1),
    zeros: halves(longest, 0),
    scale8: floats(longest, 1 / (SPREAD[8] * Math.sqrt(width))),
    scale4: floats(largest / BLOCK, 1 / (SPREAD[4] * Math.sqrt(width))),
  };
  const offsets: Record<string, number> = {};
  const handle = await open(file, 'w');
  let offset = 0;
  for (const [name, bytes] of Object.entries(sections)) {
    offsets[name] = offset;
    await handle.write(bytes, 0, bytes.length, offset);
    offset += bytes.length;
  }
  await handle.close();
  const at = (section: keyof typeof sections, dtype: StoredDType, shape: readonly number[], bits: number) =>
    ({
      file,
      offset: offsets[section] ?? 0,
      length: (elementCount(shape) * bits) / 8,
      dtype,
      shape,
    }) satisfies WeightLocation;
  return {
    config,
    source: (bits) => ({
      label: 'random weights',
      names: () => [],
      updates: () => [],
      get: (name) => weightNamed(name, config, bits, at),
    }),
  };
}

type At = (
  section: 'bytes' | 'ones' | 'zeros' | 'scale8' | 'scale4',
  dtype: StoredDType,
  shape: readonly number[],
  bits: number,
) => WeightLocation;

function weightNamed(name: string, config: TransformerConfig, bits: Bits, at: At): StoredWeight | undefined {
  const shape = shapeOf(name, config);
  const plain = (section: 'ones' | 'zeros'): PlainWeight => ({ ...at(section, 'BF16', shape, 16), encoding: 'plain' });
  if (shape.length === 1) return plain(name.endsWith('bias') ? 'zeros' : 'ones');
  const [out = 0, input = 0] = shape;
  const { file } = at('bytes', 'I8', shape, 8);
  if (!name.startsWith('transformer_blocks.')) {
    const values = at('bytes', 'I8', shape, 8);
    return { encoding: 'scaled', file, shape, values, scale: at('scale8', 'F32', [out], 32) };
  }
  if (bits === 8) {
    const scaled = {
      encoding: 'scaled',
      file,
      shape,
      values: at('bytes', 'I8', shape, 8),
      scale: at('scale8', 'F32', [out], 32),
    } as const;
    return { encoding: 'rotated', file, shape, groupSize: ROTATION, rotated: scaled };
  }
  const blocks = input / BLOCK;
  const made: NibbleWeight = {
    encoding: 'nibbles',
    file,
    shape,
    values: at('bytes', 'U8', [out, blocks, BLOCK / 2], 8),
    scale: at('scale4', 'F32', [out, blocks], 32),
  };
  const original = plain('zeros');
  return {
    encoding: 'prepared',
    name,
    file,
    shape,
    original,
    form: 'nibbles',
    place: { folder: '', digest: '' },
    made,
  };
}

/** Sizes of a weight, from its published name. */
function shapeOf(name: string, config: TransformerConfig): readonly number[] {
  const { width, headDim, textWidth, inChannels, outFeatures } = config;
  const isBias = name.endsWith('.bias');
  const of = (out: number, input: number): readonly number[] => (isBias ? [out] : [out, input]);
  if (/norm_(?:added_)?[qk]\./.test(name)) return [headDim];
  if (name.startsWith('txt_norm')) return [textWidth];
  if (name.startsWith('img_in')) return of(width, inChannels);
  if (name.startsWith('txt_in')) return of(width, textWidth);
  if (name.startsWith('proj_out')) return of(outFeatures, width);
  if (name.includes('.net.0.')) return of(4 * width, width);
  if (name.includes('.net.2.')) return of(width, 4 * width);
  return of(width, width);
}

/** The same in every run: Park and Miller's generator. */
function randomBytes(count: number): Uint8Array {
  let state = 1;
  return Uint8Array.from({ length: count }, () => (state = (state * 48_271) % 0x7fff_ffff) >>> 8);
}

function halves(count: number, value: 0 | 1): Uint8Array {
  return new Uint8Array(new Uint16Array(count).fill(value === 1 ? 0x3f80 : 0).buffer);
}

function floats(count: number, value: number): Uint8Array {
  return new Uint8Array(new Float32Array(count).fill(value).buffer);
}
