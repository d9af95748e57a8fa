/**
 * Devices with memory of their own, through the execution providers of onnxruntime. WebGPU is in its package for
 * Windows, Linux on x64 and macOS on Apple silicon, DirectML in that for Windows, CoreML in that for macOS. CUDA comes
 * from the package's own installer, on Linux on x64 (docs/gpu.md).
 */
import { gpuKernels } from '../kernels/gpu.ts';
import type { Device, DeviceMemory } from './device.ts';

/**
 * No provider tells its memory through onnxruntime's binding. A budget that nobody set is made for a small card, so
 * that a large one is not filled rather than a small one overfilled.
 */
const ASSUMED_BYTES = 6 * 2 ** 30;

const MEMORY: DeviceMemory = {
  available: () => ASSUMED_BYTES,
  weightShare: 0.8,
  // Tiles of 632 x 632 pixels at the width of the published VAE, whose largest tensor is then 153 MB.
  maxActivationBytes: 2 ** 30,
};

/** Threads that wait for a device would take cores from everything else. */
const COMMON = {
  isHost: false,
  sessionConfig: { intra_op: { allow_spinning: '0' } },
  kernels: gpuKernels,
  memory: MEMORY,
} as const;

/** @param index 0 for the fast adapter, 1 for the economical one: see `COUNTS` in names.ts. */
export function webgpu(index: number): Device {
  return {
    ...COMMON,
    name: index === 0 ? 'webgpu' : `webgpu:${index}`,
    executionProviders: ['webgpu'],
    providerConfig: {
      ep: {
        webgpuexecutionprovider: {
          powerPreference: index === 0 ? 'high-performance' : 'low-power',
          // The default rounds sizes up, and keeps buffers of weights that have left.
          storageBufferCacheMode: 'lazyRelease',
        },
      },
    },
    streaming: { location: 'gpu-buffer' },
  };
}

export function cuda(index: number): Device {
  return {
    ...COMMON,
    name: index === 0 ? 'cuda' : `cuda:${index}`,
    executionProviders: [{ name: 'cuda', deviceId: index }],
  };
}

export function dml(): Device {
  return { ...COMMON, name: 'dml', executionProviders: ['dml'] };
}

export function coreml(): Device {
  return { ...COMMON, name: 'coreml', executionProviders: ['coreml'] };
}
