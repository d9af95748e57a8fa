// Names of devices, as people write them.
import { describe, expect, it } from 'vitest';
import { deviceNamed } from '../../inference/onnx/devices/registry.ts';
import { DEVICE_KINDS, type DeviceName, readDevice } from '../../inference/onnx/devices/names.ts';
import { inferenceOptions } from '../../engine/host/engine-settings.ts';
import { defaultBudgets } from '../../inference/runtime/memory.ts';

describe('the name of a device', () => {
  it.each([
    ['auto', 'auto'],
    ['cpu', 'cpu'],
    ['webgpu', 'webgpu'],
    ['webgpu:0', 'webgpu'],
    ['webgpu:1', 'webgpu:1'],
    ['cuda:3', 'cuda:3'],
    ['dml', 'dml'],
    ['coreml', 'coreml'],
  ])('%s is read as %s', (text, name) => expect(readDevice(text)).toBe(name));

  it.each(['', 'gpu', 'CPU', 'cpu:0', 'cpu:1', 'webgpu:2', 'webgpu:', 'webgpu:-1', 'cuda:16', 'dml:1', 'cuda:1:2'])(
    '"%s" is none',
    (text) => expect(readDevice(text)).toBeUndefined(),
  );

  it('is that of the device it leads to', () => {
    const names: readonly DeviceName[] = [...DEVICE_KINDS, 'webgpu:1', 'cuda:3'];
    for (const name of names) expect(deviceNamed(name).name).toBe(name);
  });
});

describe('the setting', () => {
  it('is auto when nothing is said', () => expect(inferenceOptions({}).device).toBe('auto'));

  it('names the choices when it cannot be read', () => {
    expect(() => inferenceOptions({ device: 'vulkan' })).toThrow(
      '--device: expected one of auto, cpu, webgpu[:N], cuda[:N], dml, coreml, got "vulkan"',
    );
  });
});

describe('memory of a GPU', () => {
  it('is that of every kind, and leaves the memory of the processor as it is', () => {
    const { budgets } = inferenceOptions({ vram: '8GiB' });
    const gib = 8 * 2 ** 30;
    expect(budgets).toMatchObject({ webgpu: gib, cuda: gib, dml: gib, coreml: gib });
    expect(budgets?.cpu).toBe(defaultBudgets().cpu);
    expect(inferenceOptions({ memory: '2GiB', vram: '1GiB' }).budgets).toMatchObject({ cpu: 2 ** 31, webgpu: 2 ** 30 });
    expect(inferenceOptions({ memory: '2GiB' }).budgets).toEqual({ cpu: 2 ** 31 });
  });

  it('is refused in words when it is no size', () => {
    expect(() => inferenceOptions({ vram: 'much' })).toThrow('--vram: expected a size such as 12GiB or 800M');
  });
});
