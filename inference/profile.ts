/**
 * The profile of inference: whatever the bytes of results depend on besides the inputs of a node and its models. Its
 * text is part of the cache key of every node that runs a model. How weights are held is settled component by
 * component, and travels with the component: see `SettledComponent`.
 */
import type { Device } from './onnx/devices/device.ts';
import { TILES } from './vae/tiling.ts';

/** Name and version of the runtime. Raised with the dependency: other operators give other numbers. */
export const RUNTIME = 'onnxruntime-node 1.30.0';

/** A version that cache keys leave out. */
const FIRST_VERSION = 1;

export interface InferenceProfile {
  /** Name and version of the runtime. */
  readonly runtime: string;
  readonly device: string;
  /** Number format that products are added in. */
  readonly precision: string;
  /** Version of the device's kernels. */
  readonly kernels: number;
  /** Threads of one operator: the kernels add products in an order that depends on their number. */
  readonly threads: number;
  /** Memory for the activations of one picture, in bytes: larger pictures go through the VAE in tiles. */
  readonly activationBytes: number;
}

/** The profile of a device. */
export function inferenceProfile(
  { name: device, kernels: { arithmetic, version } }: Pick<Device, 'name' | 'kernels'>,
  { threads, activationBytes }: Pick<InferenceProfile, 'threads' | 'activationBytes'>,
): InferenceProfile {
  return { runtime: RUNTIME, device, precision: arithmetic, kernels: version, threads, activationBytes };
}

/**
 * The text of a profile for cache keys, such as `onnxruntime-node 1.30.0, cpu, float32, threads 8, activations
 * 4294967296, even tiles`.
 * @param tiles whether a VAE may tile a picture; otherwise the memory for activations changes nothing.
 */
export function profileText(
  { runtime, device, precision, kernels, threads, activationBytes }: InferenceProfile,
  { tiles }: { readonly tiles: boolean },
): string {
  const changedKernels = kernels === FIRST_VERSION ? [] : [`kernels ${kernels}`];
  const activations = tiles ? [`activations ${activationBytes}`, TILES] : [];
  return [runtime, device, precision, ...changedKernels, `threads ${threads}`, ...activations].join(', ');
}
