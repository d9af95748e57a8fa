/**
 * The seam for devices that graphs run on: kernels, execution providers and memory. `registry.ts` lists them. Whether a
 * GPU of this machine computes rightly and faster is another question: see `onnx/measure/self-test.ts`.
 */
import type { IntegerKernels, RowScale } from '../kernels/integers.ts';
import type { Kernels } from '../kernels/kernels.ts';
import type { DeviceName } from './names.ts';

export interface Device {
  /** As settings, requests and cache keys name the device. */
  readonly name: DeviceName;
  /**
   * Whether it is the processor that runs this process. Any other has memory of its own into which weights are copied,
   * can be lost while it works, and takes part only after a test.
   */
  readonly isHost: boolean;
  /** Execution providers of onnxruntime, the preferred one first. */
  readonly executionProviders: readonly ExecutionProvider[];
  /** Entries of onnxruntime's session configuration below `session.`. */
  readonly sessionConfig: Readonly<Record<string, unknown>>;
  /** Further entries of the session configuration, by the whole of their names; default: none. */
  readonly providerConfig?: Readonly<Record<string, unknown>>;
  /** Operators that graphs for this device are built of. */
  readonly kernels: Kernels;
  /** Kernels that round rows of activations to 8-bit integers, which depend on the processor; absent: none do. */
  readonly integers?: (rowScale: RowScale) => IntegerKernels;
  readonly memory: DeviceMemory;
  /** Of a device whose memory may be smaller than a model; absent: models that are cut into groups hold weights. */
  readonly streaming?: Streaming;
}

/** Models that are cut into groups take their weights as inputs. As many as fit stay on the device. */
export interface Streaming {
  /** Where weights stay, and values between two sessions. */
  readonly location: 'gpu-buffer' | 'cpu';
}

/** An execution provider by its name, and the number of one of its devices. */
export type ExecutionProvider = string | { readonly name: string; readonly deviceId?: number };

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
 * @returns the device itself when it has no kernels that depend on the scale of rows.
 */
export function withIntegers(device: Device, rowScale: RowScale): Device {
  const integers = device.integers?.(rowScale);
  return integers ? { ...device, kernels: { ...device.kernels, integers } } : device;
}
