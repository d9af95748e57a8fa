// Names of devices, as people write them.
import { describe, expect, it } from 'vitest';
import { deviceNamed } from '../../inference/onnx/devices/registry.ts';
import { DEVICE_KINDS, type DeviceName, readDevice } from '../../inference/onnx/devices/names.ts';
import { inferenceOptions } from '../../engine/host/engine-settings.ts';

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
