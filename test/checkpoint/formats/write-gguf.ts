/** Writes GGUF files for tests: a header, and the values of tensors. */
import { writeFile } from 'node:fs/promises';

export interface GgufTensor {
  readonly name: string;
  /** Sizes in the order of PyTorch. */
  readonly shape: readonly number[];
  /** Number of the element type. */
  readonly type: number;
  readonly data: Uint8Array;
}

const ALIGNMENT = 32;

/** The header of a file, padded to where the values begin. */
export function ggufHeader(tensors: readonly GgufTensor[], metadata: Readonly<Record<string, string>> = {}): Buffer {
  const parts: Buffer[] = [Buffer.from('GGUF'), uint32(3), uint64(tensors.length)];
  const pairs = Object.entries(metadata);
  parts.push(uint64(pairs.length));
  for (const [key, value] of pairs) parts.push(text(key), uint32(8), text(value));
  let offset = 0;
  for (const { name, shape, type, data } of tensors) {
    parts.push(text(name), uint32(shape.length), ...shape.toReversed().map(uint64), uint32(type), uint64(offset));
    offset += padded(data.length);
  }
  return fill(Buffer.concat(parts));
}

export async function writeGguf(path: string, tensors: readonly GgufTensor[]): Promise<void> {
  await writeFile(path, Buffer.concat([ggufHeader(tensors), ...tensors.map(({ data }) => fill(Buffer.from(data)))]));
}

const padded = (length: number): number => Math.ceil(length / ALIGNMENT) * ALIGNMENT;

function fill(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(padded(bytes.length) - bytes.length)]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([uint64(bytes.length), bytes]);
}
