/**
 * A matrix as 4-bit integers, two to a byte, with a scale for each block of neighbours in a row: value = (code - 8) *
 * scale, in the layout of onnxruntime's `MatMulNBits`.
 * Source: onnxruntime (MIT), `docs/ContribOperators.md`, com.microsoft.MatMulNBits.
 */
import { codeReader } from '../rows/codes-of.ts';
import { openRows } from '../rows/open-rows.ts';
import { WeightFiles } from '../rows/weight-files.ts';
import type { BlockQuantisedWeight, NibbleWeight, OriginalWeight } from '../stored-weight.ts';
import { codeBlocks, nibbleBlock, pairCodes } from './nibbles.ts';
import type { OnDecoded, Preparation } from './preparation.ts';
import { rowsAtOnce } from './rows-at-once.ts';

/** Values in a block of Q4_0. */
const GGUF_BLOCK = 32;

/** Nibbles and scales of some rows. */
interface Piece {
  readonly values: number;
  readonly pairs: Uint8Array;
  readonly scales: Float32Array;
}

/** @param original a matrix whose width {@link nibbleBlock} divides. */
export function nibbleTensors(name: string, original: OriginalWeight, onDecoded: OnDecoded): Preparation {
  const { shape } = original;
  const [rows = 1, width = 1] = shape;
  const isKept = hasNibbles(original);
  const block = isKept ? GGUF_BLOCK : nibbleBlock(width);
  if (block === undefined) throw new RangeError(`${name}: no block of 4-bit integers divides ${width}`);
  const scale = `${name}.scale`;
  const blocks = width / block;
  // Scales are a small part of a weight. They wait in memory until its codes are written.
  const scales: Float32Array[] = [];
  const pieces = (): AsyncIterable<Piece> => (isKept ? kept(original) : rounded(original, block));
  return {
    tensors: [
      { name, dtype: 'U8', shape: [rows, blocks, block / 2], bytes: () => writtenPairs(pieces(), scales, onDecoded) },
      { name: scale, dtype: 'F32', shape: [rows, blocks], bytes: () => written(scales) },
    ],
    made(file): NibbleWeight {
      const [values, factors] = [file.get(name), file.get(scale)];
      if (!values || !factors) throw new Error(`${name} is not in its file`);
      return { encoding: 'nibbles', file: file.path, shape, values, scale: factors };
    },
  };
}

/** Whether a weight is such integers already, so that nothing is rounded: only the order of nibbles differs. */
function hasNibbles(original: OriginalWeight): original is BlockQuantisedWeight {
  return original.encoding === 'block-quantised' && original.format === 'Q4_0';
}

async function* kept(original: BlockQuantisedWeight): AsyncIterable<Piece> {
  const files = new WeightFiles();
  try {
    const reader = await codeReader(original, files);
    for (const [first, count] of rowsAtOnce(reader)) {
      const { codes, scales } = await reader.read(first, count);
      yield { values: codes.length, pairs: pairCodes(codes), scales };
    }
  } finally {
    await files.close();
  }
}

async function* rounded(original: OriginalWeight, block: number): AsyncIterable<Piece> {
  const rows = await openRows(original);
  try {
    for (const [first, count] of rowsAtOnce(rows)) {
      const values = await rows.read(first, count);
      const { codes, scales } = codeBlocks(values, block);
      yield { values: values.length, pairs: pairCodes(codes), scales };
    }
  } finally {
    await rows.close();
  }
}

async function* writtenPairs(
  pieces: AsyncIterable<Piece>,
  scales: Float32Array[],
  onDecoded: OnDecoded,
): AsyncIterable<Uint8Array> {
  for await (const piece of pieces) {
    scales.push(piece.scales);
    yield piece.pairs;
    onDecoded(piece.values);
  }
}

async function* written(pieces: readonly Float32Array[]): AsyncIterable<Uint8Array> {
  for (const { buffer, byteOffset, byteLength } of pieces) yield new Uint8Array(buffer, byteOffset, byteLength);
}
