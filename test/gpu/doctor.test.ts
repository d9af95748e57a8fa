// What `inkloom doctor` says of GPUs, and how it installs what CUDA needs.
import { describe, expect, it } from 'vitest';
import { installFor, type InstallSteps } from '../../engine/cli/install-cuda.ts';
import { deviceRows } from '../../engine/cli/report/device-rows.ts';
import { gpuAdvice } from '../../engine/host/doctor/gpu-advice.ts';
import type { GpuFacts } from '../../engine/host/doctor/facts.ts';
import type { DeviceReport } from '../../inference/runtime/device/choose-device.ts';
import { GOOD } from '../host/doctor/facts.ts';

const RTX = { name: 'NVIDIA GeForce RTX 4090', driver: '550.54.14', memory: 24564 * 2 ** 20 };
const RADEON = { name: 'AMD 1002:744C', driver: 'amdgpu', memory: undefined };
const FAILED: DeviceReport = {
  device: 'webgpu',
  outcome: 'failed',
  text: 'cannot be used (The device "webgpu" failed: Failed to get a WebGPU adapter: No supported adapters)',
};

const advised = (change: Partial<GpuFacts>): readonly string[] =>
  gpuAdvice({ ...GOOD, devices: { ...GOOD.devices, ...change } });

describe('advice', () => {
  it('names the library that CUDA lacks, for a GPU of NVIDIA only', () => {
    expect(advised({ adapters: [RTX] })).toEqual([expect.stringContaining('inkloom doctor --install cuda')]);
    expect(advised({ adapters: [RTX], cuda: 'installed' })).toEqual([]);
    expect(advised({ adapters: [RADEON] })).toEqual([]);
  });

  it('names the driver that WebGPU lacks', () => {
    expect(advised({ adapters: [RADEON], reports: [FAILED] })).toEqual([expect.stringMatching(/driver.*doctor again/)]);
  });

  it('asks for a newer driver where a device computes otherwise', () => {
    const text = 'computes otherwise than the processor: attention is 4.8 % off';
    expect(advised({ reports: [{ device: 'webgpu', outcome: 'differs', text }] })).toEqual([
      `webgpu ${text}. Install a newer driver of the GPU; until then models run on the processor.`,
    ]);
  });
});

it('adapters and tests are printed with memory, driver and speed', () => {
  const kernel = { kernel: 'attention', error: 1e-6, seconds: 0.01, hostSeconds: 0.2, gigaflops: 12_340 };
  const report: DeviceReport = {
    device: 'webgpu',
    outcome: 'passed',
    text: 'is 20.0 times as fast as the processor and agrees with it',
    test: { kernels: [kernel], speed: 20, agrees: true },
  };
  const why = 'Large models run on webgpu.';
  expect(deviceRows({ ...GOOD.devices, adapters: [RTX, RADEON], reports: [report], why })).toEqual([
    [RTX.name, '24.0 GiB, driver 550.54.14'],
    [RADEON.name, 'memory not told by the system, driver amdgpu'],
    ['webgpu', report.text],
    ['  attention', '12.34 TF/s, 20.0 times the processor'],
    ['for models', why],
  ]);
});

describe('--install', () => {
  const installable = { kind: 'installable', program: ['install.js', '--cuda'] } as const;

  function steps(answer: string, found: ReturnType<InstallSteps['find']> = installable) {
    const ran: string[][] = [];
    const own: InstallSteps = {
      find: () => found,
      ask: async () => answer,
      run: async (args) => ran.push([...args]) - 1,
    };
    return { own, ran };
  }

  it.each([
    ['y', 1],
    ['yes', 1],
    ['', 0],
    ['n', 0],
    ['yellow', 0],
  ])('runs the installer only after a yes: "%s"', async (answer, times) => {
    const { own, ran } = steps(answer);
    expect(await installFor('cuda', own)).toBe(0);
    expect(ran).toEqual(times === 1 ? [installable.program] : []);
  });

  it('says that the installer failed', async () => {
    expect(await installFor('cuda', { ...steps('y').own, run: async () => 3 })).toBe(1);
  });

  it('asks nothing where the library is installed, and refuses where it cannot be had', async () => {
    const { own, ran } = steps('y', { kind: 'installed' });
    expect(await installFor('cuda', own)).toBe(0);
    expect(ran).toEqual([]);
    const elsewhere = steps('y', { kind: 'impossible', why: 'This is no Linux.' });
    await expect(installFor('cuda', elsewhere.own)).rejects.toThrow('--install cuda: This is no Linux.');
    await expect(installFor('rocm', own)).rejects.toThrow('--install: expected cuda, got "rocm"');
  });
});
