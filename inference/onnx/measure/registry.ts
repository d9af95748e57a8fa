/** Every kernel whose speed is measured. A new one is one more entry here. */
import type { Device } from '../devices/device.ts';
import { gemmTest } from './gemm.ts';
import type { KernelTest } from './kernel-test.ts';

/** The tests for a device, in the order in which people read them. */
export function kernelTests(device: Device): readonly KernelTest[] {
  return [gemmTest(device)];
}
