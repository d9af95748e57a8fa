/** A tensor in the memory of a device, which one session hands to another without a copy in main memory. */
import type { Tensor as OrtTensor } from 'onnxruntime-node';
import type { Tensor } from '../../tensor.ts';

export class DeviceTensor {
  readonly dims: readonly number[];
  /** As sessions take it. */
  readonly value: OrtTensor;

  constructor(value: OrtTensor) {
    this.value = value;
    this.dims = value.dims;
  }

  /** Frees the memory. No session can take the tensor afterwards. */
  dispose(): void {
    this.value.dispose();
  }
}

/** What a session takes and gives, by name. */
export type Values = Readonly<Record<string, Tensor | DeviceTensor>>;

/** Frees those that lie on a device. */
export function disposeAll(values: Values): void {
  for (const value of Object.values(values)) if (value instanceof DeviceTensor) value.dispose();
}
