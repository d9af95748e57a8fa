// Weights of 8 bits as inputs on WebGPU, and on the processor with the kernels of GPUs: to the bit those that a session
// holds, with no more on the device than is allowed. Vulkan runs in software, so the model is a few small layers.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { cpu } from '../../inference/onnx/devices/cpu.ts';
import { gpuKernels } from '../../inference/onnx/kernels/gpu.ts';
import { repoPath } from '../inference/support/goldens.ts';
import { whyNoVulkan } from '../support/vulkan.ts';
import { compareStreamed, type StreamedRuns } from './support/streamed-layers.ts';

const why = await whyNoVulkan();

/** What is wrong with runs whose weights may not all stay. */
function faults(outcomes: readonly StreamedRuns[]): readonly StreamedRuns[] {
  return outcomes.filter(
    ({ kept, forecast, isEqual, held, expectedHeld, peak, limit }) =>
      forecast !== kept || isEqual.length !== 2 || isEqual.includes(false) || held !== expectedHeld || peak > limit,
  );
}

test('on the processor weights as inputs give the bytes of weights in graphs', async () => {
  const outcomes = await compareStreamed({ ...cpu, kernels: gpuKernels });
  expect(outcomes.map(({ kept }) => kept)).toEqual([5, 2, 0]);
  expect(faults(outcomes)).toEqual([]);
});

test.skipIf(why !== undefined)(
  `on WebGPU weights as inputs give the bytes of weights in graphs${why === undefined ? '' : `, skipped: ${why}`}`,
  { timeout: 180_000 },
  async () => {
    const script = repoPath('test/gpu/support/streamed-layers.ts');
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', script, 'webgpu'], {
      cwd: repoPath('.'),
    });
    const outcomes = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as readonly StreamedRuns[];
    expect(outcomes.map(({ kept }) => kept)).toEqual([5, 2, 0]);
    expect(faults(outcomes)).toEqual([]);
  },
);
