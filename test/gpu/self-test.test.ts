// The test that a device must pass: right numbers pass, and those of a kernel that is a little off do not.
import { expect, it } from 'vitest';
import { cpu } from '../../inference/onnx/devices/cpu.ts';
import type { Device } from '../../inference/onnx/devices/device.ts';
import { type Emitter, emitOne } from '../../inference/onnx/emitter.ts';
import { gpuKernels } from '../../inference/onnx/kernels/gpu.ts';
import type { Kernels } from '../../inference/onnx/kernels/kernels.ts';
import { nbitsIntegers } from '../../inference/onnx/kernels/nbits.ts';
import { selfTest } from '../../inference/onnx/measure/self-test.ts';
import type { Value } from '../../inference/onnx/value.ts';
import { float32 } from '../../inference/tensor.ts';

const SIZES = { tokens: 16, width: 256, headDim: 64, side: 8, channels: 8 };

/** A GPU that is the processor, with kernels of its own. */
const device = (kernels: Partial<Kernels>): Device => ({
  ...cpu,
  name: 'webgpu',
  isHost: false,
  kernels: { ...gpuKernels, ...kernels },
});

/** One percent too large. */
const off = (e: Emitter, y: Value): Value =>
  emitOne(e, 'Mul', [y, e.constant(float32(Float32Array.of(1.01), []))], y.shape);

it('lets right numbers pass, and tells speed', async () => {
  const { kernels, speed, agrees } = await selfTest(device({}), 1, SIZES);
  expect(agrees).toBe(true);
  expect(kernels.map(({ kernel }) => kernel)).toEqual([
    'product with 8-bit weights',
    'product with 4-bit weights',
    'attention',
    'convolution',
  ]);
  const figures = kernels.flatMap(({ seconds, hostSeconds, gigaflops }) => [seconds, hostSeconds, gigaflops]);
  expect(Math.min(...figures, speed)).toBeGreaterThan(0);
});

it.each<[string, Partial<Kernels>]>([
  [
    'product with 8-bit weights',
    { integers: { ...nbitsIntegers, linear: (e, ...rest) => off(e, nbitsIntegers.linear(e, ...rest)) } },
  ],
  ['product with 4-bit weights', { linearOfNibbles: (e, ...rest) => off(e, gpuKernels.linearOfNibbles(e, ...rest)) }],
  ['attention', { attention: (e, ...rest) => off(e, gpuKernels.attention(e, ...rest)) }],
  ['attention', { rotary: (_e, x) => x }],
  ['convolution', { silu: (e, x) => off(e, gpuKernels.silu(e, x)) }],
])('refuses a wrong %s', async (wrong, kernels) => {
  const result = await selfTest(device(kernels), 1, SIZES);
  expect(result.agrees).toBe(false);
  expect(result.kernels.filter(({ error }) => error > 3e-3).map(({ kernel }) => kernel)).toEqual([wrong]);
});

it('refuses numbers that are none', async () => {
  const zero = (e: Emitter, y: Value): Value => {
    const nothing = emitOne(e, 'Sub', [y, y], y.shape);
    return emitOne(e, 'Div', [nothing, nothing], y.shape);
  };
  const attention: Kernels['attention'] = (e, ...rest) => zero(e, gpuKernels.attention(e, ...rest));
  expect((await selfTest(device({ attention }), 1, SIZES)).agrees).toBe(false);
});
