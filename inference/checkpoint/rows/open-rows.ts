/** Rows of a stored weight as float32, whatever its encoding. */
import type { RowsWeight, StoredWeight } from '../stored-weight.ts';
import { decodedRows } from './code-reader.ts';
import { codeReader } from './codes-of.ts';
import { plainRows, scaledRows } from './dense.ts';
import { rotateGroups } from './rotate.ts';
import type { RowReader } from './row-reader.ts';
import { WeightFiles } from './weight-files.ts';

/** Rows of a weight, with its files open. */
export interface OpenRows extends RowReader {
  close(): Promise<void>;
}

/**
 * Opens the files of a weight.
 * @throws InferenceError `tensor-mismatch` when the stored type holds no numbers; `file-truncated` when a file got
 *   shorter since its header was read.
 */
export async function openRows(weight: StoredWeight): Promise<OpenRows> {
  const files = new WeightFiles();
  try {
    return { ...(await rowReader(weight, files)), close: () => files.close() };
  } catch (error) {
    await files.close();
    throw error;
  }
}

/**
 * Lets some work read rows of a weight; its files are closed afterwards.
 * @throws InferenceError those of {@link openRows}.
 */
export async function withRows<T>(weight: StoredWeight, work: (rows: RowReader) => Promise<T>): Promise<T> {
  const rows = await openRows(weight);
  try {
    return await work(rows);
  } finally {
    await rows.close();
  }
}

async function rowReader(weight: StoredWeight, files: WeightFiles): Promise<RowReader> {
  switch (weight.encoding) {
    case 'plain':
      return plainRows(weight, files);
    case 'scaled':
      return scaledRows(weight, files);
    case 'packed':
    case 'block-quantised': {
      const rows = decodedRows(await codeReader(weight, files), weight.file);
      const columns = weight.encoding === 'packed' && weight.format === 'nvfp4' && weight.columnScales;
      return columns ? timesColumns(rows, await files.numbers(columns)) : rows;
    }
    case 'prepared':
      return rowReader(weight.original, files);
    case 'rows':
      return part(await rowReader(weight.of, files), weight);
    case 'rotated':
      return unrotated(await rowReader(weight.rotated, files), weight.groupSize);
  }
}

function timesColumns(rows: RowReader, factors: Float32Array): RowReader {
  return {
    ...rows,
    read: async (first, count) =>
      (await rows.read(first, count)).map((value, i) => value * (factors[i % rows.width] as number)),
  };
}

function part(rows: RowReader, { first: start, shape: [count = 0] }: RowsWeight): RowReader {
  return { ...rows, rows: count, read: (first, wanted) => rows.read(start + first, wanted) };
}

function unrotated(rows: RowReader, groupSize: number): RowReader {
  return {
    ...rows,
    async read(first, count) {
      const values = await rows.read(first, count);
      rotateGroups(values, groupSize);
      return values;
    },
  };
}
