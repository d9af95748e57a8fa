/** Element types of the safetensors format and their sizes. */
import { elementCount } from '../tensor.ts';

/** Bits per element; names as in the safetensors header (safetensors crate, `tensor.rs`, enum `Dtype`). */
const BITS = {
  BOOL: 8,
  U8: 8,
  I8: 8,
  F8_E5M2: 8,
  F8_E4M3: 8,
  F8_E8M0: 8,
  I16: 16,
  U16: 16,
  F16: 16,
  BF16: 16,
  I32: 32,
  U32: 32,
  F32: 32,
  I64: 64,
  U64: 64,
  F64: 64,
} as const;

export type StoredDType = keyof typeof BITS;

/** Whether a header names an element type this reader knows. */
export function isStoredDType(name: string): name is StoredDType {
  return Object.hasOwn(BITS, name);
}

/** Names of all known element types, for error messages. */
export const STORED_DTYPES: readonly string[] = Object.keys(BITS);

/** Bytes of a dense tensor. */
export function storedBytes(dtype: StoredDType, shape: readonly number[]): number {
  return (elementCount(shape) * BITS[dtype]) / 8;
}
