/** Measures the kernels of a device in milliseconds of time each. Runs in the inference process only. */
import type { Device } from '../devices/device.ts';
import { Session } from '../session.ts';
import type { KernelSpeed, KernelTest } from './kernel-test.ts';
import { kernelTests } from './registry.ts';

/** Runs whose fastest counts: whatever else the machine does can only make a run slower. */
const RUNS = 5;

/** @param threads numbers of threads to measure with. @throws InferenceError those of {@link Session}. */
export async function measureKernels(device: Device, threads: readonly number[]): Promise<readonly KernelSpeed[]> {
  const speeds: KernelSpeed[] = [];
  for (const test of kernelTests(device)) {
    for (const count of new Set(threads)) speeds.push(await speedOf(test, count));
  }
  return speeds;
}

async function speedOf({ kernel, model, inputs, flop }: KernelTest, threads: number): Promise<KernelSpeed> {
  const session = await Session.create(model, { precision: 'fp32', threads });
  try {
    await session.run(inputs);
    let fastest = Infinity;
    for (let run = 0; run < RUNS; run += 1) {
      const started = performance.now();
      await session.run(inputs);
      fastest = Math.min(fastest, performance.now() - started);
    }
    return { kernel, threads, gigaflops: flop / fastest / 1e6 };
  } finally {
    await session.release();
  }
}
