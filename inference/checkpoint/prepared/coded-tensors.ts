/** A weight as codes of a byte, with the scale of each group of neighbours, and its offset where there are any. */
import { codeLayout, codeReader } from '../rows/codes-of.ts';
import { WeightFiles } from '../rows/weight-files.ts';
import type { BlockQuantisedWeight, PackedWeight, ScaledWeight } from '../stored-weight.ts';
import { rowsAtOnce } from './rows-at-once.ts';
import type { OnDecoded, Preparation } from './preparation.ts';

type Coded = BlockQuantisedWeight | PackedWeight;

export function codedTensors(name: string, original: Coded, onDecoded: OnDecoded): Preparation {
  const { dtype, group, hasOffsets } = codeLayout(original);
  const { shape } = original;
  const perGroup = [...shape.slice(0, -1), (shape.at(-1) ?? 1) / group];
  const [scale, offset] = [`${name}.scale`, `${name}.offset`];
  // Scales are a small part of a weight. They wait in memory until its codes are written.
  const scales: Float32Array[] = [];
  const offsets: Float32Array[] = [];
  const codes = (): AsyncIterable<Uint8Array> => writtenCodes(original, scales, offsets, onDecoded);
  return {
    tensors: [
      { name, dtype, shape, bytes: codes },
      { name: scale, dtype: 'F32', shape: perGroup, bytes: () => written(scales) },
      ...(hasOffsets ? [{ name: offset, dtype: 'F32', shape: perGroup, bytes: () => written(offsets) } as const] : []),
    ],
    made(file): ScaledWeight {
      const [values, factors, less] = [file.get(name), file.get(scale), file.get(offset)];
      if (!values || !factors) throw new Error(`${name} is not in its file`);
      return {
        encoding: 'scaled',
        file: file.path,
        shape,
        values,
        scale: factors,
        ...(less ? { offset: less } : {}),
      };
    },
  };
}

async function* writtenCodes(
  original: Coded,
  scales: Float32Array[],
  offsets: Float32Array[],
  onDecoded: OnDecoded,
): AsyncIterable<Uint8Array> {
  const files = new WeightFiles();
  try {
    const reader = await codeReader(original, files);
    for (const [first, count] of rowsAtOnce(reader)) {
      const rows = await reader.read(first, count);
      scales.push(rows.scales);
      offsets.push(rows.offsets);
      yield new Uint8Array(rows.codes.buffer);
      onDecoded(rows.codes.length);
    }
  } finally {
    await files.close();
  }
}

async function* written(pieces: readonly Float32Array[]): AsyncIterable<Uint8Array> {
  for (const { buffer, byteOffset, byteLength } of pieces) yield new Uint8Array(buffer, byteOffset, byteLength);
}
