/** A finished graph, ready for a session. */
import type { PreparedWeight } from '../checkpoint/stored-weight.ts';
import type { PrecisionName } from '../precision/registry.ts';
import type { WeightMemory } from '../precision/weight-memory.ts';
import type { Device } from './devices/device.ts';
import type { Sizes } from './streaming/activations.ts';
import type { StreamedWeights } from './streaming/stream-graph.ts';
import type { Value } from './value.ts';

export interface OnnxModel {
  /** ONNX protobuf; weights are references into files, or inputs, not values. */
  readonly bytes: Uint8Array;
  /** The files with weights, absolute. */
  readonly weightFiles: readonly string[];
  /** The folder that the references count from; undefined for a graph without weights. */
  readonly weightRoot: string | undefined;
  /** The device whose operators the graph is built of. */
  readonly device: Device;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  /** Names of the checkpoint tensors the graph refers to. */
  readonly weightNames: ReadonlySet<string>;
  /** Weights whose files have to be made before a session can be: see `checkpoint/prepared`. */
  readonly prepared: ReadonlySet<PreparedWeight>;
  /** Memory that the weights take in a session, by the way of holding them. */
  readonly weightMemory: (precision: PrecisionName) => WeightMemory;
  /** Bytes of inputs, outputs and values between them, forecast from shapes. */
  readonly activationBytes: (sizes: Sizes) => number;
  /** Of a graph that holds no weights: every run is given them, by names that the bytes know. */
  readonly streamed?: StreamedWeights;
}
