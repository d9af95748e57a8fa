/**
 * A matrix as 4-bit integers, two to a byte, with a scale for each block of neighbours in a row, and an offset in some:
 * value = (nibble - 8) * scale - offset, in the layout of onnxruntime's `MatMulNBits`.
 * Source: onnxruntime (MIT), `docs/ContribOperators.md`, com.microsoft.MatMulNBits.
 */
import { codeLayout, codeReader } from '../rows/codes-of.ts';
import { openRows } from '../rows/open-rows.ts';
import { WeightFiles } from '../rows/weight-files.ts';
import type { BlockQuantisedWeight, NibbleWeight, OriginalWeight } from '../stored-weight.ts';
import { codeBlocks, nibbleBlock, pairCodes } from './nibbles.ts';
import { centredOffsets, hasNibbles, zeroOf } from './own-nibbles.ts';
import type { OnDecoded, Preparation } from './preparation.ts';
import { rowsAtOnce } from './rows-at-once.ts';

const NONE = new Float32Array();

/** Nibbles, scales and offsets of some rows. */
interface Piece {
  readonly values: number;
  readonly pairs: Uint8Array;
  readonly scales: Float32Array;
  /** Empty when there are none. */
  readonly offsets: Float32Array;
}

interface Blocks {
  /** Values in a block. */
  readonly block: number;
  readonly hasOffsets: boolean;
}

/** The integers of a file, in another order. @param original a weight that {@link hasNibbles}. */
export function ownNibbleTensors(name: string, original: OriginalWeight, onDecoded: OnDecoded): Preparation {
  if (!hasNibbles(original)) throw new TypeError(`${name} is not stored in 4-bit integers`);
  const { group, hasOffsets } = codeLayout(original);
  return tensorsOf(name, original.shape, { block: group, hasOffsets }, () => kept(original), onDecoded);
}

/** Rounds a weight. @param original a matrix whose width {@link nibbleBlock} divides. */
export function roundedNibbleTensors(name: string, original: OriginalWeight, onDecoded: OnDecoded): Preparation {
  const width = original.shape[1] ?? 1;
  const block = nibbleBlock(width);
  if (block === undefined) throw new RangeError(`${name}: no block of 4-bit integers divides ${width}`);
  return tensorsOf(name, original.shape, { block, hasOffsets: false }, () => rounded(original, block), onDecoded);
}

function tensorsOf(
  name: string,
  shape: readonly number[],
  { block, hasOffsets }: Blocks,
  pieces: () => AsyncIterable<Piece>,
  onDecoded: OnDecoded,
): Preparation {
  const [rows = 1, width = 1] = shape;
  const perBlock = [rows, width / block] as const;
  const [scale, offset] = [`${name}.scale`, `${name}.offset`];
  // Scales are a small part of a weight. They wait in memory until its codes are written.
  const scales: Float32Array[] = [];
  const offsets: Float32Array[] = [];
  const pairs = (): AsyncIterable<Uint8Array> => writtenPairs(pieces(), scales, offsets, onDecoded);
  return {
    tensors: [
      { name, dtype: 'U8', shape: [...perBlock, block / 2], bytes: pairs },
      { name: scale, dtype: 'F32', shape: perBlock, bytes: () => written(scales) },
      ...(hasOffsets ? [{ name: offset, dtype: 'F32', shape: perBlock, bytes: () => written(offsets) } as const] : []),
    ],
    made(file): NibbleWeight {
      const [values, factors, less] = [file.get(name), file.get(scale), file.get(offset)];
      if (!values || !factors) throw new Error(`${name} is not in its file`);
      return { encoding: 'nibbles', file: file.path, shape, values, scale: factors, ...(less ? { offset: less } : {}) };
    },
  };
}

async function* kept(original: BlockQuantisedWeight): AsyncIterable<Piece> {
  const zero = zeroOf(original);
  const files = new WeightFiles();
  try {
    const reader = await codeReader(original, files);
    for (const [first, count] of rowsAtOnce(reader)) {
      const { codes, scales, offsets } = await reader.read(first, count);
      const pairs = pairCodes(codes, zero);
      yield { values: codes.length, pairs, scales, offsets: centredOffsets(offsets, scales, zero) };
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
      yield { values: values.length, pairs: pairCodes(codes), scales, offsets: NONE };
    }
  } finally {
    await rows.close();
  }
}

async function* writtenPairs(
  pieces: AsyncIterable<Piece>,
  scales: Float32Array[],
  offsets: Float32Array[],
  onDecoded: OnDecoded,
): AsyncIterable<Uint8Array> {
  for await (const piece of pieces) {
    scales.push(piece.scales);
    offsets.push(piece.offsets);
    yield piece.pairs;
    onDecoded(piece.values);
  }
}

async function* written(pieces: readonly Float32Array[]): AsyncIterable<Uint8Array> {
  for (const { buffer, byteOffset, byteLength } of pieces) yield new Uint8Array(buffer, byteOffset, byteLength);
}
