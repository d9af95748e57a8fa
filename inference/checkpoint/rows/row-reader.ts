/** The seam for decoding: each encoding has a file here that makes such a reader. */

/** Decodes rows of a stored weight. A row is everything behind the first axis; a vector is one row. */
export interface RowReader {
  readonly rows: number;
  /** Values of a row. */
  readonly width: number;
  /**
   * Decodes consecutive rows.
   * @returns [count, width], an array of its own.
   * @throws InferenceError `file-truncated` when the file got shorter since its header was read.
   */
  read(first: number, count: number): Promise<Float32Array>;
}
