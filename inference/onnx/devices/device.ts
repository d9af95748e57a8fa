/** The seam for devices that graphs run on. `registry.ts` lists them. */
import type { Kernels } from '../kernels/kernels.ts';

export interface Device {
  /** As settings, requests and cache keys name the device. */
  readonly name: string;
  /** Execution providers of onnxruntime, the preferred one first. */
  readonly executionProviders: readonly string[];
  /** Entries of onnxruntime's session configuration below `session.`. */
  readonly sessionConfig: Readonly<Record<string, unknown>>;
  /** Operators that graphs for this device are built of. */
  readonly kernels: Kernels;
  readonly memory: DeviceMemory;
}

/** Memory of a device, in bytes. */
export interface DeviceMemory {
  /** Memory that this process may use. */
  available(): number;
  /** Share of it for weights when no budget is set. The rest is for activations, results and other processes. */
  readonly weightShare: number;
  /** Most memory for the activations of one picture, however large the budget. */
  readonly maxActivationBytes: number;
}
