/** The seam for devices that graphs run on. `registry.ts` lists them. */
import type { IntegerKernels, RowScale } from '../kernels/integers.ts';
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
  /** Kernels for products of 8-bit integers; absent: the device has none. */
  readonly integers?: (rowScale: RowScale) => IntegerKernels;
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

/**
 * The same device with graphs that multiply integers as they are.
 * @returns the device itself when it has no kernels for them.
 */
export function withIntegers(device: Device, rowScale: RowScale): Device {
  const integers = device.integers?.(rowScale);
  return integers ? { ...device, kernels: { ...device.kernels, integers } } : device;
}
