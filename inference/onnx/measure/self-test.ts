/**
 * Whether a device computes what the processor computes, and how much faster. A GPU takes part in pictures only after
 * it: a driver may give wrong numbers without a word. Runs in the inference process only.
 */
import type { Tensor } from '../../tensor.ts';
import { cpu } from '../devices/cpu.ts';
import type { Device } from '../devices/device.ts';
import { gpuKernels } from '../kernels/gpu.ts';
import { Session } from '../session.ts';
import type { KernelTest } from './kernel-test.ts';
import { selfTestGraphs, type TestSizes, TRUE_SIZES } from './self-test-graphs.ts';

/** One graph of the test. */
export interface KernelComparison {
  /** As people read it, such as `attention`. */
  readonly kernel: string;
  /** Difference from the processor's result over its norm. */
  readonly error: number;
  /** Seconds of a run after the first, which compiles shaders and copies weights. */
  readonly seconds: number;
  /** Seconds of the same on the processor. */
  readonly hostSeconds: number;
  /** Thousand millions of floating-point operations a second. */
  readonly gigaflops: number;
}

/** What the test found. */
export interface SelfTest {
  readonly kernels: readonly KernelComparison[];
  /** Seconds of the processor over seconds of the device, all graphs together. */
  readonly speed: number;
  /** Whether every result agrees with the processor's. */
  readonly agrees: boolean;
}

/**
 * Largest error of a graph. Float32 on Vulkan in software differs by 4e-7, products in TensorFloat-32 by up to 1e-3,
 * which pictures do not show. A wrong kernel differs by hundredths and more (docs/gpu.md).
 */
const TOLERANCE = 3e-3;
/** Runs whose fastest counts, after one that warms up. */
const RUNS = 3;

/**
 * Compares a device with the processor.
 * @param threads of the processor.
 * @throws InferenceError `device-failed`, or those of {@link Session}.
 */
export async function selfTest(
  device: Device,
  threads: number | undefined,
  sizes: TestSizes = TRUE_SIZES,
): Promise<SelfTest> {
  // The operators of GPUs on the processor: its own kernels round activations, which would be a difference.
  const host: Device = { ...cpu, kernels: gpuKernels };
  const [own, theirs] = [selfTestGraphs(device, sizes), selfTestGraphs(host, sizes)];
  const kernels: KernelComparison[] = [];
  for (const [i, test] of own.entries()) {
    const computed = await timed(test, threads);
    const expected = await timed(theirs[i] ?? test, threads);
    kernels.push({
      kernel: test.kernel,
      error: relativeError(computed.result, expected.result),
      seconds: computed.seconds,
      hostSeconds: expected.seconds,
      gigaflops: test.flop / computed.seconds / 1e9,
    });
  }
  const sum = (of: 'seconds' | 'hostSeconds'): number => kernels.reduce((total, each) => total + each[of], 0);
  return {
    kernels,
    speed: sum('hostSeconds') / sum('seconds'),
    agrees: kernels.every(({ error }) => error <= TOLERANCE),
  };
}

interface Timed {
  readonly result: Float32Array;
  readonly seconds: number;
}

async function timed({ model, inputs }: KernelTest, threads: number | undefined): Promise<Timed> {
  const session = await Session.create(model, { precision: 'fp32', ...(threads === undefined ? {} : { threads }) });
  try {
    let { y } = await session.run(inputs);
    let fastest = Infinity;
    for (let run = 0; run < RUNS; run += 1) {
      const started = performance.now();
      ({ y } = await session.run(inputs));
      fastest = Math.min(fastest, performance.now() - started);
    }
    return { result: (y as Tensor<'float32'>).data, seconds: fastest / 1000 };
  } finally {
    await session.release();
  }
}

/** |a - b| / |b|; NaN counts as the largest number, which JSON can hold. */
function relativeError(a: Float32Array, b: Float32Array): number {
  let [difference, norm] = [0, 0];
  for (const [i, value] of b.entries()) {
    difference += ((a[i] as number) - value) ** 2;
    norm += value ** 2;
  }
  const error = Math.sqrt(difference / norm);
  return Number.isFinite(error) ? error : Number.MAX_VALUE;
}
