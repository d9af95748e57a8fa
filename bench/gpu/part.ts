/** A part of the GPU bench: what it measures on one device, in a process of its own. */
import type { DeviceName } from '../../inference/onnx/devices/names.ts';

/** Sizes of everything that is measured. */
export interface Sizes {
  /** Tokens of the joint sequence: 512 x 512 pixels and 1024 x 1024, with a prompt of 64 and of 256. */
  readonly tokens: readonly number[];
  readonly heads: number;
  readonly headDim: number;
  /** Blocks of the transformer. */
  readonly layers: number;
  /** Whether the VAE has the published width; else it is that of nano. */
  readonly isTrueVae: boolean;
  /** Side of the picture that the VAE decodes, in pixels. */
  readonly picture: number;
  /** Runs whose fastest counts. */
  readonly runs: number;
}

export const TRUE_SIZES: Sizes = {
  tokens: [1088, 4352],
  heads: 24,
  headDim: 128,
  layers: 60,
  isTrueVae: true,
  picture: 1024,
  runs: 5,
};
/** For machines without a GPU: software drivers need minutes for what a GPU does in milliseconds. */
export const SMALL_SIZES: Sizes = {
  tokens: [48, 96],
  heads: 2,
  headDim: 128,
  layers: 3,
  isTrueVae: false,
  picture: 64,
  runs: 2,
};

export interface PartContext {
  readonly device: DeviceName;
  readonly sizes: Sizes;
  /** Bytes that may be used on the device. */
  readonly vram: number;
  /** An empty folder, deleted afterwards. */
  readonly folder: string;
  /** Prints a figure. @param key the same in every run and for PyTorch, so that figures can be compared. */
  readonly figure: (key: string, value: number, unit: Unit) => void;
}

export type Unit = 'TFLOPS' | 's' | 'GB/s' | 'GiB' | 'dB';

export type Part = (context: PartContext) => Promise<void>;
