/** How a component of the pipeline is loaded. */
import type { Precision } from '../onnx/model.ts';

export interface LoadOptions {
  readonly precision: Precision;
  /** Threads per operator; default: one per core. */
  readonly threads?: number;
}
