/** The seam for formats of weight files. `readers.ts` lists the readers. */
import type { WeightSource } from '../weight-source.ts';

export interface WeightReader {
  /** Files it reads, in words that complete "expected ...". */
  readonly expects: string;
  /** Endings of file names, in lower case. */
  readonly suffixes: readonly string[];
  /**
   * Whether a file begins as files of this format do.
   * @param start the first bytes of the file, at most `START_BYTES`; fewer when the file is shorter.
   */
  begins(start: Uint8Array): boolean;
  /**
   * Names of the files that together hold the weights of a folder; undefined when no file of it has this format.
   * @param names of all files of the folder.
   * @throws InferenceError `file-missing` or `file-malformed`, when the folder does not say which files these are.
   */
  select(dir: string, names: readonly string[]): Promise<readonly string[] | undefined>;
  /**
   * Locates all weights; reads headers, no values.
   * @param label name of the folder or file in error messages.
   * @param files paths of all files.
   * @throws InferenceError `file-missing`, `file-truncated` or `file-malformed`, naming the file.
   */
  open(label: string, files: readonly string[]): Promise<WeightSource>;
}
