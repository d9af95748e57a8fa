/** The seam for kernels whose speed is measured: `registry.ts` lists them. */
import type { OnnxModel } from '../model.ts';
import type { Tensors } from '../session.ts';

/** A product that one kernel of the device computes. */
export interface KernelTest {
  /** As people read it, such as `float32 Gemm`. */
  readonly kernel: string;
  /** Floating-point operations of one run; a multiplication and an addition are two. */
  readonly flop: number;
  readonly model: OnnxModel;
  readonly inputs: Tensors;
}

/** The measured speed of a kernel. */
export interface KernelSpeed {
  readonly kernel: string;
  /** Threads of the operator. */
  readonly threads: number;
  /** Thousand millions of floating-point operations a second. */
  readonly gigaflops: number;
  /** How many times as fast as float32 in the same rounds; absent for float32 itself. */
  readonly overFloat32?: number;
}
