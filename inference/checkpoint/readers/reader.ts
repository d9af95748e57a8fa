/** The seam for formats of weight files. `component.ts` lists the readers. */
import type { WeightSource } from '../weight-source.ts';

export interface WeightReader {
  /** Files it reads, in words that complete "expected ...". */
  readonly expects: string;
  /** Whether a folder with these file names holds weights in this format. */
  recognises(names: readonly string[]): boolean;
  /**
   * Locates all weights of a folder; reads headers, no values.
   * @param names of all files of the folder.
   * @throws InferenceError `file-missing`, `file-truncated` or `file-malformed`, naming the file.
   */
  open(dir: string, names: readonly string[]): Promise<WeightSource>;
}
