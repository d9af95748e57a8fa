/** The seam for forms of prepared weights: one that keeps codes and scales, and one that keeps float32. */
import type { PreparedWeight } from '../stored-weight.ts';
import type { PreparedFile, PreparedTensor } from './prepared-file.ts';

/** Called with the number of values in each piece that was written. */
export type OnDecoded = (values: number) => void;

/** Tensors to be written, and the weight that they make. */
export interface Preparation {
  readonly tensors: readonly PreparedTensor[];
  readonly made: (file: PreparedFile) => PreparedWeight['made'];
}
