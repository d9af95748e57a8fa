/** Loading a component of a pipeline: a plan first, which needs no weights, then the model. */
import type { PreparedWeight } from '../checkpoint/stored-weight.ts';
import type { PrecisionName } from '../precision/registry.ts';
import type { WeightMemory } from '../precision/weight-memory.ts';
import type { SpareMemory } from '../spare-memory.ts';
import type { DeviceMemory } from './streaming/device-memory.ts';

export interface LoadOptions {
  /** How weights are held. */
  readonly precision: PrecisionName;
  /** Threads per operator; default: one per core. */
  readonly threads?: number;
  /** Memory for the activations of a VAE, in bytes: larger pictures go through it in tiles. Default: the device's. */
  readonly activationBytes?: number;
  /** Memory for what the model keeps to save work; default: as much as there is. */
  readonly spare?: SpareMemory;
  /** Memory of the device, which all components share; absent: the system shares it out. */
  readonly deviceMemory?: DeviceMemory;
  /** Called while LoRAs are merged: with the bytes done, and all of them. */
  readonly onPrepared?: (done: number, all: number) => void;
}

/** A picture as latents, and how many pixels a latent pixel covers along a side. */
export interface LatentSize {
  readonly frames: number;
  readonly height: number;
  readonly width: number;
  readonly scale: number;
}

/** Memory of activations, in bytes. */
export interface Activations {
  /** While the component works. */
  readonly working: number;
  /** Kept afterwards, for as long as the component is loaded. */
  readonly kept: number;
}

/** A component whose config and headers are read and checked. Its weights are not read yet. */
export interface ModelPlan<M> {
  /** Weights whose files have to be made before {@link load}; absent: none. */
  readonly prepared?: readonly PreparedWeight[];
  /** Memory that the weights will take, by the way of holding them. */
  readonly memory: (precision: PrecisionName) => WeightMemory;
  /**
   * Memory that the activations of a picture take, as measured; absent: little.
   * @param tiledBytes see {@link LoadOptions.activationBytes}.
   */
  activations?(picture: LatentSize, tiledBytes: number): Activations;
  load(options: LoadOptions): Promise<M>;
}
