// Weights of 8 bits as inputs on WebGPU, and on the processor with the kernels of GPUs: to the bit those that a session
// holds, with no more on the device than is allowed. Vulkan runs in software, so the model is a few small layers.
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { StoredWeight, WeightLocation } from '../../inference/checkpoint/stored-weight.ts';
import { mapSource, type WeightSource } from '../../inference/checkpoint/weight-source.ts';
import { buildChain, type ModelChain } from '../../inference/onnx/chain/build-chain.ts';
import type { ModelParts } from '../../inference/onnx/chain/model-parts.ts';
import { SessionChain } from '../../inference/onnx/chain/session-chain.ts';
import { cpu } from '../../inference/onnx/devices/cpu.ts';
import type { Device } from '../../inference/onnx/devices/device.ts';
import { deviceNamed } from '../../inference/onnx/devices/registry.ts';
import { gpuKernels } from '../../inference/onnx/kernels/gpu.ts';
import { DeviceMemory } from '../../inference/onnx/streaming/device-memory.ts';
import { bytesWith, keptWithin } from '../../inference/onnx/streaming/placement.ts';
import { sentBytes } from '../../inference/onnx/streaming/stream-graph.ts';
import type { Value } from '../../inference/onnx/value.ts';
import { float32 } from '../../inference/tensor.ts';
import { whyNoVulkan } from '../support/vulkan.ts';

const [WIDTH, ROWS, BLOCKS] = [64, 6, 5] as const;
const X = float32(
  Float32Array.from({ length: ROWS * WIDTH }, (_, i) => Math.sin(i * 1.7)),
  [ROWS, WIDTH],
);
const why = await whyNoVulkan('this process');
const weights = await layers();

const parts: ModelParts<{ readonly x: Value }> = {
  name: 'layers',
  blocks: BLOCKS,
  begin: (g) => ({ x: g.input('x', 'float32', ['rows', WIDTH]) }),
  block: (g, i, { x }) => ({ x: g.add(x, g.linear(x, `${i}`, WIDTH)) }),
  end: (g, { x }) => g.output('y', x),
};

/** Matrices of 8-bit integers with a scale for each row, and biases in bfloat16. */
async function layers(): Promise<WeightSource> {
  const file = join(await mkdtemp(join(tmpdir(), 'inkloom-')), 'weights.bin');
  const codes = Int8Array.from({ length: BLOCKS * WIDTH ** 2 }, (_, i) => ((i * 89 + (i >> 5) * 7) % 255) - 127);
  const scales = Float32Array.from({ length: BLOCKS * WIDTH }, (_, i) => 0.001 * (1 + (i % 7)));
  const biases = Uint16Array.from({ length: BLOCKS * WIDTH }, (_, i) => 0x3f00 + (i % 64));
  const all = [codes, scales, biases].map((part) => Buffer.from(part.buffer));
  await writeFile(file, Buffer.concat(all));
  const map = new Map<string, StoredWeight>();
  for (let i = 0; i < BLOCKS; i += 1) {
    const at = (start: number, dtype: WeightLocation['dtype'], shape: readonly number[], bytes: number) => ({
      file,
      offset: start + i * bytes,
      length: bytes,
      dtype,
      shape,
    });
    const values = at(0, 'I8', [WIDTH, WIDTH], WIDTH ** 2);
    const scale = at(codes.byteLength, 'F32', [WIDTH], 4 * WIDTH);
    const bias = at(codes.byteLength + scales.byteLength, 'BF16', [WIDTH], 2 * WIDTH);
    map.set(`${i}.weight`, { encoding: 'scaled', file, shape: [WIDTH, WIDTH], values, scale });
    map.set(`${i}.bias`, { encoding: 'plain', ...bias });
  }
  return mapSource('layers', map);
}

const chainOn = (device: Device): ModelChain => buildChain(parts, weights, { device, isFull: () => true });

async function open(chain: ModelChain, memory = new DeviceMemory()): Promise<SessionChain> {
  const sessions = await SessionChain.create(chain, { precision: 'cast', deviceMemory: memory });
  onTestFinished(() => sessions.release());
  return sessions;
}

const { streaming = { location: 'cpu' }, ...holding } = deviceNamed('webgpu');
const processor: Device = { ...cpu, kernels: gpuKernels };

describe.each([
  ['the processor', processor, { ...processor, streaming: { location: 'cpu' } }, undefined],
  ['WebGPU', holding, { ...holding, streaming }, why],
] as const)('on %s', (_name, held, streamed, reason) => {
  const skipped = reason === undefined ? '' : `, skipped: ${reason}`;
  test.skipIf(reason !== undefined)(`weights as inputs give the bytes of weights in graphs${skipped}`, async () => {
    const { y: expected } = await (await open(chainOn(held))).run({ x: X });
    const chain = chainOn(streamed);
    const need = {
      weights: chain.groups.flatMap((group) => (group.streamed ? [sentBytes(group.streamed)] : [])),
      activations: chain.activationBytes(new Map([['rows', ROWS]])),
    };
    expect(need.weights).toHaveLength(BLOCKS);
    for (const kept of [BLOCKS, 2, 0]) {
      const memory = new DeviceMemory(bytesWith(kept, need));
      expect(keptWithin(memory.limit, need)).toBe(kept);
      const sessions = await open(chain, memory);
      for (let run = 0; run < 2; run += 1) {
        expect((await sessions.run({ x: X }))['y']).toEqual(expected);
        expect(memory.used).toBe(need.weights.slice(0, kept).reduce((sum, bytes) => sum + bytes, 0));
      }
      expect(memory.peak).toBeLessThanOrEqual(memory.limit);
    }
  });
});
