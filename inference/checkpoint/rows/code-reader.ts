/**
 * The seam for weights that are small codes with scales: value = scale * code - offset. Each packed encoding has a file
 * here that makes such a reader. Prepared files keep what a reader gives, and it decodes to float32.
 */
import type { StoredDType } from '../stored-dtype.ts';
import { decodePlain } from './decode-plain.ts';
import type { RowReader } from './row-reader.ts';

/** Codes of some rows. */
export interface CodedRows {
  /** [count, width], a byte each; an array that owns its whole buffer. */
  readonly codes: Uint8Array<ArrayBuffer> | Int8Array<ArrayBuffer>;
  /** One for each group of neighbours, row by row. */
  readonly scales: Float32Array;
  /** As many as scales; empty when there are none. */
  readonly offsets: Float32Array;
}

export interface CodeLayout {
  /** Type of the codes. */
  readonly dtype: Extract<StoredDType, 'I8' | 'F8_E4M3' | 'F8_E5M2'>;
  /** Neighbours in a row that share a scale; divides the width. */
  readonly group: number;
  readonly hasOffsets: boolean;
}

export interface CodeReader extends CodeLayout {
  readonly rows: number;
  /** Values of a row. */
  readonly width: number;
  /** @throws InferenceError `file-truncated` when the file got shorter since its header was read. */
  read(first: number, count: number): Promise<CodedRows>;
}

/** The values of codes as float32. */
export function decodedRows(reader: CodeReader, file: string): RowReader {
  const { rows, width, dtype, group } = reader;
  return {
    rows,
    width,
    async read(first, count) {
      const { codes, scales, offsets } = await reader.read(first, count);
      const values = decodePlain(new Uint8Array(codes.buffer), { dtype, file });
      for (let i = 0, at = 0; at < values.length; i += 1) {
        const scale = scales[i] as number;
        const offset = offsets[i] ?? 0;
        for (const end = at + group; at < end; at += 1) values[at] = (values[at] as number) * scale - offset;
      }
      return values;
    },
  };
}
