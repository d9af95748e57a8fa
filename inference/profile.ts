/**
 * The profile of inference: whatever the numbers of a result depend on besides its inputs. Its text is part of the
 * cache key of every node that runs a model. How weights are held in memory is not in it: that changes the last bit
 * only, and a cache may hold results of either kind.
 */
import type { Device } from './onnx/devices/device.ts';

/** The runtime that executes graphs. Raised with the dependency: other operators give other numbers. */
const RUNTIME = 'onnxruntime-node 1.30.0';

/** A version that cache keys leave out, so that a new family or device leaves the keys of all others as they are. */
const FIRST_VERSION = 1;

export interface InferenceProfile {
  /** Name and version of the runtime. */
  readonly runtime: string;
  readonly device: string;
  /** Number format that products are added in. */
  readonly precision: string;
  /** Version of the device's kernels. */
  readonly kernels: number;
  /** Version of the graphs that each family of models builds, by its name. */
  readonly graphs: Readonly<Record<string, number>>;
}

/** The profile of a device and of the families known. */
export function inferenceProfile(
  { name: device, kernels: { arithmetic, version } }: Pick<Device, 'name' | 'kernels'>,
  families: readonly { readonly name: string; readonly graphs: number }[],
): InferenceProfile {
  return {
    runtime: RUNTIME,
    device,
    precision: arithmetic,
    kernels: version,
    graphs: Object.fromEntries(families.map(({ name, graphs }) => [name, graphs])),
  };
}

/** The text of a profile for cache keys, such as `onnxruntime-node 1.30.0, cpu, float32, graphs 1`. */
export function profileText({ runtime, device, precision, kernels, graphs }: InferenceProfile): string {
  const changedKernels = kernels === FIRST_VERSION ? [] : [`kernels ${kernels}`];
  const changedGraphs = Object.entries(graphs)
    .filter(([, version]) => version !== FIRST_VERSION)
    .map(([family, version]) => `${family} ${version}`)
    .toSorted();
  return [runtime, device, precision, ...changedKernels, `graphs ${FIRST_VERSION}`, ...changedGraphs].join(', ');
}
