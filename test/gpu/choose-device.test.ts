// The device that `auto` takes: by its test, remembered for as long as drivers are the same, and never at any cost.
import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InferenceError } from '../../inference/errors.ts';
import type { DeviceName } from '../../inference/onnx/devices/names.ts';
import type { SelfTest } from '../../inference/onnx/measure/self-test.ts';
import { chooseDevice, type DeviceFacts } from '../../inference/runtime/device/choose-device.ts';

const ADAPTER = { name: 'A GPU', driver: '1', memory: 2 ** 33 };

function facts(names: readonly DeviceName[], driver = '1'): DeviceFacts {
  return {
    adapters: async () => (names.length === 0 ? [] : [ADAPTER]),
    drivers: async () => [driver],
    candidates: () => names,
  };
}

function result(speed: number, error = 1e-4): SelfTest {
  const kernel = { kernel: 'attention', error, seconds: 1, hostSeconds: speed, gigaflops: 100 };
  return { kernels: [kernel, { ...kernel, kernel: 'convolution', error: 0 }], speed, agrees: error < 1e-2 };
}

const folder = (): Promise<string> => mkdtemp(join(tmpdir(), 'inkloom-'));
const never = (): Promise<never> => Promise.reject(new Error('tested again'));

describe('the choice', () => {
  it('is the processor without a GPU, and nothing is tested, read or written', async () => {
    const dir = join(await folder(), 'none');
    const choice = await chooseDevice(dir, never, facts([]));
    expect(choice).toMatchObject({ device: 'cpu', why: 'Models run on the processor: no GPU is found.', reports: [] });
    await expect(readdir(dir)).rejects.toThrow('ENOENT');
  });

  it('is the first device that agrees and is faster, and those after it are not tested', async () => {
    const tested: DeviceName[] = [];
    const run = async (device: DeviceName): Promise<SelfTest> => {
      tested.push(device);
      return result(device === 'cuda' ? 0.5 : 9);
    };
    const choice = await chooseDevice(await folder(), run, facts(['cuda', 'webgpu', 'dml']));
    expect(choice.device).toBe('webgpu');
    expect(choice.why).toBe(
      'Large models run on webgpu, which is 9.0 times as fast as the processor and agrees with it.',
    );
    expect(choice.adapters).toEqual([ADAPTER]);
    expect(tested).toEqual(['cuda', 'webgpu']);
  });

  it.each([
    ['slower', async () => result(1.2), 'webgpu is 1.20 times as fast as the processor, which is too little'],
    ['wrong', async () => result(50, 0.25), 'webgpu computes otherwise than the processor: attention is 25.0 % off'],
    [
      'broken',
      () => Promise.reject(new Error('The device "webgpu" failed: no adapter\n  at x')),
      'webgpu cannot be used (The device "webgpu" failed: no adapter)',
    ],
  ] as const)('is the processor when the GPU is %s, and why is said', async (_name, run, why) => {
    const choice = await chooseDevice(await folder(), run, facts(['webgpu']));
    expect(choice).toMatchObject({ device: 'cpu', why: `Models run on the processor: ${why}.` });
  });
});

describe('the choice is remembered', () => {
  it.each([
    ['device-failed', ['webgpu', 1]],
    ['process-crashed', ['cpu', 0]],
  ] as const)('after %s only where another attempt would end the process again', async (code, expected) => {
    const dir = await folder();
    const failing = (): Promise<never> => Promise.reject(new InferenceError(code, 'It failed'));
    expect((await chooseDevice(dir, failing, facts(['webgpu']))).device).toBe('cpu');
    const tested: DeviceName[] = [];
    const { device } = await chooseDevice(dir, async (name) => result(tested.push(name) * 9), facts(['webgpu']));
    expect([device, tested.length]).toEqual(expected);
  });

  it('for the same adapters and drivers, as it was', async () => {
    const dir = await folder();
    const first = await chooseDevice(dir, async () => result(9), facts(['webgpu']));
    expect(await chooseDevice(dir, never, facts(['webgpu']))).toEqual(first);
    expect(await readdir(dir)).toEqual(['device.json']);
  });

  it('and made anew for another driver, or another list of devices', async () => {
    const dir = await folder();
    await chooseDevice(dir, async () => result(9), facts(['webgpu']));
    expect((await chooseDevice(dir, async () => result(1), facts(['webgpu'], '2'))).device).toBe('cpu');
    expect((await chooseDevice(dir, async () => result(9), facts(['cuda', 'webgpu'], '2'))).device).toBe('cuda');
  });
});
