/** LoRA files and the tiny transformer that they were made for. */
import { mkdtemp, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { readLora } from '../../inference/checkpoint/lora/read-lora.ts';
import { makePrepared, type OnPrepared } from '../../inference/checkpoint/prepared/make-prepared.ts';
import type { LoraTarget } from '../../inference/checkpoint/lora/target.ts';
import type { LoraUse } from '../../inference/checkpoint/lora/use.ts';
import { loraTargets } from '../../inference/families/qwen-image/loras.ts';
import { Transformer } from '../../inference/families/qwen-image/transformer/transformer.ts';
import { repoPath, TINY } from '../inference/support/goldens.ts';
import { type RawTensor, writeAll } from '../inference/support/temporary-checkpoint.ts';

export const TRANSFORMER = join(TINY, 'transformer');
export const LORAS = repoPath('test/fixtures/loras');
export const lora = (name: string): string => join(LORAS, `${name}.safetensors`);

export const target: LoraTarget = await loraTargets.transformer({ dir: TRANSFORMER });

export const temporaryFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'inkloom-lora-'));

/** A LoRA at work on the tiny transformer. */
export async function useOf(file: string, strength = 1): Promise<LoraUse> {
  const { merges } = (await readLora(file, target)).report;
  return { file, digest: basename(file), strength, merges };
}

/** The tiny transformer, changed by LoRAs; released when the test ends. */
export async function changedTransformer(
  loras: readonly LoraUse[],
  folder?: string,
  dir = TRANSFORMER,
  onPrepared: OnPrepared = () => {},
): Promise<Transformer> {
  const place = { folder: folder ?? (await temporaryFolder()), digest: dir };
  const plan = await Transformer.plan({ dir, loras }, undefined, place);
  await makePrepared(plan.prepared ?? [], () => {});
  const model = await plan.load({ precision: 'fp32', onPrepared });
  onTestFinished(() => model.release());
  return model;
}

export function floats(shape: readonly number[], values: (index: number) => number = () => 0): RawTensor {
  const data = Float32Array.from({ length: shape.reduce((product, size) => product * size, 1) }, (_, i) => values(i));
  return { dtype: 'F32', shape, data: new Uint8Array(data.buffer) };
}

interface WrittenLora {
  readonly name?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Writes a LoRA file. */
export async function writeLora(
  tensors: Readonly<Record<string, RawTensor>>,
  { name = 'made.safetensors', metadata }: WrittenLora = {},
): Promise<string> {
  const file = join(await temporaryFolder(), name);
  await writeAll(file, new Map(Object.entries(tensors)), metadata);
  return file;
}

/** Writes a file of BF16 tensors that holds no values: holes read as zeros, and take no room. */
export async function writeSparse(
  shapes: readonly (readonly [name: string, shape: readonly number[]])[],
): Promise<string> {
  const header: Record<string, object> = {};
  let end = 0;
  for (const [name, shape] of shapes) {
    const begin = end;
    end += 2 * shape.reduce((product, size) => product * size, 1);
    header[name] = { dtype: 'BF16', shape, data_offsets: [begin, end] };
  }
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  const file = join(await temporaryFolder(), 'sparse.safetensors');
  await writeFile(file, Buffer.concat([length, json]));
  await truncate(file, 8 + json.length + end);
  return file;
}

/** Exponent bits, fraction bits and bias of floats of 8 bits. */
const FLOAT8 = { F8_E4M3: [4, 3, 7], F8_E5M2: [5, 2, 15] } as const;

/** A BF16 tensor in another type, each value the nearest there is; alphas stay as they are. */
export function inDType(tensor: RawTensor, dtype: 'F32' | 'F16' | keyof typeof FLOAT8): RawTensor {
  if (tensor.dtype !== 'BF16') return tensor;
  const bits = new Uint16Array(Uint8Array.from(tensor.data).buffer);
  const values = new Float32Array(Uint32Array.from(bits, (half) => half << 16).buffer);
  const encode = dtype === 'F32' ? undefined : encoder(dtype);
  const data = encode ? encode(values) : new Uint8Array(values.buffer);
  return { ...tensor, dtype, data };
}

function encoder(dtype: 'F16' | keyof typeof FLOAT8): (values: Float32Array) => Uint8Array {
  const [exponents, fraction, bias] = dtype === 'F16' ? ([5, 10, 15] as const) : FLOAT8[dtype];
  const code = (value: number): number => {
    const sign = value < 0 ? 2 ** (exponents + fraction) : 0;
    const size = Math.abs(value);
    const exponent = Math.max(1 - bias, Math.floor(Math.log2(Math.max(size, 2 ** -40))));
    const steps = Math.round(size / 2 ** (exponent - fraction));
    // A fraction that rounds up to the next power of two carries into the exponent by itself.
    return sign + (exponent === 1 - bias ? steps : (exponent + bias - 1) * 2 ** fraction + steps);
  };
  if (dtype !== 'F16') return (values) => Uint8Array.from(values, code);
  return (values) => new Uint8Array(Uint16Array.from(values, code).buffer);
}
