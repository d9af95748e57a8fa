/** Files with the names and shapes of published transformers and holes in the place of values: they take no disk. */
import { mkdtemp, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { elementCount } from '../../../inference/tensor.ts';
import { ggufHeader } from './write-gguf.ts';

export type Shapes = Readonly<Record<string, readonly number[]>>;

interface Entry {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: number;
  /** Written into the hole. */
  readonly text?: string;
}

const MARKER = JSON.stringify({ format: 'int8_tensorwise', convrot: true, convrot_groupsize: 256 });

const bf16 = (name: string, shape: readonly number[]): Entry => ({
  name,
  dtype: 'BF16',
  shape,
  bytes: elementCount(shape) * 2,
});

/** Matrices that quantised files keep small, as the published ones do. */
const isQuantised = (name: string, shape: readonly number[]): boolean =>
  /^(transformer_blocks|model\.layers)\./.test(name) && shape.length === 2;

const ENCODINGS: Readonly<
  Record<'bf16' | 'int8_convrot' | 'fp8_scaled', (name: string, shape: readonly number[]) => Entry[]>
> = {
  bf16: (name, shape) => [bf16(name, shape)],
  int8_convrot(name, shape) {
    if (!isQuantised(name, shape)) return [bf16(name, shape)];
    const [layer, rows = 0] = [name.replace(/\.weight$/, ''), ...shape];
    return [
      { name, dtype: 'I8', shape, bytes: elementCount(shape) },
      { name: `${layer}.weight_scale`, dtype: 'F32', shape: [rows, 1], bytes: rows * 4 },
      { name: `${layer}.comfy_quant`, dtype: 'U8', shape: [MARKER.length], bytes: MARKER.length, text: MARKER },
    ];
  },
  fp8_scaled(name, shape) {
    if (!isQuantised(name, shape)) return [bf16(name, shape)];
    const scale = `${name.replace(/\.weight$/, '')}.scale_weight`;
    return [
      { name, dtype: 'F8_E4M3', shape, bytes: elementCount(shape) },
      { name: scale, dtype: 'F32', shape: [], bytes: 4 },
    ];
  },
};

/** A safetensors file; its path, and its size in bytes. */
export async function sparseSafetensors(shapes: Shapes, encoding: keyof typeof ENCODINGS) {
  const entries = Object.entries(shapes).flatMap(([name, shape]) => ENCODINGS[encoding](name, shape));
  const header: Record<string, object> = {};
  let offset = 0;
  for (const { name, dtype, shape, bytes } of entries) {
    header[name] = { dtype, shape, data_offsets: [offset, offset + bytes] };
    offset += bytes;
  }
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  const path = join(await mkdtemp(join(tmpdir(), 'inkloom-sparse-')), `model_${encoding}.safetensors`);
  const size = 8 + json.length + offset;
  const file = await open(path, 'w');
  await file.writev([length, json]);
  await file.truncate(size);
  let at = 8 + json.length;
  for (const { bytes, text } of entries) {
    if (text !== undefined) await file.write(text, at);
    at += bytes;
  }
  await file.close();
  return { path, size };
}

/** A GGUF file of Q4_K, with F32 for vectors and for rows that do not divide into blocks. */
export async function sparseGguf(shapes: Shapes) {
  const [F32, Q4_K] = [0, 12] as const;
  const tensors = Object.entries(shapes).map(([name, shape]) => {
    const fits = shape.length === 2 && (shape[1] ?? 0) % 256 === 0;
    const bytes = fits ? (elementCount(shape) / 256) * 144 : elementCount(shape) * 4;
    return { name, shape, type: fits ? Q4_K : F32, data: { length: bytes } as Uint8Array };
  });
  const header = ggufHeader(tensors, { 'general.architecture': 'qwen_image' });
  const size = tensors.reduce((end, { data }) => end + Math.ceil(data.length / 32) * 32, header.length);
  const path = join(await mkdtemp(join(tmpdir(), 'inkloom-sparse-')), 'model-Q4_K.gguf');
  const file = await open(path, 'w');
  await file.write(header);
  await file.truncate(size);
  await file.close();
  return { path, size };
}
